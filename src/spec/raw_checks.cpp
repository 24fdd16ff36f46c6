#include "spec/raw_checks.h"

#include <fmt/format.h>

#include "base/utf.h"

namespace tntc::spec {
namespace {

// A workflow travels inside a ConfigMap, which holds less than this.
constexpr std::size_t kLargestFile = 1u << 20;
// The tree builder refuses nesting exactly; this only keeps a file of nothing but brackets from
// filling memory with tokens. It counts brackets inside strings too, hence so generous.
constexpr int kMostOpenBrackets = 2000;

// The first byte that is not part of a well-formed code point, or npos.
std::size_t find_malformed(std::string_view text) {
  if (is_utf8(text)) return text.npos;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 1;
    while (length <= 4 && !is_utf8(text.substr(at, length))) ++length;
    if (length > 4) return at;
    at += std::min(length, text.size() - at);
  }
  return text.npos;
}

// YAML forbids these unescaped, and the parser takes 0x04 for the end of the file.
bool is_forbidden(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0x7F;
}

std::size_t find_too_many_brackets(std::string_view text) {
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == '{') ++open;
    if ((text[i] == ']' || text[i] == '}') && open > 0) --open;
    if (open > kMostOpenBrackets) return i;
  }
  return text.npos;
}

}  // namespace

bool check_bytes(Findings& findings) {
  const std::string_view text = findings.source().text();
  if (text.size() > kLargestFile) {
    findings.error(
        {0, "too-large",
         fmt::format("the file has {} bytes; at most {} are read", text.size(), kLargestFile),
         "move data out of workflow.yaml into files the nodes read"});
    return false;
  }
  if (const std::size_t at = find_malformed(text); at != text.npos) {
    findings.error(
        {at, "not-utf8",
         fmt::format("byte 0x{:02x} is not UTF-8 text", static_cast<unsigned char>(text[at])),
         "save the file as UTF-8"});
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_forbidden(text[i])) continue;
    findings.error({i, "control-character",
                    fmt::format("control character 0x{:02x}", static_cast<unsigned char>(text[i])),
                    "remove it, or write it as an escape inside double quotes: \"\\x1b\""});
    return false;
  }
  if (const std::size_t at = find_too_many_brackets(text); at != text.npos) {
    findings.error({at, "too-deep",
                    fmt::format("more than {} brackets are open here", kMostOpenBrackets),
                    "close the brackets, or nest less"});
    return false;
  }
  return true;
}

}  // namespace tntc::spec
