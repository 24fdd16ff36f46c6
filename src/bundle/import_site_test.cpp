#include "bundle/import_site.h"

#include <gtest/gtest.h>

namespace tntc::bundle {
namespace {

TEST(FindImport, FindsTheQuoteOfTheSpecifier) {
  EXPECT_EQ(find_import("import a from \"x\";", "x"), 14U);
  EXPECT_EQ(find_import("import 'x'", "x"), 7U);
  EXPECT_EQ(find_import("await import( `x` )", "x"), 14U);
  EXPECT_EQ(find_import("export * from\n  'x'", "x"), 16U);
}

TEST(FindImport, PrefersAnImportToOtherTextsThatLookLikeIt) {
  EXPECT_EQ(find_import("log = \"x\"; import a from \"x\"", "x"), 25U);
  EXPECT_EQ(find_import("log = \"x\"; import a from 'x'", "x"), 25U);
}

TEST(FindImport, TakesAnyOccurrenceWhenNoneLooksLikeAnImport) {
  EXPECT_EQ(find_import("\"x\"", "x"), 0U);
  EXPECT_EQ(find_import("import a from /* why */ \"x\"", "x"), 24U);
}

TEST(FindImport, KnowsWhenItIsNotThere) {
  EXPECT_EQ(find_import("import a from \"xy\"", "x"), std::nullopt);
  EXPECT_EQ(find_import("", ""), std::nullopt);
}

}  // namespace
}  // namespace tntc::bundle
