#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "spec/source_text.h"

namespace tntc::spec {

// One problem, at a byte offset of the source.
struct Finding {
  std::size_t offset = 0;
  std::string_view rule;  // a literal
  std::string message;
  std::string hint;
};

// Collects what is wrong with one file. A hostile file can have a million faults: of each severity
// the first few hundred are kept, the others are counted.
class Findings {
 public:
  // `source` outlives the Findings.
  Findings(std::string file, SourceText& source);

  void error(Finding finding) { add(Severity::error, std::move(finding)); }
  void warning(Finding finding) { add(Severity::warning, std::move(finding)); }

  bool has_errors() const { return errors_ > 0; }
  // False when a further finding would only be counted: no need to make a hint for it.
  bool wants(Severity severity) const;
  SourceText& source() { return source_; }

  // In the order of the file; leaves this empty.
  std::vector<Diagnostic> take();

 private:
  void add(Severity severity, Finding finding);

  std::string file_;
  SourceText& source_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::vector<Diagnostic> kept_;
};

// `text` in backquotes for a message: cut when long, control characters shown as \xNN.
std::string quoted(std::string_view text);

}  // namespace tntc::spec
