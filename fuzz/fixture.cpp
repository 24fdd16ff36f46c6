// Any bytes as a fixture of `tntc test`.
#include <cstdint>

#include "base/assert.h"
#include "cli/test/compare.h"
#include "cli/test/fixture.h"
#include "cli/test/update.h"
#include "triggers/json_check.h"

using namespace tntc;

namespace {

void check(std::string_view text, const cli::test::FixtureRules& rules) {
  const cli::test::Fixture fixture = cli::test::parse_fixture(text, "f.json", rules);
  TNTC_ASSERT(fixture.cases.empty() != fixture.diagnostics.empty());
  for (const Diagnostic& d : fixture.diagnostics) {
    TNTC_ASSERT(d.line >= 1 && d.column >= 1 && !d.rule.empty() && !d.message.empty());
  }
  for (const cli::test::Case& one : fixture.cases) {
    TNTC_ASSERT(!triggers::find_json_fault(one.test) && !triggers::find_json_fault(one.input));
    if (!one.expected) continue;
    TNTC_ASSERT(cli::test::differences(*one.expected, *one.expected).empty());
  }
  for (const cli::test::Case& one : fixture.cases) {
    const auto edited = cli::test::with_expected(text, one.index, R"({"new":[1]})");
    TNTC_ASSERT(!edited || !triggers::find_json_fault(*edited));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, {});
  check(text, {.scope = cli::test::FixtureScope::workflow, .config = R"({"a":1})"});
  return 0;
}
