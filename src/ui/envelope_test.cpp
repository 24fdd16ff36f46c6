#include "ui/envelope.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

TEST(Envelope, HasTheSameMembersWhetherItWentWellOrNot) {
  EXPECT_EQ(to_json(Envelope{.command = "version", .data = R"({"version":"1"})"}),
            R"({"command":"version","ok":true,"data":{"version":"1"},"warnings":[],"error":null})");

  const Error error{ErrorKind::not_found, "no \"x\"", "a:1", "make it"};
  const std::vector<std::string> warnings{"w1", "w2"};
  EXPECT_EQ(to_json(Envelope{.command = "run", .warnings = warnings, .error = &error}),
            R"({"command":"run","ok":false,"data":null,"warnings":["w1","w2"],"error":)"
            R"({"kind":"not_found","message":"no \"x\"","where":"a:1","hint":"make it"}})");
}

TEST(Envelope, NamesAFailedRunWithItsOwnKind) {
  const Error error{ErrorKind::internal, "node a failed", {}, {}};
  EXPECT_NE(to_json(Envelope{.command = "run", .error = &error, .error_kind = "failed"})
                .find(R"("kind":"failed")"),
            std::string::npos);
}

TEST(Envelope, ListsDiagnosticsWithTheirPlaces) {
  const std::vector<Diagnostic> diagnostics{{.severity = Severity::warning,
                                             .file = "w.yaml",
                                             .line = 3,
                                             .column = 5,
                                             .rule = "r",
                                             .message = "m",
                                             .hint = "h"},
                                            {.file = "w.yaml", .message = "n"}};
  EXPECT_EQ(to_json(diagnostics),
            R"([{"severity":"warning","file":"w.yaml","line":3,"column":5,"rule":"r",)"
            R"("message":"m","hint":"h"},{"severity":"error","file":"w.yaml","line":0,)"
            R"("column":0,"rule":"","message":"n","hint":""}])");
  EXPECT_EQ(to_json(std::vector<Diagnostic>{}), "[]");
}

}  // namespace
}  // namespace tntc::ui
