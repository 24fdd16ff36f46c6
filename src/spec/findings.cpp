#include "spec/findings.h"

#include <algorithm>

#include <fmt/format.h>

namespace tntc::spec {
namespace {

constexpr std::size_t kMostOfASeverity = 200;
constexpr std::size_t kLongestQuote = 80;  // bytes

bool comes_before(const Diagnostic& a, const Diagnostic& b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

// A value that aliases use again is checked again: what was said of it once is enough. They are
// sorted, so that what is equal stands at one place.
void drop_repeated(std::vector<Diagnostic>& sorted) {
  std::vector<Diagnostic> once;
  for (Diagnostic& d : sorted) {
    const auto same_place = std::find_if(once.rbegin(), once.rend(), [&](const Diagnostic& other) {
      return comes_before(other, d) || other == d;
    });
    if (same_place == once.rend() || *same_place != d) once.push_back(std::move(d));
  }
  sorted = std::move(once);
}

}  // namespace

Findings::Findings(std::string file, SourceText& source)
    : file_(std::move(file)), source_(source) {}

bool Findings::wants(Severity severity) const {
  return (severity == Severity::error ? errors_ : warnings_) < kMostOfASeverity;
}

void Findings::add(Severity severity, Finding finding) {
  std::size_t& count = severity == Severity::error ? errors_ : warnings_;
  if (++count > kMostOfASeverity) return;
  const Position at = source_.position(finding.offset);
  kept_.push_back({severity, file_, at.line, at.column, std::string(finding.rule),
                   std::move(finding.message), std::move(finding.hint), source_.frame(at)});
}

std::vector<Diagnostic> Findings::take() {
  std::stable_sort(kept_.begin(), kept_.end(), comes_before);
  const std::size_t unseen = errors_ + warnings_ - kept_.size();
  drop_repeated(kept_);
  if (unseen > 0) {
    kept_.push_back({errors_ > kMostOfASeverity ? Severity::error : Severity::warning,
                     file_,
                     0,
                     0,
                     "too-many",
                     fmt::format("{} further problems are not shown", unseen),
                     "mend the ones above and look again",
                     {}});
  }
  errors_ = warnings_ = 0;
  return std::move(kept_);
}

std::string quoted(std::string_view text) {
  std::string shown = "`";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // Cut only where a code point begins.
    if (i >= kLongestQuote && (byte & 0xC0u) != 0x80u) return shown + "…`";
    if (byte < 0x20 || byte == 0x7F) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += static_cast<char>(byte);
    }
  }
  return shown + '`';
}

}  // namespace tntc::spec
