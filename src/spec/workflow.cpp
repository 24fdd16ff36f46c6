#include "spec/workflow.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "spec/fields.h"
#include "spec/findings.h"
#include "spec/names.h"
#include "spec/raw_checks.h"
#include "spec/read_sections.h"
#include "spec/yaml_load.h"

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 9> kKeys = {"name",     "version",    "description",
                                                   "triggers", "nodes",      "edges",
                                                   "config",   "deployment", "sandbox"};
constexpr std::array<std::string_view, 1> kDeploymentKeys = {"namespace"};
constexpr std::array<std::string_view, 1> kSandboxes = {"strict"};
// Keys for whatever the author wants, such as anchors to merge elsewhere.
constexpr std::string_view kOwnKeyPrefix = "x-";

// The longest name among the CronJobs of a workflow: "<name>-cron", or "<name>-cron-<i>" when there
// are several. 0 when there is none.
std::size_t longest_cron_job_name(const Workflow& workflow) {
  const auto crons = std::ranges::count(workflow.triggers, TriggerType::cron, &Trigger::type);
  if (crons == 0) return 0;
  const std::string suffix = crons == 1 ? "-cron" : fmt::format("-cron-{}", crons - 1);
  return workflow.name.size() + suffix.size();
}

class WorkflowReader {
 public:
  WorkflowReader(const YamlValue& root, Findings& findings)
      : root_(root), fields_(root, root.offset, "the workflow", findings), findings_(findings) {}

  Workflow read() {
    fields_.warn_of_unknown(kKeys, kOwnKeyPrefix);
    workflow_.triggers = read_triggers(root_, findings_);
    read_name();
    read_version();
    if (const YamlValue* text = fields_.text("description")) workflow_.description = text->text;
    workflow_.nodes = read_nodes(root_, findings_);
    workflow_.edges = read_edges(root_, workflow_.nodes, findings_);
    read_handlers(root_, workflow_.nodes, workflow_.edges, findings_);
    workflow_.config = read_config(root_, findings_);
    read_deployment();
    if (fields_.choice("sandbox", kSandboxes)) workflow_.sandbox = Sandbox::strict;
    return std::move(workflow_);
  }

 private:
  void read_name() {
    const YamlValue* const name = fields_.required_text("name", "write name: my-workflow");
    if (!name) return;
    workflow_.name = name->text;
    if (!is_workflow_name(name->text)) {
      findings_.error({name->offset, "invalid-name",
                       fmt::format("the workflow name {} is not kebab-case", quoted(name->text)),
                       "use lower-case letters, digits and single hyphens: my-workflow"});
      return;
    }
    const std::size_t cron_job = longest_cron_job_name(workflow_);
    if (cron_job > kLongestCronJobName) {
      const std::size_t most = kLongestCronJobName - (cron_job - name->text.size());
      findings_.error({name->offset, "name-too-long",
                       fmt::format("the workflow name has {} characters, too many for a CronJob",
                                   name->text.size()),
                       fmt::format("with these cron triggers use at most {}", most)});
    } else if (name->text.size() > kLongestLabel) {
      findings_.error({name->offset, "name-too-long",
                       fmt::format("the workflow name has {} characters", name->text.size()),
                       fmt::format("use at most {}", kLongestLabel)});
    }
  }

  void read_version() {
    const YamlValue* const version = fields_.required_text("version", "write version: \"1.0\"");
    if (!version) return;
    workflow_.version = version->text;
    if (is_version(version->text)) return;
    findings_.error(
        {version->offset, "invalid-version",
         fmt::format("the version {} is not two numbers with a dot", quoted(version->text)),
         "write version: \"1.0\""});
  }

  void read_deployment() {
    const YamlValue* const map = fields_.map("deployment");
    if (!map) return;
    Fields deployment(*map, map->offset, "deployment", findings_);
    deployment.warn_of_unknown(kDeploymentKeys);
    const YamlValue* const name = deployment.text("namespace");
    if (!name || name->text.empty()) return;
    workflow_.deployment_namespace = name->text;
    if (is_namespace(name->text)) return;
    findings_.error({name->offset, "invalid-namespace",
                     fmt::format("{} cannot name a Kubernetes namespace", quoted(name->text)),
                     "use at most 63 lower-case letters, digits and hyphens: team-a"});
  }

  const YamlValue& root_;
  Fields fields_;
  Findings& findings_;
  Workflow workflow_;
};

std::optional<Workflow> read_workflow(Findings& findings) {
  if (!check_bytes(findings)) return std::nullopt;
  const auto root = load_yaml(findings);
  if (!root) return std::nullopt;
  if (root->kind != YamlKind::map) {
    const bool is_empty = root->kind == YamlKind::null;
    findings.error({root->offset, is_empty ? "empty-file" : "wrong-type",
                    is_empty ? "the file has no content"
                             : fmt::format("a workflow is a mapping, not {}", noun_of(root->kind)),
                    "begin with `name: my-workflow`; `tntc init` makes a whole file"});
    return std::nullopt;
  }
  Workflow workflow = WorkflowReader(*root, findings).read();
  if (findings.has_errors()) return std::nullopt;
  return workflow;
}

}  // namespace

Parsed parse_workflow(std::string_view yaml, const std::string& file) {
  SourceText source(yaml);
  Findings findings(file, source);
  Parsed parsed;
  parsed.workflow = read_workflow(findings);
  parsed.diagnostics = findings.take();
  return parsed;
}

}  // namespace tntc::spec
