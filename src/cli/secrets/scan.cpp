#include "cli/secrets/scan.h"

#include <algorithm>
#include <map>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "base/json_text.h"
#include "bundle/digest.h"
#include "bundle/source_map.h"
#include "bundle/wrapper.h"
#include "cli/ports.h"
#include "cli/run/one_run.h"
#include "cli/secrets/scanner_code.h"
#include "cli/tools.h"
#include "ui/json_text.h"
#include "ui/progress_line.h"

namespace tntc::cli::secrets {
namespace {

namespace json = boost::json;
namespace bundles = tntc::bundle;

constexpr const char* kScannerWorkflow =
    "name: secret-scanner\nversion: \"1.0\"\ntriggers: [{type: manual}]\n"
    "nodes: {scan: {path: ./scan.js, timeout: 60s}}\nedges: []\nsandbox: strict\n";

bundles::Bundle scanner_bundle() {
  bundles::Bundle made;
  made.workflow_yaml = kScannerWorkflow;
  made.modules.push_back({"scan.js",
                          std::string(bundles::kModulePrefix) + '\n' + std::string(scanner_code()) +
                              std::string(bundles::kModuleSuffix),
                          "{}"});
  made.node_module.push_back(0);
  made.compiler = "built in";
  made.digest = bundles::digest_of(made);
  return made;
}

// Source maps by module, read once.
class Places {
 public:
  explicit Places(const bundles::Bundle& bundle) : bundle_(bundle) {}

  // As the user would open it; the node file alone when the map does not know.
  std::string at(const std::string& module, int line, int column) {
    const auto found = std::ranges::find(bundle_.modules, module, &bundles::Module::path);
    if (found == bundle_.modules.end()) return module;
    auto [entry, is_new] = maps_.try_emplace(module);
    if (is_new) {
      if (auto map = bundles::SourceMap::parse(found->source_map)) entry->second = std::move(*map);
    }
    if (!entry->second) return module;
    const int shift = line == 1 ? static_cast<int>(bundles::kModulePrefix.size()) : 0;
    const auto place = entry->second->lookup(line, column - shift);
    if (!place) return module;
    return place->source + ':' + std::to_string(place->line) + ':' + std::to_string(place->column);
  }

 private:
  const bundles::Bundle& bundle_;
  std::map<std::string, std::optional<bundles::SourceMap>> maps_;
};

Use use_of(std::string_view name) {
  return name == "read" ? Use::read : name == "fetch" ? Use::fetch : Use::any;
}

Result<std::string> outcome_of(const triggers::RunOutcome& outcome) {
  if (outcome.end == triggers::RunEnd::succeeded) {
    return std::string(ui::member(ui::member(outcome.result, "outputs"), "scan"));
  }
  return fail(ErrorKind::internal,
              "reading the compiled nodes failed: " +
                  std::string(ui::member(ui::member(outcome.result, "errors"), "scan")),
              "please report the node file this happens with");
}

}  // namespace

std::string scan_input(const bundles::Bundle& bundle) {
  std::string input = R"({"modules":[)";
  for (const bundles::Module& module : bundle.modules) {
    if (input.back() == '}') input += ',';
    input += R"({"path":)";
    append_json_string(input, module.path);
    input += R"(,"code":)";
    append_json_string(input, module.code);
    input += '}';
  }
  return input + "]}";
}

Result<std::vector<Reference>> read_references(std::string_view result,
                                               const bundles::Bundle& bundle) {
  std::vector<Reference> references;
  Places places(bundle);
  try {
    const json::value document = json::parse(result);
    for (const json::value& one : document.as_array()) {
      const json::object& found = one.as_object();
      references.push_back({.use = use_of(found.at("use").as_string()),
                            .service = std::string(found.at("service").as_string()),
                            .where = places.at(std::string(found.at("module").as_string()),
                                               found.at("line").to_number<int>(),
                                               found.at("column").to_number<int>())});
    }
  } catch (const std::exception& problem) {
    return fail(ErrorKind::internal,
                std::string("the scanner gave something else than references: ") + problem.what());
  }
  return references;
}

Result<std::vector<Reference>> scan(Session& session, const bundles::Bundle& bundle) {
  TNTC_TRY(const std::string worker, find_worker(session.world));
  boost::asio::io_context loop(1);
  ui::ProgressLine progress(session.world.err, session.err);
  engine::Options options;
  options.limits.workers = 1;
  options.worker_program = worker;
  options.log = [](const engine::LogLine&) {};
  TNTC_TRY(const auto engine,
           during("starting the engine",
                  session.ports.make_engine(loop, scanner_bundle(), {}, std::move(options))));
  run::OneRun one(session, loop, progress);
  TNTC_TRY(const triggers::RunOutcome outcome,
           one.wait(*engine, {.input = scan_input(bundle), .trigger = "cli"}, "secret-scanner"));
  TNTC_TRY(const std::string result, outcome_of(outcome));
  return read_references(result, bundle);
}

}  // namespace tntc::cli::secrets
