#include "cli/program.h"

#include <vector>

#include "base/exit_code.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/flags/globals.h"
#include "cli/help/help.h"
#include "ui/envelope.h"
#include "ui/render.h"

namespace tntc::cli {
namespace {

// The words before the command can only be global flags: the index of the first that is not one.
std::size_t command_at(std::span<const std::string> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with('-')) return i;
    if (words[i] == "-o" || words[i] == "--output" || words[i] == "--color") ++i;
  }
  return words.size();
}

Session make_session(const World& world, Ports& ports, const flags::Globals& globals) {
  return {.world = world,
          .ports = ports,
          .format = globals.format,
          .out = ui::make_terminal(world.out_facts, world.environment, globals.colour),
          .err = ui::make_terminal(world.err_facts, world.environment, globals.colour)};
}

void print_text(const Session& session, const Report& report) {
  if (!report.diagnostics.empty()) {
    session.world.err(ui::render(report.diagnostics, session.err));
  }
  for (const std::string& warning : report.warnings) {
    session.world.err(ui::paint("warning:", ui::Style::yellow, session.err) + ' ' + warning + '\n');
  }
  if (!report.text.empty()) session.world.out(report.text);
  if (report.error) session.world.err(ui::render(*report.error, session.err));
}

void print_json(const Session& session, std::string_view command, const Report& report) {
  const ui::Envelope envelope{.command = command,
                              .data = report.data,
                              .warnings = report.warnings,
                              .error = report.error ? &*report.error : nullptr,
                              .error_kind = report.fault == Fault::work ? "failed" : ""};
  session.world.out(ui::to_json(envelope) + '\n');
}

int finish(const Session& session, std::string_view command, const Report& report) {
  if (session.format == Format::json)
    print_json(session, command, report);
  else
    print_text(session, report);
  if (!report.error) return kExitOk;
  return report.fault == Fault::work ? kExitWorkFailed : exit_code(report.error->kind);
}

// What a command line without a command asks for.
int run_bare(const World& world, Ports& ports, std::vector<std::string> words) {
  flags::Globals globals;
  const auto taken = flags::take_globals({}, words, globals);
  Session session = make_session(world, ports, globals);
  if (!taken) return finish(session, "help", failed(taken.error()));
  if (words.size() == 1 && words[0] == "--version") {
    const Command* version = find_command("version");
    return finish(session, version->name, version->execute(session, version->name, {}));
  }
  if (auto parsed = flags::parse({}, "help", words); !parsed) {
    return finish(session, "help", failed(parsed.error()));
  }
  return finish(session, "help", help::overview(session));
}

int run_command(const World& world, Ports& ports, const Command& command,
                std::vector<std::string> words) {
  flags::Globals globals;
  Result<void> taken;
  command.describe(
      [&](const flags::Syntax& syntax) { taken = flags::take_globals(syntax, words, globals); });
  Session session = make_session(world, ports, globals);
  if (!taken) return finish(session, command.name, failed(taken.error()));
  if (globals.ask == flags::Ask::help) {
    return finish(session, "help", help::manual(command, session));
  }
  return finish(session, command.name, command.execute(session, command.name, words));
}

}  // namespace

int run_program(const World& world, Ports& ports, std::span<const std::string> words) {
  const std::size_t at = command_at(words);
  std::vector<std::string> rest(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
  if (at == words.size()) return run_bare(world, ports, std::move(rest));

  const std::string& name = words[at];
  rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
  if (const Command* command = find_command(name); command != nullptr) {
    return run_command(world, ports, *command, std::move(rest));
  }
  flags::Globals globals;
  const auto ignored = flags::take_globals({}, rest, globals);
  static_cast<void>(ignored);  // the unknown command is the first thing to mend
  return finish(make_session(world, ports, globals), name, failed(unknown_command(name)));
}

}  // namespace tntc::cli
