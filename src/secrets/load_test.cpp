#include "secrets/load.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "secrets/testing/secret_files.h"

namespace tntc::secrets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SecretFiles;

std::string json_of(const Result<Loaded>& loaded) {
  return loaded ? std::string(loaded->json.reveal())
                : "error: " + loaded.error().where + ": " + loaded.error().message;
}

TEST(Load, OfNothingIsAnEmptyObject) {
  const SecretFiles files;
  EXPECT_EQ(json_of(load(files.places())), "{}");
}

TEST(Load, MergesByKeyAndTheLaterSourceWins) {
  SecretFiles files;
  files.write(".secrets/github", R"({"token":"dir","user":"dir","deep":{"a":1,"b":1}})");
  files.write(".secrets/only-dir", "x");
  files.write(".secrets.yaml", "github:\n  token: yaml\n  deep: {b: 2, c: 3}\nonly-yaml: {k: v}\n");
  files.write("mounted/github", R"({"user":"mounted"})");

  const auto loaded = load(files.places_with_mount());

  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->json.reveal(),
            R"({"github":{"token":"yaml","user":"mounted","deep":{"a":1,"b":2,"c":3}},)"
            R"("only-dir":{"value":"x"},"only-yaml":{"k":"v"}})");
  ASSERT_EQ(loaded->services.size(), 3U);
  EXPECT_EQ(loaded->services[0].name, "github");
  EXPECT_THAT(loaded->services[0].sources,
              ElementsAre("wf/.secrets/github", "wf/.secrets.yaml", files.path("mounted/github")));
}

TEST(Load, GivesATextTheSameShapeFromEverySource) {
  SecretFiles files;
  files.write(".secrets/from-file", "s3cret\n");
  files.write(".secrets.yaml", "from-yaml: s3cret\n");
  files.write("mounted/from-mount", "s3cret");
  EXPECT_EQ(json_of(load(files.places_with_mount())),
            R"({"from-file":{"value":"s3cret"},"from-yaml":{"value":"s3cret"},)"
            R"("from-mount":{"value":"s3cret"}})");
}

TEST(Load, AnEmptyDirectoryHidesNothing) {
  SecretFiles files;
  files.make_directory(".secrets");
  files.write(".secrets.yaml", "a: {k: v}\n");
  EXPECT_EQ(json_of(load(files.places())), R"({"a":{"k":"v"}})");
}

TEST(Load, ReadsAMountedSecretAsKubernetesMakesIt) {
  SecretFiles files;
  files.write("mounted/..2026_01_01/github", R"({"token":"t"})");
  files.link("..2026_01_01", "mounted/..data");
  files.link("..data/github", "mounted/github");
  EXPECT_EQ(json_of(load(files.places_with_mount())), R"({"github":{"token":"t"}})");
}

TEST(Load, SkipsDotFilesAndDirectories) {
  SecretFiles files;
  files.write(".secrets/.hidden", "x");
  files.write(".secrets/sub/inner", "x");
  files.write(".secrets/seen", "x");
  EXPECT_EQ(json_of(load(files.places())), R"({"seen":{"value":"x"}})");
}

TEST(Load, RefusesALinkThatLeadsNowhereAndAPipe) {
  SecretFiles files;
  files.link("gone", ".secrets/broken");
  const auto broken = load(files.places());
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("wf/.secrets/broken"));

  SecretFiles other;
  other.make_pipe(".secrets/pipe");
  const auto pipe = load(other.places());
  ASSERT_FALSE(pipe);
  EXPECT_THAT(pipe.error().message, HasSubstr("wf/.secrets/pipe"));
}

TEST(Load, WithAPathReadsThatPathOnly) {
  SecretFiles files;
  files.write(".secrets.yaml", "a: {k: v}\n");
  files.write(".secrets/b", "x");
  files.write("mounted/c", "x");
  files.write("other.yaml", "d: {k: v}\n");
  files.write("other.json", R"({"e":{"k":"\u00e9"}})");
  files.write("dir/f", "x");
  EXPECT_EQ(json_of(load(files.only("other.yaml"))), R"({"d":{"k":"v"}})");
  EXPECT_EQ(json_of(load(files.only("other.json"))), "{\"e\":{\"k\":\"\xC3\xA9\"}}");
  EXPECT_EQ(json_of(load(files.only("dir"))), R"({"f":{"value":"x"}})");

  const auto missing = load(files.only("gone"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("`gone`"));
}

TEST(Load, ResolvesSharedSecretsFromTheNearestRepository) {
  SecretFiles files;
  files.make_directory("../.git");
  files.write("go.mod", "module x\n");
  files.write("../.secrets/github", R"({"token":"shared"})");
  files.write("../.secrets/team/key", "shared-key\n");
  files.write(".secrets.yaml",
              "github: $shared.github\nother:\n  list: [$shared.team/key]\n"
              "  deep: {all: $shared.github}\n");
  files.write(".secrets/from-file", "$shared.team/key\n");
  EXPECT_EQ(json_of(load(files.places())),
            R"({"from-file":{"value":"shared-key"},"github":{"token":"shared"},)"
            R"("other":{"list":["shared-key"],"deep":{"all":{"token":"shared"}}}})");
}

TEST(Load, RefusesReferencesThatCannotBeResolvedWithTheirPlace) {
  SecretFiles files;
  files.make_directory("../.git");
  files.write("../outside", "stolen");
  files.write("../.secrets/chain", "$shared.other");
  files.link("../outside", "../.secrets/link");
  files.link("missing", "../.secrets/dangling");
  for (const char* name : {"gone", "../outside", "/etc/passwd", "link", "dangling", "chain", "",
                           "a/../../outside", "."}) {
    files.write(".secrets.yaml",
                "ok: {k: v}\nsvc:\n  token: \"$shared." + std::string(name) + "\"\n");
    const auto loaded = load(files.places());
    ASSERT_FALSE(loaded) << name;
    EXPECT_EQ(loaded.error().where, "wf/.secrets.yaml:3:10") << name;
    EXPECT_THAT(loaded.error().message, HasSubstr("resolving $shared." + std::string(name)));
    EXPECT_THAT(loaded.error().message, ::testing::Not(HasSubstr("stolen")));
  }
}

TEST(Load, TheFileOfAWorktreeMarksARepositoryToo) {
  SecretFiles files;
  files.write("../.git", "gitdir: /elsewhere\n");
  files.write("../.secrets/key", "shared\n");
  files.write(".secrets.yaml", "a: {k: $shared.key}\n");
  EXPECT_EQ(json_of(load(files.places())), R"({"a":{"k":"shared"}})");
}

TEST(Load, WithoutARepositoryAReferenceIsAnError) {
  SecretFiles files;
  files.write("go.mod", "module x\n");
  files.write(".secrets.yaml", "a: $shared.b\n");
  const auto loaded = load(files.places());
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("no repository"));
}

TEST(Load, KnowsAServiceThatWasNeverFilledIn) {
  SecretFiles files;
  files.write(
      ".secrets.yaml",
      "filled: {token: ghp_16C7e42F292c}\nleft: {token: replace-me}\nempty: {token: \"\"}\n");
  const auto loaded = load(files.places());
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->services[0].is_placeholder);   // empty
  EXPECT_FALSE(loaded->services[1].is_placeholder);  // filled
  EXPECT_TRUE(loaded->services[2].is_placeholder);   // left
}

TEST(Load, NoErrorHoldsAValue) {
  for (const char* yaml : {"a: {token: canary1234\n", "a: canary1234: x\n", "a: \"canary1234\n",
                           "a:\n  token: !x canary1234\n", "canary1234\n", "- canary1234\n"}) {
    SecretFiles files;
    files.write(".secrets.yaml", yaml);
    const auto loaded = load(files.places());
    ASSERT_FALSE(loaded) << yaml;
    EXPECT_THAT(loaded.error().where, HasSubstr("wf/.secrets.yaml:"));
    EXPECT_THAT(loaded.error().message + loaded.error().hint,
                ::testing::Not(HasSubstr("canary1234")));
  }
}

}  // namespace
}  // namespace tntc::secrets
