#pragma once

#include <string>
#include <vector>

namespace tntc {

enum class Severity { error, warning };

// One problem found in a user's file. Problems are data: a parser returns all of them at once.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;     // as the user named it
  int line = 0;         // 1-based; 0 when the whole file is meant
  int column = 0;       // 1-based, in code points
  std::string rule;     // stable id, kebab-case: "unknown-key", "cycle"
  std::string message;  // one clause, what is wrong
  std::string hint;     // how to mend it, or empty
  std::string frame;    // source excerpt with a caret, or empty

  bool operator==(const Diagnostic&) const = default;
};

bool has_errors(const std::vector<Diagnostic>& diagnostics);

// "workflow.yaml:3:5", "workflow.yaml" when there is no line.
std::string where(const Diagnostic& diagnostic);

// "workflow.yaml:3:5: error: unknown key `shedule` [unknown-key]\n  hint: did you mean `schedule`?"
std::string to_text(const Diagnostic& diagnostic);

}  // namespace tntc
