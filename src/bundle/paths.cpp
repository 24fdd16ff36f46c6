#include "bundle/paths.h"

#include <algorithm>

#include "base/utf.h"

namespace tntc::bundle {
namespace {

template <class Claim>
bool any_part(std::string_view path, Claim claim) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (claim(path.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

bool is_bundle_path(std::string_view path) {
  if (path.find('\0') != path.npos || !is_utf8(path) || names_secrets(path)) return false;
  return !any_part(
      path, [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

bool names_secrets(std::string_view path) {
  return any_part(path, [](std::string_view part) { return part.starts_with(".secrets"); });
}

}  // namespace tntc::bundle
