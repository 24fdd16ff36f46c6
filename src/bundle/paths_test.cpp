#include "bundle/paths.h"

#include <gtest/gtest.h>

namespace tntc::bundle {
namespace {

TEST(BundlePath, IsRelativeNormalAndText) {
  for (const char* const path : {"a", "nodes/x.ts", "a b/#?%.ts", "é", "..data/x.ts", ".hidden"})
    EXPECT_TRUE(is_bundle_path(path)) << path;
  for (const char* const path : {"", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.", "\xff"})
    EXPECT_FALSE(is_bundle_path(path)) << path;
  EXPECT_FALSE(is_bundle_path(std::string_view("a\0b", 3)));
}

TEST(BundlePath, NamesSecretsInAnyPart) {
  for (const char* const path :
       {".secrets", ".secrets.yaml", ".secrets.yaml.example", "a/.secrets/b", "/.secrets"})
    EXPECT_TRUE(names_secrets(path)) << path;
  for (const char* const path : {"secrets.ts", "a/secrets/b", "x.secrets", ".secret"})
    EXPECT_FALSE(names_secrets(path)) << path;
}

}  // namespace
}  // namespace tntc::bundle
