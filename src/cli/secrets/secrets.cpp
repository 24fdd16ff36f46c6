#include "cli/secrets/secrets.h"

#include "cli/provisions.h"

namespace tntc::cli::secrets {
namespace {

constexpr Example kExamples[] = {
    {"tntc secrets init", "make .secrets.yaml from .secrets.yaml.example"},
    {"tntc secrets check ./digest", "which services its nodes use, and which are missing"},
    {"tntc secrets check -o json", "for scripts: exits with 1 when one is missing"},
};

Error usage(std::string message, std::string hint) {
  return {ErrorKind::invalid, std::move(message), {}, std::move(hint)};
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "secrets",
          .summary = "Make the file of secrets, and check that none is missing",
          .details =
              "`check` parses the nodes for the services they use and compares them with what\n"
              "is provisioned; values that were never filled in count as missing. No value is\n"
              "ever printed. `init` uncomments .secrets.yaml.example into .secrets.yaml, which\n"
              "only you can read.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "ACTION",
                         .help = "check or init",
                         .take = flags::into(options.action),
                         .required = true,
                         .values = flags::Values::choice,
                         .choices = {"check", "init"}},
                        {.name = "DIR",
                         .help = "the workflow directory (default: the current one)",
                         .take = flags::into(options.directory),
                         .values = flags::Values::directory}},
          .flags = {secrets_flag(options.secrets),
                    {.short_name = "",
                     .name = "--force",
                     .value_name = "",
                     .help = "init: replace a .secrets.yaml that is there",
                     .take = flags::into(options.force)}}};
}

Report run(const Options& options, Session& session) {
  if (options.action == "check") {
    if (options.force) return failed(usage("--force is a flag of `init`", "leave it out"));
    return check(options, session);
  }
  if (options.action != "init") {
    return failed(usage("`" + options.action + "` is nothing `tntc secrets` does",
                        "write `tntc secrets check` or `tntc secrets init`"));
  }
  if (options.secrets) return failed(usage("--secrets is a flag of `check`", "leave it out"));
  return init(options, session);
}

}  // namespace tntc::cli::secrets
