#include "cli/dev/ignored.h"

#include <algorithm>
#include <array>

namespace tntc::cli::dev {
namespace {

constexpr std::array<std::string_view, 5> kNames{
    ".git", "node_modules", ".tentacular", ".DS_Store",
    "4913",  // Vim's test whether it may write here
};
constexpr std::array<std::string_view, 4> kEndings{".swp", ".swo", ".swx", "~"};

}  // namespace

bool is_ignored(std::string_view name) {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         name.starts_with(".#") ||  // Emacs' locks
         std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace tntc::cli::dev
