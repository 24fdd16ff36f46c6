#include "bundle/import_site.h"

namespace tntc::bundle {
namespace {

bool follows_import(std::string_view text, std::size_t quote) {
  const std::size_t last = text.substr(0, quote).find_last_not_of(" \t\r\n");
  if (last == text.npos) return false;
  const std::string_view before = text.substr(0, last + 1);
  return before.ends_with("from") || before.ends_with("import") || before.ends_with('(');
}

}  // namespace

std::optional<std::size_t> find_import(std::string_view text, std::string_view specifier) {
  std::optional<std::size_t> first;
  for (const char quote : {'"', '\'', '`'}) {
    const std::string quoted = quote + std::string(specifier) + quote;
    for (std::size_t at = text.find(quoted); at != text.npos; at = text.find(quoted, at + 1)) {
      if (follows_import(text, at)) return at;
      if (!first) first = at;
    }
  }
  return first;
}

}  // namespace tntc::bundle
