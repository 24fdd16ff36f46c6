#include "ui/render.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

const Terminal kPlain{};

TEST(Render, SaysWhatWhereAndHowToMend) {
  EXPECT_EQ(render(Error{ErrorKind::invalid, "not JSON", "in.json:1:2", "check it"}, kPlain),
            "error: in.json:1:2: not JSON\nhint: check it\n");
  EXPECT_EQ(render(Error{ErrorKind::invalid, "not JSON", {}, {}}, kPlain), "error: not JSON\n");
}

TEST(Render, SpellsDiagnosticsAsTheirTextForm) {
  const Diagnostic d{.file = "w.yaml",
                     .line = 3,
                     .column = 5,
                     .rule = "unknown-key",
                     .message = "unknown key `x`",
                     .hint = "did you mean `y`?",
                     .frame = "  x: 1"};
  EXPECT_EQ(render(std::vector{d}, kPlain), to_text(d) + "\n");
}

TEST(Render, ColoursOnlyOnATerminal) {
  const std::vector<Diagnostic> one{{.file = "w.yaml", .message = "m"}};
  EXPECT_EQ(render(one, kPlain).find('\x1b'), std::string::npos);
  EXPECT_NE(render(one, {.colour = true}).find("\x1b[31merror:"), std::string::npos);
}

TEST(Render, CountsErrorsAndWarnings) {
  const Diagnostic error{};
  const Diagnostic warning{.severity = Severity::warning};
  EXPECT_EQ(tally(std::vector{error}), "1 error");
  EXPECT_EQ(tally(std::vector{error, error, warning}), "2 errors, 1 warning");
  EXPECT_EQ(tally(std::vector{warning, warning}), "2 warnings");
  EXPECT_EQ(tally({}), "0 errors");
}

}  // namespace
}  // namespace tntc::ui
