#include "cli/completion/completion.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/flags/globals.h"
#include "ui/json_text.h"

namespace tntc::cli::completion {
namespace {

constexpr Example kExamples[] = {
    {"source <(tntc completion bash)", "in ~/.bashrc"},
    {"tntc completion zsh > \"${fpath[1]}/_tntc\"", "then start a new zsh"},
    {"tntc completion fish > ~/.config/fish/completions/tntc.fish", "for fish"},
};

Result<void> take_shell(const std::string& value, Shell& shell) {
  if (value == "bash")
    shell = Shell::bash;
  else if (value == "zsh")
    shell = Shell::zsh;
  else if (value == "fish")
    shell = Shell::fish;
  else
    return fail(ErrorKind::invalid, "there is no completion for `" + value + "`",
                "write bash, zsh or fish");
  return {};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// All the flags of a command, its own first.
std::vector<flags::Flag> flags_of(const flags::Syntax& syntax) {
  std::vector<flags::Flag> all = syntax.flags;
  all.insert(all.end(), flags::global_flags().begin(), flags::global_flags().end());
  return all;
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += "'\\''" : out += c;
  return out + '\'';
}

// --- bash ---

std::string bash_values(flags::Values values, const std::vector<std::string>& choices) {
  switch (values) {
    case flags::Values::file: return "COMPREPLY=($(compgen -f -- \"$word\"))";
    case flags::Values::directory: return "COMPREPLY=($(compgen -d -- \"$word\"))";
    case flags::Values::choice:
      return fmt::format("COMPREPLY=($(compgen -W {} -- \"$word\"))",
                         single_quoted(joined(choices)));
    case flags::Values::text: break;
  }
  return "COMPREPLY=()";
}

std::string bash_command(const Command& command, const flags::Syntax& syntax) {
  std::string names, by_flag;
  for (const flags::Flag& flag : flags_of(syntax)) {
    names += (names.empty() ? "" : " ") + flag.name;
    if (flag.value_name.empty()) continue;
    const std::string pattern =
        flag.short_name.empty() ? flag.name : flag.short_name + "|" + flag.name;
    by_flag +=
        fmt::format("        {}) {}; return ;;\n", pattern, bash_values(flag.values, flag.choices));
  }
  const std::string argument = syntax.arguments.empty() ? "COMPREPLY=()"
                                                        : bash_values(syntax.arguments[0].values,
                                                                      syntax.arguments[0].choices);
  return fmt::format(
      "    {})\n"
      "      case \"$before\" in\n"
      "{}"
      "      esac\n"
      "      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W {} -- \"$word\"))\n"
      "      else {}; fi ;;\n",
      command.name, by_flag, single_quoted(names), argument);
}

std::string bash_script() {
  std::string cases;
  for (const Command& command : commands()) {
    command.describe([&](const flags::Syntax& syntax) { cases += bash_command(command, syntax); });
  }
  return fmt::format(
      "# bash completion for tntc; load it with: source <(tntc completion bash)\n"
      "_tntc() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  local command=\"\" i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"${{COMP_WORDS[i]}}\" in\n"
      "      -o|--output|--color) ((i++)) ;;\n"
      "      -*) ;;\n"
      "      *) command=\"${{COMP_WORDS[i]}}\"; break ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$command\" in\n"
      "    '') COMPREPLY=($(compgen -W {} -- \"$word\")) ;;\n"
      "{}"
      "  esac\n"
      "}}\n"
      "complete -o filenames -F _tntc tntc\n",
      single_quoted(joined(command_names())), cases);
}

// --- zsh ---

// A colon separates the parts of a zsh specification, brackets end its help.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_values(std::string_view name, flags::Values values,
                       const std::vector<std::string>& choices) {
  std::string head = ":" + zsh_text(name) + ":";
  switch (values) {
    case flags::Values::file: return head + "_files";
    case flags::Values::directory: return head + "_files -/";
    case flags::Values::choice: return head + "(" + joined(choices) + ")";
    case flags::Values::text: break;
  }
  return head;
}

std::string zsh_command(const Command& command, const flags::Syntax& syntax) {
  std::string specs;
  const auto add = [&](const std::string& spec) { specs += " \\\n        " + single_quoted(spec); };
  for (const flags::Flag& flag : flags_of(syntax)) {
    const std::string rest =
        "[" + zsh_text(flag.help) + "]" +
        (flag.value_name.empty() ? "" : zsh_values(flag.value_name, flag.values, flag.choices));
    add(flag.name + rest);
    if (!flag.short_name.empty()) add(flag.short_name + rest);
  }
  int position = 1;
  for (const flags::Argument& argument : syntax.arguments) {
    add(std::to_string(position++) + zsh_values(argument.name, argument.values, argument.choices));
  }
  return fmt::format("      {}) _arguments{} ;;\n", command.name, specs);
}

std::string zsh_script() {
  std::string table, cases;
  for (const Command& command : commands()) {
    table +=
        "    " + single_quoted(std::string(command.name) + ":" + zsh_text(command.summary)) + "\n";
    command.describe([&](const flags::Syntax& syntax) { cases += zsh_command(command, syntax); });
  }
  return fmt::format(
      "#compdef tntc\n"
      "# zsh completion for tntc; put it into a directory of $fpath as _tntc\n"
      "_tntc() {{\n"
      "  local -a commands\n"
      "  commands=(\n{}  )\n"
      "  local context state line\n"
      "  _arguments -C '1: :->command' '*:: :->words'\n"
      "  case \"$state\" in\n"
      "    command) _describe 'command' commands ;;\n"
      "    words) case \"$line[1]\" in\n"
      "{}"
      "    esac ;;\n"
      "  esac\n"
      "}}\n"
      "if [ \"$funcstack[1]\" = _tntc ]; then _tntc \"$@\"; else compdef _tntc tntc; fi\n",
      table, cases);
}

// --- fish ---

std::string fish_values(flags::Values values, const std::vector<std::string>& choices) {
  switch (values) {
    case flags::Values::file: return " -F";
    case flags::Values::directory: return " -xa '(__fish_complete_directories)'";
    case flags::Values::choice: return " -xa " + single_quoted(joined(choices));
    case flags::Values::text: break;
  }
  return " -x";
}

std::string fish_command(const Command& command, const flags::Syntax& syntax) {
  const std::string when =
      fmt::format("complete -c tntc -n '__fish_seen_subcommand_from {}'", command.name);
  std::string text;
  for (const flags::Flag& flag : flags_of(syntax)) {
    text += when;
    if (!flag.short_name.empty()) text += " -s " + flag.short_name.substr(1);
    text += " -l " + flag.name.substr(2);
    if (!flag.value_name.empty()) text += fish_values(flag.values, flag.choices);
    text += " -d " + single_quoted(flag.help) + "\n";
  }
  for (const flags::Argument& argument : syntax.arguments) {
    if (argument.values == flags::Values::text) continue;
    text += when + fish_values(argument.values, argument.choices) + "\n";
  }
  return text;
}

std::string fish_script() {
  std::string text =
      "# fish completion for tntc; save it as ~/.config/fish/completions/tntc.fish\n"
      "complete -c tntc -f\n";
  for (const Command& command : commands()) {
    text += fmt::format("complete -c tntc -n __fish_use_subcommand -a {} -d {}\n", command.name,
                        single_quoted(command.summary));
    command.describe([&](const flags::Syntax& syntax) { text += fish_command(command, syntax); });
  }
  return text;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "completion",
          .summary = "Print the completion script of a shell",
          .details = "",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "SHELL",
                         .help = "bash, zsh or fish",
                         .take =
                             [&options](const std::string& value) {
                               return take_shell(value, options.shell);
                             },
                         .required = true,
                         .values = flags::Values::choice,
                         .choices = {"bash", "zsh", "fish"}}},
          .flags = {}};
}

std::string script(Shell shell) {
  switch (shell) {
    case Shell::bash: return bash_script();
    case Shell::zsh: return zsh_script();
    case Shell::fish: break;
  }
  return fish_script();
}

Report run(const Options& options, Session&) {
  Report report;
  report.text = script(options.shell);
  report.data = fmt::format(R"({{"script":{}}})", ui::quoted(report.text));
  return report;
}

}  // namespace tntc::cli::completion
