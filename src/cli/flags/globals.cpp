#include "cli/flags/globals.h"

#include <algorithm>

namespace tntc::cli::flags {
namespace {

Result<void> take_format(const std::string& value, Globals& globals) {
  if (value != "text" && value != "json") {
    return fail(ErrorKind::invalid, "--output: `" + value + "` is not an output format",
                "write `-o text` or `-o json`");
  }
  globals.format = value == "json" ? Format::json : Format::text;
  return {};
}

Result<void> take_colour(const std::string& value, Globals& globals) {
  if (value == "auto")
    globals.colour = ui::ColourChoice::automatic;
  else if (value == "always")
    globals.colour = ui::ColourChoice::always;
  else if (value == "never")
    globals.colour = ui::ColourChoice::never;
  else {
    return fail(ErrorKind::invalid, "--color: `" + value + "` is no choice",
                "write auto, always or never");
  }
  return {};
}

// A flag as one word gives it: "--output=json", "-ojson", "--output" (the value is the next word).
struct Spelled {
  const Flag* flag = nullptr;
  std::optional<std::string> value;
};

Spelled match(const std::string& word, std::span<const Flag> flags) {
  for (const Flag& flag : flags) {
    const bool takes_value = !flag.value_name.empty();
    if (word == flag.name || word == flag.short_name) return {&flag, std::nullopt};
    if (!takes_value) continue;
    if (word.starts_with(flag.name + "=")) return {&flag, word.substr(flag.name.size() + 1)};
    if (!flag.short_name.empty() && word.starts_with(flag.short_name) && !word.starts_with("--")) {
      const std::size_t skip = word[flag.short_name.size()] == '=' ? 1 : 0;
      return {&flag, word.substr(flag.short_name.size() + skip)};
    }
  }
  return {};
}

Result<void> take(const Flag& flag, const std::string& value, Globals& globals) {
  if (flag.name == "--output") return take_format(value, globals);
  if (flag.name == "--color") return take_colour(value, globals);
  globals.ask = Ask::help;
  return {};
}

}  // namespace

const std::vector<Flag>& global_flags() {
  static const std::vector<Flag> kFlags{
      {.short_name = "-o",
       .name = "--output",
       .value_name = "FORMAT",
       .help = "text or json (one object on standard output)",
       .take = {},
       .values = Values::choice,
       .choices = {"text", "json"}},
      {.short_name = "",
       .name = "--color",
       .value_name = "WHEN",
       .help = "auto, always or never; NO_COLOR is honoured",
       .take = {},
       .values = Values::choice,
       .choices = {"auto", "always", "never"}},
      {.short_name = "-h",
       .name = "--help",
       .value_name = "",
       .help = "how to use this command",
       .take = {}},
  };
  return kFlags;
}

Result<void> take_globals(const Syntax& syntax, std::vector<std::string>& words, Globals& globals) {
  std::optional<Error> first_error;
  std::vector<std::string> rest;
  std::size_t i = 0;
  for (; i < words.size() && words[i] != "--"; ++i) {
    const Spelled global = match(words[i], global_flags());
    if (global.flag == nullptr) {
      rest.push_back(words[i]);
      const Spelled own = match(words[i], syntax.flags);
      const bool value_follows = own.flag != nullptr && !own.flag->value_name.empty() &&
                                 !own.value && i + 1 < words.size();
      if (value_follows) rest.push_back(words[++i]);
      continue;
    }
    std::string value = global.value.value_or("");
    if (!global.flag->value_name.empty() && !global.value && i + 1 < words.size()) {
      value = words[++i];
    }
    auto taken = take(*global.flag, value, globals);
    if (!taken && !first_error) first_error = std::move(taken.error());
  }
  rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
  words = std::move(rest);
  if (first_error) return tl::unexpected(std::move(*first_error));
  return {};
}

}  // namespace tntc::cli::flags
