#include <gtest/gtest.h>

#include "bundle/source_map.h"
#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

// Line 1: column 0 -> nodes/x.ts 7:1. Line 2: column 0 -> lib/h.ts 1:1. Line 3: our own statement.
std::vector<Module> modules() {
  return {{"nodes/x.ts", "",
           R"({"version":3,"sources":["nodes/x.ts","lib/h.ts","tntc-internal:entry/"],)"
           R"("mappings":"AAMA;ACNA;ACAA"})"}};
}

std::string on_first_line(int column) {
  return std::to_string(kModulePrefix.size() + static_cast<std::size_t>(column));
}

TEST(MapStack, NamesTheUsersFilesAndLines) {
  EXPECT_EQ(map_stack(modules(),
                      "help@tntc:nodes/x.ts:2:15\nasync run@tntc:nodes/x.ts:1:" + on_first_line(1)),
            "    at help (lib/h.ts:1:1)\n    at async run (nodes/x.ts:7:1)");
}

TEST(MapStack, LeavesOutTheWrapperAndWhatTheCompilerAdded) {
  EXPECT_EQ(map_stack(modules(), "@tntc:nodes/x.ts:1:" + on_first_line(0)), "");
  EXPECT_EQ(map_stack(modules(), "__init@tntc:nodes/x.ts:9:1"), "");
}

TEST(MapStack, LeavesOutTheVmOurOwnCodeAndTheEntry) {
  EXPECT_EQ(map_stack(modules(),
                      "map@[native code]\n"
                      "invoke@tntc-internal:core:3:4\n"
                      "@tntc:nodes/x.ts:3:9\n"
                      "f@tntc:nodes/x.ts:2:1\n"),
            "    at f (lib/h.ts:1:1)");
}

TEST(MapStack, FunctionsWithoutANameAreAnonymous) {
  EXPECT_EQ(map_stack(modules(), "@tntc:nodes/x.ts:2:1"), "    at <anonymous> (lib/h.ts:1:1)");
}

TEST(MapStack, NamesMayHoldAtSignsAndPathsMayHoldColons) {
  std::vector<Module> odd = modules();
  odd[0].path = "nodes/a@b:1:2.ts";
  EXPECT_EQ(map_stack(odd, "@scope@tntc:nodes/a@b:1:2.ts:2:1"), "    at @scope (lib/h.ts:1:1)");
}

TEST(MapStack, AnUnknownModuleOrABrokenMapCostsThePlaceOnly) {
  EXPECT_EQ(map_stack(modules(), "f@tntc:nodes/y.ts:2:1"), "    at f (nodes/y.ts)");
  EXPECT_EQ(map_stack({{"nodes/x.ts", "", "{"}}, "f@tntc:nodes/x.ts:2:1"), "    at f (nodes/x.ts)");
}

TEST(MapStack, TextThatIsNoFrameStaysAsItIs) {
  for (const char* const text :
       {"Error: someone@example.org:80:1 refused", "    at f (x.ts:1:2)", "f@tntc:nodes/x.ts",
        "f@tntc:nodes/x.ts:a:1", "f@tntc:nodes/x.ts:0:0", "f@tntc:1:2", "f@tntc-internal:1:2",
        "f@tntc:x:99999999999999999999:1"})
    EXPECT_EQ(map_stack(modules(), text), text);
  EXPECT_EQ(map_stack(modules(), ""), "");
}

}  // namespace
}  // namespace tntc::bundle
