#include "cli/init/init.h"

#include <fmt/format.h>

#include "cli/init/staging.h"
#include "cli/init/templates.h"
#include "io/files.h"
#include "ui/json_text.h"

namespace tntc::cli::init {
namespace {

constexpr Example kExamples[] = {
    {"tntc init my-workflow", "make ./my-workflow with one node"},
};

Result<void> check_name(const std::string& name) {
  if (is_workflow_name(name)) return {};
  return fail(ErrorKind::invalid, "`" + name + "` is not a workflow name",
              "write lower-case letters, digits and single dashes, a letter first: my-workflow");
}

// rename() alone would replace nothing that matters either, but would not say what is in the way.
Result<void> check_free(const std::string& target, const std::string& name) {
  const auto kind = io::kind_of(target);
  if (!kind && kind.error().kind == ErrorKind::not_found) return {};
  if (!kind) return tl::unexpected(kind.error());
  const std::string hint = "choose another name, or remove ./" + name + " first";
  if (*kind != io::FileKind::directory) {
    return fail(ErrorKind::conflict, "./" + name + " is a file that is there already", hint);
  }
  TNTC_TRY(const auto entries, io::list_directory(target));
  if (entries.empty()) return {};
  return fail(ErrorKind::conflict, "./" + name + " is there already and not empty", hint);
}

Result<void> make_workflow(const std::string& target, const std::vector<TemplateFile>& files) {
  TNTC_TRY(Staging staging, Staging::make(target));
  for (const TemplateFile& file : files) TNTC_CHECK(staging.write(file.path, file.text));
  return staging.publish();
}

Report made(const std::string& name, const std::vector<TemplateFile>& files) {
  Report report;
  std::string list;
  report.text = fmt::format("Created workflow '{0}' in ./{0}/\n", name);
  for (const TemplateFile& file : files) {
    report.text += "  " + file.path + '\n';
    list += (list.empty() ? "" : ",") + ui::quoted(file.path);
  }
  report.text +=
      fmt::format("\nNext steps:\n  cd {}\n  tntc validate\n  tntc run .\n  tntc dev\n", name);
  report.data = fmt::format(R"({{"name":{},"directory":{},"files":[{}]}})", ui::quoted(name),
                            ui::quoted("./" + name), list);
  return report;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "init",
          .summary = "Make a new workflow",
          .details =
              "Makes the directory NAME with a workflow of one node, a test fixture, an example\n"
              "of secrets, and what editors need to check workflow.yaml and nodes as they are\n"
              "written. Nothing is ever overwritten.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "NAME",
                         .help = "its name, in kebab case: my-workflow",
                         .take = flags::into(options.name),
                         .required = true}},
          .flags = {}};
}

Report run(const Options& options, Session& session) {
  const std::string target = absolute(session.world, options.name);
  if (auto ok = check_name(options.name); !ok) return failed(std::move(ok.error()));
  if (auto ok = check_free(target, options.name); !ok) return failed(std::move(ok.error()));
  const auto files = make_files(options.name);
  if (auto ok = make_workflow(target, files); !ok) return failed(std::move(ok.error()));
  return made(options.name, files);
}

}  // namespace tntc::cli::init
