#include "secrets/yaml_read.h"

#include <algorithm>

#include "secrets/position.h"
#include "spec/core_schema.h"
#include "spec/raw_checks.h"
#include "spec/yaml_load.h"

namespace tntc::secrets {
namespace {

// The hints of the reader of workflow.yaml that say the wrong thing here.
std::string hint_for(const Diagnostic& problem) {
  if (problem.rule == "too-large") return "a Kubernetes Secret holds at most 1 MiB in all";
  if (problem.rule == "several-documents") return "keep one document and remove the `---` line";
  if (problem.rule == "not-utf8") return "save the file as UTF-8; write binary values as base64";
  if (problem.rule == "not-json") return "put the value in quotes if it is meant as text";
  return problem.hint;
}

// Findings carry the source line and may quote a scalar: neither may be shown.
Error error_of(spec::Findings& findings) {
  const std::vector<Diagnostic> all = findings.take();
  const auto first = std::ranges::find(all, Severity::error, &Diagnostic::severity);
  Error error{ErrorKind::invalid, first->message, where(*first), hint_for(*first)};
  if (first->rule == "not-json") error.message = "this number has no JSON form";
  const auto errors = std::ranges::count(all, Severity::error, &Diagnostic::severity);
  if (errors > 1) error.message += " (and " + std::to_string(errors - 1) + " more)";
  return error;
}

Kind kind_of(spec::CoreType type) {
  switch (type) {
    case spec::CoreType::null: return Kind::null;
    case spec::CoreType::boolean: return Kind::boolean;
    case spec::CoreType::integer:
    case spec::CoreType::real: return Kind::number;
    case spec::CoreType::text: break;
  }
  return Kind::text;
}

Tree scalar_tree(const spec::YamlValue& value, spec::Findings& findings) {
  const Kind kind = kind_of(spec::core_type(value));
  if (kind == Kind::text) return make_text(value.text, value.offset);
  Tree tree;
  tree.kind = kind;
  tree.offset = value.offset;
  if (kind != Kind::null) tree.text = SecretText(spec::to_json(value, findings));
  return tree;
}

// Recursion is bounded by the depth load_yaml admits.
Tree tree_of(const spec::YamlValue& value, spec::Findings& findings) {
  if (value.kind == spec::YamlKind::text) return scalar_tree(value, findings);
  Tree tree;
  tree.offset = value.offset;
  if (value.kind == spec::YamlKind::null) return tree;
  tree.kind = value.kind == spec::YamlKind::map ? Kind::map : Kind::list;
  for (const spec::YamlKey& key : value.keys) tree.keys.push_back(key.text);
  for (const spec::YamlValue& item : value.items) tree.items.push_back(tree_of(item, findings));
  return tree;
}

// A scalar service is text as written, as the text of a file of that name would be: 007 stays 007.
Tree service_of(const spec::YamlValue& value, spec::Findings& findings) {
  const bool is_scalar = value.kind == spec::YamlKind::text;
  if (!is_scalar || spec::core_type(value) == spec::CoreType::null) {
    return tree_of(value, findings);
  }
  return make_text(value.text, value.offset);
}

Result<Tree> services_of(const spec::YamlValue& root, spec::Findings& findings) {
  Tree services;
  services.kind = Kind::map;
  if (root.kind == spec::YamlKind::null) return services;
  if (root.kind != spec::YamlKind::map) {
    findings.error({root.offset, "wrong-type",
                    "secrets are a mapping of services, not " + std::string(noun_of(root.kind)),
                    "write `service:` and below it, indented, `token: ...`"});
    return tl::unexpected(error_of(findings));
  }
  services.keys.reserve(root.keys.size());
  for (const spec::YamlKey& key : root.keys) services.keys.push_back(key.text);
  for (const spec::YamlValue& item : root.items) {
    services.items.push_back(service_of(item, findings));
  }
  if (findings.has_errors()) return tl::unexpected(error_of(findings));
  return services;
}

}  // namespace

Result<Tree> read_yaml(std::string_view text, const std::string& file) {
  spec::SourceText source(text);
  spec::Findings findings(file, source);
  if (!spec::check_bytes(findings)) return tl::unexpected(error_of(findings));
  const auto root = spec::load_yaml(findings);
  if (root) return services_of(*root, findings);
  Error error = error_of(findings);
  // Nothing but comments: what a new workflow has.
  if (error.message == "the file is empty") return services_of({}, findings);
  return tl::unexpected(std::move(error));
}

}  // namespace tntc::secrets
