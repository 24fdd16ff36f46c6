#include "secrets/uncomment.h"

#include <gtest/gtest.h>

#include "secrets/yaml_read.h"

namespace tntc::secrets {
namespace {

// The services of what became of an example, as JSON.
std::string services_of(std::string_view example) {
  const auto made = uncomment(example, "example");
  if (!made) return made.error().where + ": " + made.error().message;
  const auto read = read_yaml(*made, "made.yaml");
  if (!read) return read.error().where + ": " + read.error().message;
  return std::string(to_json(*read).reveal());
}

struct Row {
  const char* what;
  const char* example;
  const char* services;
};

TEST(Uncomment, MakesValidYamlOfExamplesOfAnyStyle) {
  const Row rows[] = {
      {"nothing", "", "{}"},
      {"prose only", "# Copy this file to .secrets.yaml.\n# Then fill it in.\n", "{}"},
      {"prose with a colon",
       "# Note: copy this file to .secrets.yaml\n# Usage:\n#\n# github:\n#   token: x\n",
       R"({"github":{"token":"x"}})"},
      {"prose before, between and after",
       "# Secrets of this workflow, see https://example.com: all of it\n# github:\n"
       "#   token: ghp_x\n# The next one is optional.\n# slack:\n#   url: https://x/y\n# Done, "
       "enjoy!\n",
       R"({"github":{"token":"ghp_x"},"slack":{"url":"https://x/y"}})"},
      {"double hashes are prose", "## github: the token\n# github:\n#   token: x\n",
       R"({"github":{"token":"x"}})"},
      {"no space behind the hash", "#github:\n#  token: x\n", R"({"github":{"token":"x"}})"},
      {"some entries are no comments", "github:\n  token: x\n# slack:\n#   token: y\n",
       R"({"github":{"token":"x"},"slack":{"token":"y"}})"},
      {"comments inside an entry", "# db:\n#   # the password\n#   password: x\n",
       R"({"db":{"password":"x"}})"},
      {"a key of an entry that is there", "db:\n  host: h\n#   password: x\n",
       R"({"db":{"host":"h","password":"x"}})"},
      {"a wrapper", "# Example:\n#   github:\n#     token: x\n",
       R"({"Example":{"github":{"token":"x"}}})"},
      {"a block scalar", "# key:\n#   pem: |\n#     -----BEGIN: KEY-----\n#     abc\n",
       R"({"key":{"pem":"-----BEGIN: KEY-----\nabc\n"}})"},
      {"a scalar with a comment", "# token: abc # from the console\n", R"({"token":"abc"})"},
      {"shared", "# github: $shared.github\n", R"({"github":"$shared.github"})"},
      {"a list", "# keys:\n#   - a\n#   - b\n", R"({"keys":["a","b"]})"},
      {"CRLF", "# Prose here\r\n# a:\r\n#   k: v\r\n", R"({"a":{"k":"v"}})"},
      {"a broken entry stays a comment", "# a:\n#   k: [\n# b:\n#   k: v\n", R"({"b":{"k":"v"}})"},
      {"given twice", "# a:\n#   k: 1\n# a:\n#   k: 2\n", R"({"a":{"k":1}})"},
      {"not an example at all", "just: a: b\n{{ \n# a:\n#   k: v\n", "{}"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(services_of(row.example), row.services) << row.what;
  }
}

TEST(Uncomment, KeepsProseAndWhatIsNoComment) {
  EXPECT_EQ(*uncomment("# Fill this in, please.\n\n# a:\n#   k: v\nb: {k: v}\n", "example"),
            "# Fill this in, please.\n\na:\n  k: v\nb: {k: v}\n");
}

TEST(Uncomment, RefusesBytesThatNoYamlMayHave) {
  const auto made = uncomment(std::string_view("# a\n# b\0\n", 9), "wf/example");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "wf/example:2:4");
}

}  // namespace
}  // namespace tntc::secrets
