#include "bundle/metafile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tntc::bundle {
namespace {

TEST(ParseMetafile, ReadsInputsImportsAndWhatIsStillImported) {
  const auto metafile = parse_metafile(R"({
    "inputs": {
      "nodes/x.ts": {"bytes": 1, "format": "esm", "imports": [
        {"path": "d.json with { type: 'json' }", "kind": "import-statement", "original": "../d.json",
         "with": {"type": "json"}},
        {"path": "https://e.org/y.ts", "kind": "import-statement", "external": true}]},
      "d.json with { type: 'json' }": {"bytes": 2, "imports": [], "with": {"type": "json"}},
      "a with {b}.ts": {"bytes": 2, "imports": []}
    },
    "outputs": {"o.js": {"imports": [{"path": "https://e.org/y.ts", "external": true}]}}})");
  ASSERT_TRUE(metafile) << metafile.error().message;

  ASSERT_EQ(metafile->inputs.size(), 3U);
  EXPECT_EQ(metafile->inputs[0].path, "a with {b}.ts");
  EXPECT_FALSE(metafile->inputs[0].is_module);
  EXPECT_EQ(metafile->inputs[1].path, "d.json");
  const Input& node = metafile->inputs[2];
  EXPECT_EQ(node.path, "nodes/x.ts");
  EXPECT_TRUE(node.is_module);
  ASSERT_EQ(node.imports.size(), 2U);
  EXPECT_EQ(node.imports[0].path, "d.json");
  EXPECT_EQ(node.imports[0].specifier, "../d.json");
  EXPECT_FALSE(node.imports[0].is_external);
  EXPECT_EQ(node.imports[1].specifier, "https://e.org/y.ts");
  EXPECT_TRUE(node.imports[1].is_external);
  EXPECT_THAT(metafile->externals, testing::ElementsAre("https://e.org/y.ts"));
}

TEST(ParseMetafile, WhatIsMalformedIsAnError) {
  for (const char* const text : {"", "{}", "[]", R"({"inputs": [], "outputs": {}})",
                                 R"({"inputs": {"a": {}}, "outputs": {}})",
                                 R"({"inputs": {}, "outputs": {"o": {"imports": [1]}}})"})
    EXPECT_EQ(parse_metafile(text).error().kind, ErrorKind::internal) << text;
}

}  // namespace
}  // namespace tntc::bundle
