#include <array>

#include <fmt/format.h>

#include "spec/read_sections.h"
#include "spec/scalar_source.h"
#include "spec/when.h"

namespace tntc::spec {
namespace {

constexpr int kMostAtOnce = 100;
// The second is to collect.
constexpr std::array<std::string_view, 2> kOnErrors = {"fail", "collect"};

// What says how to loop says nothing where there is no loop.
void refuse_without_loop(const Fields& node, const std::string& what, Findings& findings) {
  for (const std::string_view key : {"concurrency", "onError"}) {
    const YamlValue* const value = node.find(key);
    if (!value) continue;
    findings.error({value->offset, "missing-key",
                    fmt::format("{} has {} but no `forEach`", what, quoted(key)),
                    fmt::format("add forEach: input.items, or remove {}", quoted(key))});
  }
}

void check_path(const YamlValue& path, Findings& findings) {
  const auto parsed = InputPath::parse(path.text);
  if (parsed) return;
  const auto index = static_cast<std::size_t>(std::stoul(parsed.error().where)) - 1;
  findings.error({offset_in_scalar(findings.source().text(), path, index), "invalid-for-each",
                  parsed.error().message, parsed.error().hint});
}

}  // namespace

std::optional<ForEach> read_for_each(Fields& node, const std::string& what, Findings& findings) {
  if (!node.find("forEach")) {
    refuse_without_loop(node, what, findings);
    return std::nullopt;
  }
  ForEach loop;
  if (const YamlValue* const path = node.text("forEach")) {
    loop.path = path->text;
    check_path(*path, findings);
  }
  loop.concurrency = node.integer("concurrency", 1, kMostAtOnce).value_or(loop.concurrency);
  if (const auto choice = node.choice("onError", kOnErrors)) loop.collect = *choice == 1;
  return loop;
}

}  // namespace tntc::spec
