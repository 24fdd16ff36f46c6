#include "cli/bundle/bundle_command.h"

#include <fmt/format.h>

#include "bundle/bundle.h"
#include "cli/compiled_dir.h"
#include "cli/workflow_dir.h"
#include "io/files.h"
#include "ui/json_text.h"
#include "ui/render.h"

namespace tntc::cli::bundle {
namespace {

constexpr Example kExamples[] = {
    {"tntc bundle", "write .tentacular/bundle.json"},
    {"tntc bundle ./digest --file digest.json", "write another file"},
    {"tentacular-engine --workflow digest.json", "run it where tntc is not installed"},
};

std::string default_file(const std::string& directory) {
  if (directory.empty() || directory == ".") return ".tentacular/bundle.json";
  return directory + (directory.ends_with('/') ? "" : "/") + ".tentacular/bundle.json";
}

Result<void> write(const World& world, const std::string& file, const std::string& text,
                   const std::string& default_name) {
  const std::string path = absolute(world, file);
  // Only our own directory is made; a misspelt one of the user's is an error.
  if (file == default_name) {
    TNTC_CHECK(during("writing the bundle", io::make_directories(path.substr(0, path.rfind('/')))));
  }
  return during("writing the bundle", io::write_file_atomically(path, text));
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "bundle",
          .summary = "Compile a workflow into the one file the engine runs",
          .details =
              "The file holds workflow.yaml, every source and the compiled code. Note that -o is\n"
              "the output format, as for every command; the file is named by --file.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "DIR",
                         .help = "the workflow directory (default: the current one)",
                         .take = flags::into(options.directory),
                         .values = flags::Values::directory}},
          .flags = {{.short_name = "-f",
                     .name = "--file",
                     .value_name = "FILE",
                     .help = "where to write (default: DIR/.tentacular/bundle.json)",
                     .take = flags::into(options.file),
                     .values = flags::Values::file}}};
}

Report run(const Options& options, Session& session) {
  auto compiled = compile_dir(session, options.directory);
  if (!compiled) return failed(std::move(compiled.error()));
  if (!compiled->bundle) {
    return refused(std::move(compiled->diagnostics), options.directory);
  }
  const std::string standard = default_file(options.directory);
  const std::string file = options.file.empty() ? standard : options.file;
  const std::string text = tntc::bundle::write_bundle(*compiled->bundle);
  if (auto ok = write(session.world, file, text, standard); !ok) {
    return failed(std::move(ok.error()));
  }

  Report report;
  report.diagnostics = std::move(compiled->diagnostics);
  report.text =
      fmt::format("Wrote {} ({} bytes, {})\n", file, text.size(), compiled->bundle->digest);
  report.data =
      fmt::format(R"({{"file":{},"bytes":{},"digest":{},"compiler":{},"sources":{}}})",
                  ui::quoted(file), text.size(), ui::quoted(compiled->bundle->digest),
                  ui::quoted(compiled->bundle->compiler), compiled->bundle->sources.size());
  return report;
}

}  // namespace tntc::cli::bundle
