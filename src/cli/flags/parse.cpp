#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

#include "cli/flags/globals.h"
#include "ui/suggest.h"

// CLI11 is used here and nowhere else: it takes the words apart; names, texts and values are ours.
namespace tntc::cli::flags {
namespace {

struct Bound {
  CLI::Option* option = nullptr;
  const Take* take = nullptr;
  std::string name;
  bool is_switch = false;
  bool repeats = false;
};

std::string cli11_names(const Flag& flag) {
  return flag.short_name.empty() ? flag.name : flag.short_name + "," + flag.name;
}

std::vector<Bound> declare(CLI::App& app, const Syntax& syntax) {
  std::vector<Bound> bound;
  for (const Flag& flag : syntax.flags) {
    const bool is_switch = flag.value_name.empty();
    CLI::Option* option =
        is_switch ? app.add_flag(cli11_names(flag)) : app.add_option(cli11_names(flag));
    if (!is_switch && !flag.repeats) option->expected(1);
    if (flag.repeats) option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    bound.push_back({option, &flag.take, flag.name, is_switch, flag.repeats});
  }
  for (const Argument& argument : syntax.arguments) {
    CLI::Option* option = app.add_option(argument.name)->expected(1);
    bound.push_back({option, &argument.take, argument.name});
  }
  return bound;
}

std::string see_help(std::string_view command) {
  return "`tntc help " + std::string(command) + "` lists what it takes";
}

tl::unexpected<Error> unknown_flag(const std::string& word, const Syntax& syntax,
                                   std::string_view command) {
  std::vector<std::string> names;
  for (const Flag& flag : syntax.flags) names.push_back(flag.name);
  for (const Flag& flag : global_flags()) names.push_back(flag.name);
  const std::string typed = word.substr(0, word.find('='));
  const std::string near = ui::nearest(typed, names);
  return fail(ErrorKind::invalid, "unknown flag `" + typed + "`",
              near.empty() ? see_help(command) : "did you mean `" + near + "`?");
}

// What CLI11 could not place: flags nobody declared, or more arguments than there are.
Result<void> refuse_rest(const std::vector<std::string>& rest, const Syntax& syntax,
                         std::string_view command) {
  for (const std::string& word : rest) {
    if (word.size() > 1 && word.starts_with('-') && word != "--") {
      return unknown_flag(word, syntax, command);
    }
  }
  for (const std::string& word : rest) {
    if (word == "--") continue;
    return fail(ErrorKind::invalid, "unexpected argument `" + word + "`", see_help(command));
  }
  return {};
}

Result<void> refuse_missing(const Syntax& syntax, const std::vector<Bound>& bound,
                            std::string_view command) {
  for (const Argument& argument : syntax.arguments) {
    const auto found = std::find_if(bound.begin(), bound.end(),
                                    [&](const Bound& b) { return b.name == argument.name; });
    if (!argument.required || found->option->count() > 0) continue;
    return fail(ErrorKind::invalid, "missing argument " + argument.name, see_help(command));
  }
  return {};
}

Result<void> take_values(const std::vector<Bound>& bound, std::string_view command) {
  for (const Bound& b : bound) {
    if (b.option->count() == 0) continue;
    const auto& values = b.option->results();
    if (values.size() > 1 && !b.is_switch && !b.repeats) {
      return fail(ErrorKind::invalid, b.name + " is given more than once", see_help(command));
    }
    if (b.repeats) {
      for (const std::string& value : values) TNTC_CHECK(during(b.name, (*b.take)(value)));
      continue;
    }
    TNTC_CHECK(during(b.name, (*b.take)(b.is_switch ? std::string() : values.front())));
  }
  return {};
}

// "--strict=false" means nothing here: a switch that is there is on.
Result<void> refuse_switch_values(const Syntax& syntax, std::span<const std::string> words) {
  for (const std::string& word : words) {
    if (word == "--") break;
    for (const Flag& flag : syntax.flags) {
      if (flag.value_name.empty() && word.starts_with(flag.name + "=")) {
        return fail(ErrorKind::invalid, flag.name + " takes no value",
                    "leave it out to switch it off");
      }
    }
  }
  return {};
}

}  // namespace

Result<void> parse(const Syntax& syntax, std::string_view command,
                   std::span<const std::string> words) {
  TNTC_CHECK(refuse_switch_values(syntax, words));
  try {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    const std::vector<Bound> bound = declare(app, syntax);
    for (const Bound& b : bound) b.option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    TNTC_CHECK(refuse_rest(app.remaining(), syntax, command));
    TNTC_CHECK(refuse_missing(syntax, bound, command));
    return take_values(bound, command);
  } catch (const CLI::ParseError& error) {
    return fail(ErrorKind::invalid, error.what(), see_help(command));
  }
}

}  // namespace tntc::cli::flags
