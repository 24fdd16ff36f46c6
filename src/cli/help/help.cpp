#include "cli/help/help.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/flags/globals.h"
#include "ui/json_text.h"
#include "ui/table.h"

namespace tntc::cli::help {
namespace {

constexpr Example kExamples[] = {
    {"tntc help", "list the commands"},
    {"tntc help run", "show how one command is used"},
};

std::string heading(std::string_view text, const ui::Terminal& terminal) {
  return ui::paint(text, ui::Style::bold, terminal) + '\n';
}

// Every line of `block` moved two columns to the right.
std::string indented(std::string_view block) {
  std::string text;
  bool line_start = true;
  for (const char c : block) {
    if (line_start && c != '\n') text += "  ";
    line_start = c == '\n';
    text += c;
  }
  return text;
}

std::string spelling(const flags::Flag& flag) {
  std::string text = flag.short_name.empty() ? "    " : flag.short_name + ", ";
  text += flag.name;
  return flag.value_name.empty() ? text : text + ' ' + flag.value_name;
}

std::string flag_table(std::span<const flags::Flag> list) {
  std::vector<std::vector<std::string>> rows;
  for (const flags::Flag& flag : list) rows.push_back({spelling(flag), flag.help});
  return indented(ui::table({}, rows));
}

std::string argument_table(std::span<const flags::Argument> list) {
  std::vector<std::vector<std::string>> rows;
  for (const flags::Argument& argument : list) rows.push_back({argument.name, argument.help});
  return indented(ui::table({}, rows));
}

std::string usage(const Command& command, const flags::Syntax& syntax) {
  std::string text = "tntc " + std::string(command.name);
  for (const flags::Argument& argument : syntax.arguments) {
    text += argument.required ? " " + argument.name : " [" + argument.name + "]";
  }
  return text + " [flags]";
}

std::string manual_text(const Command& command, const flags::Syntax& syntax,
                        const ui::Terminal& terminal) {
  std::string text = fmt::format("{}\n\n{}  {}\n", command.summary, heading("Usage", terminal),
                                 usage(command, syntax));
  if (!command.details.empty()) text += fmt::format("\n{}\n", command.details);
  if (!syntax.arguments.empty()) {
    text += '\n' + heading("Arguments", terminal) + argument_table(syntax.arguments);
  }
  if (!syntax.flags.empty()) text += '\n' + heading("Flags", terminal) + flag_table(syntax.flags);
  text += '\n' + heading("Flags of every command", terminal) + flag_table(flags::global_flags());

  std::vector<std::vector<std::string>> rows;
  for (const Example& example : command.examples) {
    rows.push_back({std::string(example.line), std::string(example.what)});
  }
  return text + '\n' + heading("Examples", terminal) + indented(ui::table({}, rows));
}

std::string flag_json(const flags::Flag& flag) {
  return fmt::format(R"({{"name":{},"short":{},"value":{},"help":{}}})", ui::quoted(flag.name),
                     ui::quoted(flag.short_name), ui::quoted(flag.value_name),
                     ui::quoted(flag.help));
}

// The parts of a JSON array, joined.
template <class Items, class ToJson>
std::string json_array(const Items& items, ToJson to_json) {
  std::string json = "[";
  for (const auto& item : items) {
    if (json.size() > 1) json += ',';
    json += to_json(item);
  }
  return json + ']';
}

std::string manual_json(const Command& command, const flags::Syntax& syntax) {
  return fmt::format(
      R"({{"name":{},"summary":{},"usage":{},"arguments":{},"flags":{},"global_flags":{},"examples":{}}})",
      ui::quoted(command.name), ui::quoted(command.summary), ui::quoted(usage(command, syntax)),
      json_array(syntax.arguments,
                 [](const flags::Argument& a) {
                   return fmt::format(R"({{"name":{},"required":{},"help":{}}})",
                                      ui::quoted(a.name), a.required, ui::quoted(a.help));
                 }),
      json_array(syntax.flags, flag_json), json_array(flags::global_flags(), flag_json),
      json_array(command.examples, [](const Example& e) {
        return fmt::format(R"({{"line":{},"what":{}}})", ui::quoted(e.line), ui::quoted(e.what));
      }));
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "help",
          .summary = "Show how a command is used",
          .details = "",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "COMMAND",
                         .help = "the command to explain; without it all are listed",
                         .take = flags::into(options.command),
                         .values = flags::Values::choice,
                         .choices = command_names()}},
          .flags = {}};
}

Report run(const Options& options, Session& session) {
  if (options.command.empty()) return overview(session);
  const Command* found = find_command(options.command);
  if (found == nullptr) return failed(unknown_command(options.command));
  return manual(*found, session);
}

Report overview(const Session& session) {
  Report report;
  std::vector<std::vector<std::string>> rows;
  for (const Command& c : commands()) {
    rows.push_back({std::string(c.name), std::string(c.summary)});
  }
  report.text = "Run workflows of TypeScript nodes, on this machine and in a cluster.\n\n" +
                heading("Usage", session.out) + "  tntc COMMAND [flags]\n\n" +
                heading("Commands", session.out) + indented(ui::table({}, rows)) + '\n' +
                heading("Flags of every command", session.out) + flag_table(flags::global_flags()) +
                "\n`tntc help COMMAND` shows what a command takes, with examples.\n";
  report.data = R"({"commands":)" +
                json_array(commands(),
                           [](const Command& c) {
                             return fmt::format(R"({{"name":{},"summary":{}}})", ui::quoted(c.name),
                                                ui::quoted(c.summary));
                           }) +
                '}';
  return report;
}

Report manual(const Command& command, const Session& session) {
  Report report;
  command.describe([&](const flags::Syntax& syntax) {
    report.text = manual_text(command, syntax, session.out);
    report.data = manual_json(command, syntax);
  });
  return report;
}

}  // namespace tntc::cli::help
