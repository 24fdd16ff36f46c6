#include "cli/configure/changes.h"

#include <algorithm>

#include <fmt/format.h>

#include "ui/suggest.h"

namespace tntc::cli::configure {
namespace {

using config::Change;
using config::Key;

Result<Key> key_of(const std::string& word) {
  if (const auto key = config::key_named(word)) return *key;
  const std::vector<std::string> names(config::kKeyNames.begin(), config::kKeyNames.end());
  const std::string near = ui::nearest(word, names);
  return fail(ErrorKind::invalid, fmt::format("--unset: there is no key `{}`", word),
              near.empty() ? "the keys are registry, namespace and runtime_class"
                           : fmt::format("did you mean `{}`?", near));
}

Result<void> add_unset(std::string words, std::vector<Change>& changes) {
  while (!words.empty()) {
    const std::string word = words.substr(0, words.find(','));
    words.erase(0, std::min(word.size() + 1, words.size()));
    TNTC_TRY(const Key key, key_of(word));
    if (std::ranges::find(changes, key, &Change::key) != changes.end()) {
      return fail(ErrorKind::invalid,
                  fmt::format("{} is named twice in what is to be changed", word),
                  "set a key or take it away, once");
    }
    changes.push_back({key, std::nullopt});
  }
  return {};
}

}  // namespace

Result<std::vector<Change>> changes_of(const Options& options) {
  std::vector<Change> changes;
  const std::optional<std::string>* const values[] = {
      &options.registry, &options.kubernetes_namespace, &options.runtime_class};
  for (const Key key : config::kKeys) {
    const auto& value = *values[static_cast<std::size_t>(key)];
    if (!value) continue;
    TNTC_CHECK(during(config::flag_of(key), config::check(key, *value)));
    changes.push_back({key, *value});
  }
  TNTC_CHECK(add_unset(options.unset, changes));
  return changes;
}

}  // namespace tntc::cli::configure
