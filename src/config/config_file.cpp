#include "config/config_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "config/load_tree.h"
#include "spec/suggest.h"

namespace tntc::config {
namespace {

using spec::YamlKind;

class ConfigReader {
 public:
  ConfigReader(ConfigFile& file, spec::Findings& findings) : file_(file), findings_(findings) {}

  void read(const spec::YamlValue& root) {
    if (root.kind == YamlKind::null) return;
    if (root.kind != YamlKind::map) {
      return findings_.error(
          {root.offset, "wrong-type",
           fmt::format("a configuration is a mapping, not {}", spec::noun_of(root.kind)),
           "write one line for each key: `namespace: team-a`"});
    }
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
      if (const auto key = key_named(root.keys[i].text))
        read_entry(*key, root.items[i]);
      else
        warn_of(root.keys[i]);
    }
  }

 private:
  void read_entry(Key key, const spec::YamlValue& value) {
    if (value.kind == YamlKind::null) {
      return findings_.error(
          {value.offset, "missing-value", fmt::format("`{}` has no value", name_of(key)),
           key == Key::kubernetes_namespace
               ? "write one, or remove the line"
               : fmt::format("write {}: \"\" to turn it off, or remove the line", name_of(key))});
    }
    if (value.kind != YamlKind::text) {
      return findings_.error(
          {value.offset, "wrong-type",
           fmt::format("`{}` must be text, not {}", name_of(key), spec::noun_of(value.kind)),
           "write one word"});
    }
    if (auto checked = check(key, value.text); !checked) {
      return findings_.error({value.offset, "invalid-value", std::move(checked.error().message),
                              std::move(checked.error().hint)});
    }
    const spec::Position at = findings_.source().position(value.offset);
    file_.entries[static_cast<std::size_t>(key)] = {
        value.text, fmt::format("{}:{}:{}", file_.path, at.line, at.column)};
  }

  void warn_of(const spec::YamlKey& key) {
    if (!findings_.wants(Severity::warning))
      return findings_.warning({key.offset, "unknown-key", {}, {}});
    findings_.warning({key.offset, "unknown-key",
                       fmt::format("the configuration has no key {}", spec::quoted(key.text)),
                       spec::did_you_mean(key.text, kKeyNames,
                                          "its keys are " + spec::listed(kKeyNames, "and"))});
  }

  ConfigFile& file_;
  spec::Findings& findings_;
};

}  // namespace

ParsedConfig parse_config(std::string_view text, const std::string& path) {
  ParsedConfig parsed;
  parsed.file.path = path;
  spec::SourceText source(text);
  spec::Findings findings(path, source);
  if (const auto root = load_tree(findings)) ConfigReader(parsed.file, findings).read(*root);
  parsed.diagnostics = findings.take();
  if (has_errors(parsed.diagnostics)) parsed.file.entries = {};
  return parsed;
}

}  // namespace tntc::config
