#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grants/grants.h"
#include "secrets/redactor.h"
#include "worker/program.h"

namespace tntc::worker {

// HTTP proxies by scheme, and which hosts are reached without them; see io::HttpOptions.
struct Proxies {
  std::string http, https, none;
};

// Whether grants are to be asked; `nothing` is for tests of the other walls.
enum class Judge { all, nothing };

// What the nodes of a workflow are given, each its own part: grants, secrets, variables. Immutable;
// shared by all threads of a worker.
class Powers {
 public:
  // `handed` is what the service hands over, JSON text: {"secrets": {service: ...}, "env": {name:
  // value}, "proxy": {"http": ..., "https": ..., "none": ...}, "records": directory}. `directory`
  // is the workflow's. `invalid` when it is not of that form.
  static Result<Powers> make(const Program& program, const std::string& directory,
                             std::string_view handed, Judge judge = Judge::all);

  const grants::Grants& grants(dag::NodeIndex node) const { return grants_[node]; }
  // What the node sees as ctx.secrets, JSON text.
  const std::string& secrets(dag::NodeIndex node) const { return texts_[secrets_[node]]; }
  // Through which nodes fetch.
  const Proxies& proxies() const { return proxies_; }
  // For everything a worker writes that is not an output of a node.
  const secrets::Redactor& redactor() const { return redactor_; }
  // What it would see of other secrets: a JSON object, as its grants go.
  std::string visible_secrets(dag::NodeIndex node, std::string_view all) const;
  // Nothing: the variable is not set. Whether the node may ask is for its grants to say.
  const std::string* env(std::string_view name) const;
  // Those of the node's own that are set, a JSON object.
  std::string all_env(dag::NodeIndex node) const;
  // Of all nodes, each path once: what the walls of the process must leave open.
  std::vector<std::string> readable() const;
  std::vector<std::string> writable() const;

 private:
  std::vector<grants::Grants> grants_;  // by node
  std::vector<std::size_t> secrets_;    // by node: index into texts_
  std::vector<std::string> texts_;      // each once
  std::map<std::string, std::string, std::less<>> env_;
  secrets::Redactor redactor_;
  Proxies proxies_;
};

}  // namespace tntc::worker
