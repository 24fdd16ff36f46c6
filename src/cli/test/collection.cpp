#include "cli/test/collection.h"

#include <algorithm>

#include <fmt/format.h>

#include "bundle/without_code.h"
#include "io/files.h"
#include "ui/suggest.h"

namespace tntc::cli::test {
namespace {

constexpr std::size_t kLongestFixture = std::size_t{10} << 20;  // as an input may be

std::string joined(const std::string& directory, const std::string& name) {
  const bool here = directory.empty() || directory == ".";
  const std::string slash = directory.ends_with('/') ? "" : "/";
  return (here ? "" : directory + slash) + std::string(kFixtures) + '/' + name;
}

class Collector {
 public:
  Collector(const spec::Workflow& workflow, const std::string& directory, const std::string& shown,
            const Wanted& wanted)
      : workflow_(workflow), directory_(directory), shown_(shown), wanted_(wanted) {
    for (const spec::Node& node : workflow.nodes) names_.push_back(node.name);
  }

  Result<Collection> collect() {
    TNTC_TRY(const std::vector<FixtureFile> files,
             during("looking for fixtures", find_fixtures(directory_, names_)));
    std::vector<std::string> tested;
    for (const FixtureFile& file : files) {
      if (file.is_orphan) {
        warn_of(file);
        continue;
      }
      tested.push_back(file.owner);
      if (is_wanted(file)) read(file);
    }
    if (wanted_.only_pipeline && std::ranges::find(tested, "") == tested.end()) add_plain();
    note_untested(tested);
    return std::move(made_);
  }

 private:
  bool is_wanted(const FixtureFile& file) const {
    if (wanted_.node && file.owner != *wanted_.node) return false;
    if (wanted_.only_pipeline && !file.owner.empty()) return false;
    return !wanted_.affected || wanted_.affected(file);
  }

  FixtureRules rules_of(const std::string& owner) const {
    FixtureRules rules;
    rules.live = wanted_.live;
    if (!owner.empty()) return rules;
    rules.scope = FixtureScope::workflow;
    rules.config = workflow_.config.json;
    if (workflow_.config.run_timeout) rules.run_timeout_ms = workflow_.config.run_timeout->count();
    return rules;
  }

  void read(const FixtureFile& file) {
    const std::string name = file.owner.empty() ? "pipeline" : file.owner;
    Job job{.title = name + ": " + file.name, .node = file.owner, .file = file.name};
    const std::string shown = joined(shown_, file.name);
    const auto text = io::read_file(joined(directory_, file.name), kLongestFixture);
    if (!text) return add({std::move(job), "reading " + shown + ": " + text.error().message});
    Fixture fixture = parse_fixture(*text, shown, rules_of(file.owner));
    if (!fixture.diagnostics.empty()) {
      std::string fault;
      for (const Diagnostic& one : fixture.diagnostics) fault += to_text(one) + '\n';
      fault.pop_back();
      return add({std::move(job), std::move(fault)});
    }
    for (Case& one : fixture.cases) {
      Job each = job;
      if (!one.name.empty()) each.title += " > " + one.name;
      each.what = std::move(one);
      add({std::move(each), {}});
    }
  }

  void add_plain() {
    if (wanted_.affected && !wanted_.affected({})) return;
    add({{.title = "pipeline", .node = {}, .file = {}, .what = plain_case(rules_of(""))}, {}});
  }

  void add(PlannedTest test) {
    if (test.job.title.find(wanted_.filter) == std::string::npos) return;
    made_.tests.push_back(std::move(test));
  }

  void warn_of(const FixtureFile& file) {
    const std::string near = ui::nearest(file.name.substr(0, file.name.size() - 5), names_);
    made_.warnings.push_back(fmt::format(
        "{} is run by nobody: its name begins with that of no node{}", joined(shown_, file.name),
        near.empty() ? ", nor with `pipeline`" : "; did you mean " + near + ".json?"));
  }

  void note_untested(const std::vector<std::string>& tested) {
    if (wanted_.only_pipeline || wanted_.affected || !wanted_.filter.empty()) return;
    for (const spec::Node& node : workflow_.nodes) {
      // There is no code of the workflow's to test in a node without a file.
      if (!tntc::bundle::has_file(node)) continue;
      if (wanted_.node && node.name != *wanted_.node) continue;
      if (std::ranges::find(tested, node.name) == tested.end()) made_.untested.push_back(node.name);
    }
  }

  const spec::Workflow& workflow_;
  const std::string& directory_;
  const std::string& shown_;
  const Wanted& wanted_;
  std::vector<std::string> names_;
  Collection made_;
};

}  // namespace

Result<Collection> collect(const spec::Workflow& workflow, const std::string& directory,
                           const std::string& shown, const Wanted& wanted) {
  return Collector(workflow, directory, shown, wanted).collect();
}

}  // namespace tntc::cli::test
