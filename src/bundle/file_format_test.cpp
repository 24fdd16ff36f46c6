#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "bundle/bundle.h"
#include "bundle/digest.h"
#include "bundle/limits.h"
#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

using testing::HasSubstr;

std::string code(const std::string& text) {
  return std::string(kModulePrefix) + text + std::string(kModuleSuffix);
}

Bundle signed_again(Bundle bundle) {
  bundle.digest = digest_of(bundle);
  return bundle;
}

Bundle example() {
  Bundle bundle;
  bundle.workflow_yaml = "name: flow\n# \"é\" \\ \t\n";
  bundle.sources = {{"lib/logo.txt", std::string("\x00\xff\xfe", 3)}, {"nodes/x.ts", "x"}};
  bundle.modules = {{"nodes/x.ts", code("1"), "{}"}, {"nodes/y.ts", code("2"), "{}"}};
  bundle.node_module = {1, 0, 1};
  bundle.compiler = "esbuild 0.0.0";
  return signed_again(std::move(bundle));
}

void expect_equal(const Bundle& a, const Bundle& b) {
  EXPECT_EQ(a.workflow_yaml, b.workflow_yaml);
  EXPECT_EQ(a.node_module, b.node_module);
  EXPECT_EQ(a.compiler, b.compiler);
  EXPECT_EQ(a.digest, b.digest);
  ASSERT_EQ(a.sources.size(), b.sources.size());
  for (std::size_t i = 0; i < a.sources.size(); ++i) {
    EXPECT_EQ(a.sources[i].path, b.sources[i].path);
    EXPECT_EQ(a.sources[i].text, b.sources[i].text);
  }
  ASSERT_EQ(a.modules.size(), b.modules.size());
  for (std::size_t i = 0; i < a.modules.size(); ++i) {
    EXPECT_EQ(a.modules[i].path, b.modules[i].path);
    EXPECT_EQ(a.modules[i].code, b.modules[i].code);
    EXPECT_EQ(a.modules[i].source_map, b.modules[i].source_map);
  }
}

void expect_refused(const std::string& bytes, const std::string& why) {
  const auto read = read_bundle(bytes);
  ASSERT_FALSE(read) << bytes.substr(0, 200);
  EXPECT_EQ(read.error().kind, ErrorKind::invalid);
  EXPECT_THAT(read.error().message, HasSubstr(why));
  EXPECT_FALSE(read.error().hint.empty());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(BundleFile, WhatWasWrittenIsReadBackToTheLastByte) {
  const auto read = read_bundle(write_bundle(example()));
  ASSERT_TRUE(read) << read.error().message;
  expect_equal(*read, example());
}

TEST(BundleFile, AnEmptyBundleIsABundle) {
  const Bundle empty = signed_again({});
  const auto read = read_bundle(write_bundle(empty));
  ASSERT_TRUE(read) << read.error().message;
  expect_equal(*read, empty);
}

TEST(BundleFile, IsTextEvenWhenASourceIsNot) {
  EXPECT_THAT(write_bundle(example()), HasSubstr(R"({"base64":"AP/+"})"));
}

TEST(BundleFile, EveryChangeOfContentChangesTheDigest) {
  const std::vector<std::function<void(Bundle&)>> changes = {
      [](Bundle& b) { b.workflow_yaml += ' '; },
      [](Bundle& b) { b.compiler += '1'; },
      [](Bundle& b) { b.sources[0].path += 'x'; },
      [](Bundle& b) { b.sources[1].text += '\n'; },
      [](Bundle& b) { b.sources.pop_back(); },
      [](Bundle& b) { b.modules[0].path = "nodes/w.ts"; },
      [](Bundle& b) { b.modules[0].code = code("3"); },
      [](Bundle& b) { b.modules[1].source_map += ' '; },
      [](Bundle& b) { b.node_module[0] = 0; },
      [](Bundle& b) { b.node_module.pop_back(); },
      // The same bytes, divided in another way.
      [](Bundle& b) {
        std::tie(b.sources[1].path, b.sources[1].text) = std::pair("nodes/x.t", "sx");
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Bundle changed = example();
    changes[i](changed);
    EXPECT_NE(digest_of(changed), example().digest) << i;
    expect_refused(write_bundle(changed), "digest does not match");
  }
}

TEST(BundleFile, TheDigestOfABundleIsTheSameForEver) {
  // Computed from docs/bundle-format.md by another program.
  EXPECT_EQ(example().digest,
            "sha256:b96fade5cad19b773105b74cacf2d1143437f88252cf92212d863e87c746d7a4");
}

TEST(BundleFile, ANewerFormatIsCalledThat) {
  expect_refused(replaced(write_bundle(example()), "\"version\":1", "\"version\":2"),
                 "format version 2, this program reads version 1");
}

TEST(BundleFile, BytesThatAreNoBundleAreRefusedWithTheReason) {
  const std::string good = write_bundle(example());
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "not JSON"},
      {"name: flow\n", "not JSON"},
      {good.substr(0, good.size() / 2), "not JSON"},
      {good + "{}", "not JSON"},
      {good + '\0', "not JSON"},
      {"[]", "not an object"},
      {"{}", "lacks `format`"},
      {R"({"format":"other"})", "not a bundle"},
      {R"({"format":7})", "`format` is not a text"},
      {R"({"format":"tentacular-bundle"})", "lacks `version`"},
      {R"({"format":"tentacular-bundle","version":"1"})", "no format version"},
      {R"({"format":"tentacular-bundle","version":0})", "no format version"},
      {replaced(good, "\"compiler\":", "\"other\":"), "lacks `compiler`"},
      {replaced(good, "\"compiler\":", "\"more\":1,\"compiler\":"), "does not know"},
      {replaced(good, "\"path\":", "\"more\":1,\"path\":"), "does not know"},
      {replaced(good, "[1,0,1]", "[1,0,2]"), "names a module that is not there"},
      {replaced(good, "[1,0,1]", "[1,0,-1]"), "not an index"},
      {replaced(good, "[1,0,1]", "[1,0,4294967296]"), "not an index"},
      {replaced(good, "[1,0,1]", "[1,0,1.0]"), "not an index"},
      {replaced(good, "[1,0,1]", "{}"), "`nodes` is not a list"},
      {replaced(good, "AP/+", "AP/"), "not base64"},
      {replaced(good, "AP/+", "AP-+"), "not base64"},
      {replaced(good, "{\"base64\":\"AP/+\"}", "7"), "not an object"},
      {std::string(40, '[') + std::string(40, ']'), "not JSON"},
      {'[' + std::string(1'000'000, ',') + ']', "too many values"},
      {std::string(kLargestBundle + 1, ' '), "longer than"},
  };
  for (const auto& [bytes, why] : bad) expect_refused(bytes, why);
}

TEST(BundleFile, PathsThatCouldNameOtherFilesAreRefused) {
  for (const char* const path : {"", "/etc/passwd", "../x", "a/../../x", "./a", "a//b", "a/", "a/.",
                                 ".secrets.yaml", "lib/.secrets/token"}) {
    Bundle bundle = example();
    bundle.sources = {{path, ""}};
    expect_refused(write_bundle(signed_again(bundle)), "illegal path");
    bundle = example();
    bundle.modules[0].path = path;
    expect_refused(write_bundle(signed_again(bundle)), "illegal path");
  }
}

TEST(BundleFile, FilesOutOfOrderOrTwiceAreRefused) {
  Bundle bundle = example();
  std::swap(bundle.sources[0], bundle.sources[1]);
  expect_refused(write_bundle(signed_again(bundle)), "order");
  bundle = example();
  bundle.modules[1] = bundle.modules[0];
  expect_refused(write_bundle(signed_again(bundle)), "order");
}

TEST(BundleFile, CodeWithoutTheWrapperIsRefused) {
  Bundle bundle = example();
  bundle.modules[0].code = "1";
  expect_refused(write_bundle(signed_again(bundle)), "not compiled code");
}

TEST(BundleFile, ManyCommasInsideTextsAreNoReasonToRefuse) {
  Bundle bundle = example();
  bundle.sources[1].text = std::string(2'000'000, ',') + "\"[\\";
  const auto read = read_bundle(write_bundle(signed_again(bundle)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->sources[1].text, bundle.sources[1].text);
}

TEST(BundleFile, OneChangedByteAnywhereNeverPasses) {
  const std::string good = write_bundle(example());
  for (std::size_t i = 0; i + 1 < good.size(); ++i) {  // the last byte is white space
    for (const int bit : {0, 1, 5}) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      const auto read = read_bundle(bad);
      if (read) expect_equal(*read, example());
    }
  }
}

}  // namespace
}  // namespace tntc::bundle
