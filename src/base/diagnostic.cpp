#include "base/diagnostic.h"

#include <algorithm>

namespace tntc {

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string where(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) {
    text += ':' + std::to_string(diagnostic.line);
    if (diagnostic.column > 0) text += ':' + std::to_string(diagnostic.column);
  }
  return text;
}

std::string to_text(const Diagnostic& diagnostic) {
  std::string text = where(diagnostic);
  text += diagnostic.severity == Severity::error ? ": error: " : ": warning: ";
  text += diagnostic.message;
  if (!diagnostic.rule.empty()) text += " [" + diagnostic.rule + "]";
  if (!diagnostic.frame.empty()) text += '\n' + diagnostic.frame;
  if (!diagnostic.hint.empty()) text += "\n  hint: " + diagnostic.hint;
  return text;
}

}  // namespace tntc
