#pragma once

#include <string>
#include <vector>

namespace tntc::escapes {

// What the attacks are aimed at, of one test run.
struct Targets {
  std::string outside;   // a directory that no node was given, with `secret.txt`
  std::string workflow;  // the workflow's, with `.secrets.yaml`, and `link-out`, a link to outside
  std::string peer;      // port of an HTTP server on loopback
  std::string other;     // port of another
};

// One attempt to get what was not given. `code` is the body of a node; it ends with text "got: ..."
// when it got it, and throws, or ends otherwise, when it did not. With `victim` a second node,
// whose text counts, runs after the first in the same VM; "again" is the first one a second time.
struct Case {
  std::string group;
  std::string name;
  std::string keys;  // of the node in workflow.yaml
  std::string code;
  std::string victim = {};
};

// At module level before every case.
extern const char* const kBefore;

std::vector<Case> make_cases(const Targets& targets);

}  // namespace tntc::escapes
