#include "config/keys.h"

#include <gtest/gtest.h>

namespace tntc::config {
namespace {

TEST(ConfigKeys, AcceptWhatTheyMean) {
  for (const char* good : {"", "r.example", "r.example/acme", "localhost:5000",
                           "r.example:443/a/b-c_d", "10.0.0.1:5000/x"})
    EXPECT_TRUE(check(Key::registry, good)) << good;
  for (const char* good : {"default", "team-a", "a", "1"})
    EXPECT_TRUE(check(Key::kubernetes_namespace, good)) << good;
  for (const char* good : {"", "gvisor", "kata-qemu", "a.b"})
    EXPECT_TRUE(check(Key::runtime_class, good)) << good;
}

TEST(ConfigKeys, RefuseWhatCannotBe) {
  for (const char* bad :
       {"https://r.example", "r.example/", "r.example//a", "a b", "R.example",
        "r.example:", "r.example:123456", "r.example/-a", ":5000", "/a", "a\nb", "a\"b"})
    EXPECT_FALSE(check(Key::registry, bad)) << bad;
  for (const char* bad : {"", "Team", "a_b", "-a", "a.b", "a b"})
    EXPECT_FALSE(check(Key::kubernetes_namespace, bad)) << bad;
  for (const char* bad : {"gVisor", "a b", ".", "a..b"})
    EXPECT_FALSE(check(Key::runtime_class, bad)) << bad;
}

TEST(ConfigKeys, SayHowToMendARegistryWithAScheme) {
  const auto refused = check(Key::registry, "https://r.example/acme/");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "`https://r.example/acme/` is no registry");
  EXPECT_EQ(refused.error().hint, "leave the scheme out: r.example/acme");
}

TEST(ConfigKeys, AreFoundByName) {
  for (const Key key : kKeys) EXPECT_EQ(key_named(name_of(key)), key);
  EXPECT_EQ(key_named("runtime-class"), std::nullopt);
}

}  // namespace
}  // namespace tntc::config
