#include "cli/configure/configure.h"

#include <fmt/format.h>

#include "cli/configure/changes.h"
#include "cli/settings.h"
#include "io/files.h"
#include "spec/workflow.h"
#include "ui/json_text.h"
#include "ui/table.h"

namespace tntc::cli::configure {
namespace {

using config::Change;
using config::Key;

constexpr Example kExamples[] = {
    {"tntc configure --registry r.example/acme", "for all your projects"},
    {"tntc configure --namespace team-a --project", "for this project, to be committed with it"},
    {"tntc configure --runtime-class \"\" --project", "turn the default of gvisor off"},
    {"tntc configure --unset registry,namespace", "take keys out again"},
    {"tntc configure --show", "what holds here, and where each value comes from"},
};

constexpr std::size_t kLongestYaml = std::size_t{8} << 20;

// The namespace of the workflow in the current directory, if there is one that is in order: what is
// wrong in it is for `tntc validate` to say.
config::Sources sources_here(const World& world) {
  config::Sources sources;
  const auto yaml = io::read_file(world.directory + "/workflow.yaml", kLongestYaml);
  if (!yaml) return sources;
  const auto parsed = spec::parse_workflow(*yaml, "workflow.yaml");
  if (!parsed.workflow) return sources;
  sources.workflow_namespace = parsed.workflow->deployment_namespace;
  sources.workflow_file = "workflow.yaml";
  return sources;
}

Result<std::string> target_of(const Options& options, const config::Places& places) {
  if (options.scope == Scope::project) return places.project;
  if (!places.user.empty()) return places.user;
  return fail(ErrorKind::not_found, "there is no home directory: HOME is not set",
              "set HOME, or add --project to configure this project alone");
}

Result<void> write(const Options& options, const std::string& path,
                   const std::vector<Change>& changes) {
  TNTC_TRY(std::string before, config::read_config(path));
  TNTC_TRY(const std::string after, config::edited(before, changes, path));
  if (after == before) return {};
  // A project's file is committed and read by others, the user's is nobody else's business.
  const auto readers = options.scope == Scope::user ? io::Readers::owner : io::Readers::everyone;
  return during("writing the configuration", config::write_config(path, after, readers));
}

// A value that was set and does not hold, because a stronger source says something else.
std::vector<std::string> overridden(const std::vector<Change>& changes,
                                    const config::Settings& settings, const std::string& path) {
  std::vector<std::string> warnings;
  for (const Change& change : changes) {
    const config::Setting& setting = settings.of(change.key);
    if (!change.value || setting.place.starts_with(path + ':')) continue;
    warnings.push_back(fmt::format("{} stays `{}` here: {} says so", name_of(change.key),
                                   setting.value, setting.place));
  }
  return warnings;
}

std::string changes_text(const std::vector<Change>& changes, const std::string& path) {
  std::string text = path + ":\n";
  for (const Change& change : changes) {
    text += change.value ? fmt::format("  {}: {}\n", name_of(change.key),
                                       change.value->empty() ? "\"\"" : *change.value)
                         : fmt::format("  {} taken out\n", name_of(change.key));
  }
  return text;
}

std::string settings_text(const config::Settings& settings) {
  std::vector<std::vector<std::string>> rows;
  for (const Key key : config::kKeys) {
    const config::Setting& setting = settings.of(key);
    std::string from(name_of(setting.origin));
    if (!setting.place.empty()) from += ", " + setting.place;
    rows.push_back({std::string(name_of(key)), setting.value.empty() ? "\"\"" : setting.value,
                    std::move(from)});
  }
  return ui::table({"KEY", "VALUE", "FROM"}, rows);
}

std::string changes_json(const std::vector<Change>& changes) {
  std::string json;
  for (const Change& change : changes) {
    json += fmt::format(R"({}{{"key":{},"value":{}}})", json.empty() ? "" : ",",
                        ui::quoted(name_of(change.key)),
                        change.value ? ui::quoted(*change.value) : "null");
  }
  return '[' + json + ']';
}

std::string settings_json(const config::Settings& settings) {
  std::string json;
  for (const Key key : config::kKeys) {
    const config::Setting& setting = settings.of(key);
    json += fmt::format(R"({}{}:{{"value":{},"from":{},"place":{}}})", json.empty() ? "" : ",",
                        ui::quoted(name_of(key)), ui::quoted(setting.value),
                        ui::quoted(name_of(setting.origin)), ui::quoted(setting.place));
  }
  return '{' + json + '}';
}

Result<Report> configure(const Options& options, Session& session) {
  TNTC_TRY(const std::vector<Change> changes, changes_of(options));
  const std::string home(ui::value_of(session.world.environment, "HOME"));
  TNTC_TRY(const config::Places places, config::find_places(home, session.world.directory));
  std::string path;
  if (!changes.empty()) {
    TNTC_TRY(path, target_of(options, places));
    TNTC_CHECK(write(options, path, changes));
  }
  TNTC_TRY(Configuration now, read_configuration(session.world, ".", sources_here(session.world)));

  Report report;
  if (!changes.empty()) report.text = changes_text(changes, path);
  if (changes.empty() || options.show) report.text += settings_text(now.settings);
  report.data = fmt::format(R"({{"file":{},"changes":{},"settings":{}}})",
                            path.empty() ? "null" : ui::quoted(path), changes_json(changes),
                            settings_json(now.settings));
  report.warnings = overridden(changes, now.settings, path);
  report.diagnostics = std::move(now.warnings);
  return report;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "configure",
          .summary = "Set the defaults of registry, namespace and runtime class, or show them",
          .details =
              "Writes ~/.tentacular/config.yaml, or with --project the file of this project:\n"
              "the nearest .tentacular/config.yaml upwards, else one beside .git or here. Only\n"
              "the keys given change; comments and other keys stay as they are.\n"
              "TNTC_REGISTRY, TNTC_NAMESPACE and TNTC_RUNTIME_CLASS count before workflow.yaml,\n"
              "this before the project, the user and the defaults.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  const auto project = [&options](const std::string&) -> Result<void> {
    options.scope = Scope::project;
    return {};
  };
  return {.arguments = {},
          .flags = {{.short_name = "",
                     .name = "--registry",
                     .value_name = "REGISTRY",
                     .help = "where images are pushed to: r.example/acme",
                     .take = flags::into(options.registry)},
                    {.short_name = "",
                     .name = "--namespace",
                     .value_name = "NAMESPACE",
                     .help = "the Kubernetes namespace of workflows that name none",
                     .take = flags::into(options.kubernetes_namespace)},
                    {.short_name = "",
                     .name = "--runtime-class",
                     .value_name = "CLASS",
                     .help = "the RuntimeClass of pods; \"\" for none",
                     .take = flags::into(options.runtime_class)},
                    {.short_name = "",
                     .name = "--project",
                     .value_name = "",
                     .help = "change the file of this project, not your own",
                     .take = project},
                    {.short_name = "",
                     .name = "--unset",
                     .value_name = "KEYS",
                     .help = "take keys out of the file: registry,namespace",
                     .take = flags::into(options.unset),
                     .values = flags::Values::choice,
                     .choices = {"registry", "namespace", "runtime_class"}},
                    {.short_name = "",
                     .name = "--show",
                     .value_name = "",
                     .help = "print what holds here and where each value comes from",
                     .take = flags::into(options.show)}}};
}

Report run(const Options& options, Session& session) {
  auto done = configure(options, session);
  return done ? std::move(*done) : failed(std::move(done.error()));
}

}  // namespace tntc::cli::configure
