#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"

namespace tntc::cli::flags {

// What a shell may offer for a value.
enum class Values { text, file, directory, choice };

// Takes one value over into the Options it was bound to, or says why it cannot.
using Take = std::function<Result<void>(const std::string& value)>;

struct Flag {
  std::string short_name;  // "-p", or empty
  std::string name;        // "--port"
  std::string value_name;  // "PORT"; empty: a switch, taken with an empty value
  std::string help;
  Take take;
  Values values = Values::text;
  std::vector<std::string> choices = {};
  bool repeats = false;  // it may be given several times
};

struct Argument {
  std::string name;  // "DIR"
  std::string help;
  Take take;
  bool required = false;
  Values values = Values::text;
  std::vector<std::string> choices = {};
};

// What a command takes. Parsing, help and shell completion all read this one list.
struct Syntax {
  std::vector<Argument> arguments;
  std::vector<Flag> flags;
};

// Ready-made takers; each target must outlive the parse.
Take into(std::string& target);
Take into(std::optional<std::string>& target);
Take into(std::optional<Milliseconds>& target);
Take into(bool& target);                      // for switches
Take into(std::vector<std::string>& target);  // for flags that repeat
Take into_port(std::uint16_t& target);

// Carries the words over into what the syntax is bound to. Every failure is `invalid`, names the
// word and, for a flag that does not exist, proposes the nearest one. `command` is for the hints.
Result<void> parse(const Syntax& syntax, std::string_view command,
                   std::span<const std::string> words);

}  // namespace tntc::cli::flags
