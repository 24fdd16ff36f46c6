#include "cli/run/input.h"

#include <algorithm>

#include <fmt/format.h>

#include "io/files.h"
#include "spec/names.h"
#include "triggers/json_check.h"

namespace tntc::cli::run {
namespace {

constexpr std::size_t kLongestInput = std::size_t{10} << 20;  // what the engine takes over HTTP too

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

Result<std::string> checked(std::string text, const std::string& source, std::string hint) {
  const auto fault = triggers::find_json_fault(text);
  if (!fault) return text;
  const auto at = triggers::position_of(text, fault->offset);
  return fail_at(ErrorKind::invalid, fmt::format("{}:{}:{}", source, at.line, at.column),
                 "the input is not JSON: " + std::string(fault->problem), std::move(hint));
}

}  // namespace

Result<std::string> read_run_input(const World& world, const std::optional<std::string>& given) {
  if (!given) return std::string("{}");
  if (*given == "-") {
    TNTC_TRY(std::string text, during("reading the input", world.read_input()));
    if (is_blank(text)) {
      return fail(ErrorKind::invalid, "standard input is empty", "pipe JSON into it, or write {}");
    }
    return checked(std::move(text), "<stdin>", {});
  }
  if (given->starts_with('@')) {
    const std::string file = given->substr(1);
    TNTC_TRY(std::string text,
             during("reading the input", io::read_file(absolute(world, file), kLongestInput)));
    return checked(std::move(text), file, {});
  }
  return checked(*given, "--input",
                 "quote it for the shell: --input '{\"key\": 1}'; a file is written --input @FILE");
}

Result<std::vector<triggers::RunEvent>> read_events(const std::vector<std::string>& given) {
  std::vector<triggers::RunEvent> events;
  for (const std::string& one : given) {
    const auto equals = one.find('=');
    triggers::RunEvent event{.name = one.substr(0, equals), .payload = "{}"};
    if (!spec::is_event_name(event.name)) {
      return fail(ErrorKind::invalid, "--event: `" + event.name + "` is no name of an event",
                  "a name has 1 to 128 letters, digits, dots, hyphens and underscores; write "
                  "--event NAME or --event 'NAME={\"key\": 1}'");
    }
    if (equals != std::string::npos) {
      TNTC_TRY(event.payload,
               checked(one.substr(equals + 1), "--event " + event.name,
                       "quote it for the shell: --event '" + event.name + "={\"key\": 1}'"));
    }
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace tntc::cli::run
