// What secret files mean, or why they are refused: the table behind docs/secrets.md.
#include <gmock/gmock.h>

#include "secrets/load.h"
#include "secrets/testing/secret_files.h"

namespace tntc::secrets {
namespace {

using ::testing::HasSubstr;
using testing::SecretFiles;
using namespace std::string_literals;

constexpr const char* kYaml = ".secrets.yaml";
constexpr const char* kFile = ".secrets/s";  // the file of a service

struct Meaning {
  const char* what;
  const char* file;
  std::string bytes;
  std::string json;   // the secrets as nodes get them; or
  std::string where;  // the place of the error, and
  std::string error;  // a part of its message
};

Meaning good(const char* what, const char* file, std::string bytes, std::string json) {
  return {what, file, std::move(bytes), std::move(json), {}, {}};
}
Meaning bad(const char* what, const char* file, std::string bytes, std::string place,
            std::string error) {
  return {what, file, std::move(bytes), {}, "wf/"s + file + place, std::move(error)};
}

std::string nested(int levels) {
  std::string yaml = "s: ";
  for (int i = 0; i < levels; ++i) yaml += "[";
  yaml += "1";
  for (int i = 0; i < levels; ++i) yaml += "]";
  return yaml + "\n";
}

std::vector<Meaning> meanings() {
  const std::string two_services = R"({"a":{"k":"1x"},"b":{"k":"2x"}})";
  return {
      // What a .secrets.yaml may be
      good("a map of strings", kYaml, "a:\n  k: 1x\nb:\n  k: 2x\n", two_services),
      good("an empty file", kYaml, "", "{}"),
      good("only comments", kYaml, "# github:\n#   token: x\n", "{}"),
      good("only a document start", kYaml, "---\n", "{}"),
      good("an explicit null", kYaml, "~\n", "{}"),
      good("a flow map", kYaml, "{a: {k: 1x}, b: {k: 2x}}", two_services),
      good("JSON is YAML", kYaml, R"({"a":{"k":"1x"},"b":{"k":"2x"}})", two_services),
      good("CRLF", kYaml, "a:\r\n  k: 1x\r\nb:\r\n  k: 2x\r\n", two_services),
      good("a byte order mark", kYaml,
           "\xEF\xBB\xBF"
           "a:\n  k: 1x\nb:\n  k: 2x\n",
           two_services),
      good("no newline at the end", kYaml, "s: {k: v}", R"({"s":{"k":"v"}})"),
      good("an anchor and an alias", kYaml, "a: &x {k: v}\nb: *x\n",
           R"({"a":{"k":"v"},"b":{"k":"v"}})"),
      good("a merge key", kYaml, "a: &x {k: v, l: 1}\nb:\n  <<: *x\n  l: 2\n",
           R"({"a":{"k":"v","l":1},"b":{"l":2,"k":"v"}})"),
      good("a scalar service is text under `value`", kYaml, "s: abc\n", R"({"s":{"value":"abc"}})"),
      good("a scalar service keeps its spelling", kYaml, "s: 007\n", R"({"s":{"value":"007"}})"),
      good("also a boolean", kYaml, "s: yes\nt: true\n",
           R"({"s":{"value":"yes"},"t":{"value":"true"}})"),
      good("a service without a value is none", kYaml, "s:\nt: ~\nu: {k: v}\n",
           R"({"u":{"k":"v"}})"),
      good("a quoted empty service", kYaml, "s: \"\"\n", R"({"s":{"value":""}})"),
      good("a quoted number is text", kYaml, "s: {k: \"42\"}\n", R"({"s":{"k":"42"}})"),
      good("a number keeps its digits", kYaml, "s: {k: 12345678901234567890123, l: 1.10}\n",
           R"({"s":{"k":12345678901234567890123,"l":1.10}})"),
      good("hexadecimal is a number", kYaml, "s: {k: 0xff}\n", R"({"s":{"k":255}})"),
      good("a date is text", kYaml, "s: {k: 2026-01-31}\n", R"({"s":{"k":"2026-01-31"}})"),
      good("yes and no are text, true is not", kYaml, "s: {k: yes, l: no, m: true}\n",
           R"({"s":{"k":"yes","l":"no","m":true}})"),
      good("a null inside a service", kYaml, "s: {k: ~, l:}\n", R"({"s":{"k":null,"l":null}})"),
      good("a list as a service", kYaml, "s: [a, 1]\n", R"({"s":["a",1]})"),
      good("an empty map", kYaml, "s: {}\n", R"({"s":{}})"),
      good("deep nesting", kYaml, "s: {a: {b: {c: [{d: x}]}}}\n",
           R"({"s":{"a":{"b":{"c":[{"d":"x"}]}}}})"),
      good("a literal block", kYaml, "s:\n  key: |\n    line 1\n    line 2\n",
           R"({"s":{"key":"line 1\nline 2\n"}})"),
      good("a folded block", kYaml, "s:\n  key: >-\n    line 1\n    line 2\n",
           R"({"s":{"key":"line 1 line 2"}})"),
      good("escapes in double quotes", kYaml, "s: {k: \"a\\tb\\u00e9\\\"\"}\n",
           "{\"s\":{\"k\":\"a\\tb\xC3\xA9\\\"\"}}"),
      good("single quotes", kYaml, "s: {k: 'it''s $HOME \\n'}\n",
           R"({"s":{"k":"it's $HOME \\n"}})"),
      good("a value with colon and hash", kYaml, "s: {k: \"a: b # c\"}\n",
           R"({"s":{"k":"a: b # c"}})"),
      good("a comment behind a value", kYaml, "s: {k: v} # mine\n", R"({"s":{"k":"v"}})"),
      good("unicode in keys and values", kYaml, "dienst-\xC3\xBC: {k: \xE2\x9C\x93}\n",
           "{\"dienst-\xC3\xBC\":{\"k\":\"\xE2\x9C\x93\"}}"),
      good("spaces of a quoted value stay", kYaml, "s: {k: \"  x  \"}\n", R"({"s":{"k":"  x  "}})"),
      good("names of Object.prototype", kYaml, "__proto__: {k: v}\nconstructor: {k: v}\n",
           R"({"__proto__":{"k":"v"},"constructor":{"k":"v"}})"),
      good("a number as the name of a service", kYaml, "42: {k: v}\n", R"({"42":{"k":"v"}})"),
      good("a tag that says what is so", kYaml, "s: {k: !!str 42}\n", R"({"s":{"k":"42"}})"),
      good("a URL", kYaml, "db:\n  url: postgres://u:p@h:5432/d?x=1\n",
           R"({"db":{"url":"postgres://u:p@h:5432/d?x=1"}})"),

      // What is refused, and where
      bad("text", kYaml, "just text\n", ":1:1", "a mapping of services, not text"),
      bad("a list", kYaml, "- a\n- b\n", ":1:1", "a mapping of services, not a list"),
      bad("a bracket left open", kYaml, "s: {k: v\n", ":2:1", "not YAML"),
      bad("quotes left open", kYaml, "s: \"abc\n", ":1:4", "no end"),
      bad("a tab as indentation", kYaml, "s:\n\tk: v\n", ":2:1", "not YAML"),
      bad("a colon in a plain value", kYaml, "s: a: b\n", ":1:5", "not YAML"),
      bad("wrong indentation", kYaml, "s:\n    k: v\n  l: w\n", ":3:3", "not YAML"),
      bad("a key given twice", kYaml, "s: {k: 1}\ns: {k: 2}\n", ":2:1", "given twice"),
      bad("twice inside a service", kYaml, "s:\n  k: 1\n  k: 2\n", ":3:3", "given twice"),
      bad("a second document", kYaml, "s: {k: v}\n---\nt: {k: v}\n", ":2:1", "second document"),
      bad("an unknown alias", kYaml, "s: *gone\n", ":1:4", "not YAML"),
      bad("an unknown tag", kYaml, "s: {k: !!binary aGk=}\n", ":1:8", "tag"),
      bad("not a JSON number", kYaml, "s: {k: .inf}\n", ":1:8", "no JSON form"),
      bad("a list as a key", kYaml, "? [a]\n: b\n", ":1:3", "a key must be text"),
      bad("bytes that are not UTF-8", kYaml, "s: {k: \xFF\xFE}\n", ":1:8", "not UTF-8"),
      bad("a NUL byte", kYaml, "s: {k: a\0b}\n"s, ":1:9", "control character"),
      bad("nesting without end", kYaml, nested(80), ":1:67", "nested deeper"),
      bad("a huge file", kYaml, "s: {k: " + std::string(1 << 20, 'x') + "}\n", "", "longer than"),

      // What the file of a service may be
      good("text", kFile, "s3cret", R"({"s":{"value":"s3cret"}})"),
      good("line ends at the end go", kFile, "s3cret\r\n\n", R"({"s":{"value":"s3cret"}})"),
      good("spaces stay", kFile, "  s3cret \n", R"({"s":{"value":"  s3cret "}})"),
      good("a PEM keeps its lines", kFile, "-----BEGIN KEY-----\nabc\n-----END KEY-----\n",
           R"({"s":{"value":"-----BEGIN KEY-----\nabc\n-----END KEY-----"}})"),
      good("a JSON object is used as it is", kFile, "\n {\"token\": \"t\", \"n\": 1.50}\n",
           R"({"s":{"token":"t","n":1.50}})"),
      good("so is a JSON array", kFile, R"(["a",{"b":null}])", R"({"s":["a",{"b":null}]})"),
      good("an INI file is text", kFile, "[default]\nkey = x\n",
           R"({"s":{"value":"[default]\nkey = x"}})"),
      good("a number is text", kFile, "007\n", R"({"s":{"value":"007"}})"),
      good("a quoted text keeps its quotes", kFile, "\"abc\"", R"({"s":{"value":"\"abc\""}})"),
      good("null is text", kFile, "null", R"({"s":{"value":"null"}})"),
      good("an empty file is an empty text", kFile, "", R"({"s":{"value":""}})"),
      good("a byte order mark is no part of it", kFile,
           "\xEF\xBB\xBF"
           "abc",
           R"({"s":{"value":"abc"}})"),
      good("YAML is text here", kFile, "token: x\n", R"({"s":{"value":"token: x"}})"),
      good("escapes of JSON", kFile, R"({"k":"\u00e9\ud83d\ude00\/\n"})",
           "{\"s\":{\"k\":\"\xC3\xA9\xF0\x9F\x98\x80/\\n\"}}"),
      bad("broken JSON", kFile, "{\"token\": \"t\",\n \"x\" 1}", ":2:6", "not JSON"),
      bad("a comma too many", kFile, R"({"token": "t",})", ":1:15", "not JSON"),
      bad("two JSON values", kFile, R"({"a":1} {"b":2})", ":1:9", "follows the end"),
      bad("a JSON key given twice", kFile, R"({"a":1,"a":2})", ":1:8", "given twice"),
      bad("half a surrogate pair", kFile, R"({"a":"\ud83d"})", ":1:9", "surrogate"),
      bad("binary", kFile, "\x89PNG\r\n\x1A\n\x80", "", "not UTF-8"),
      bad("a huge one", kFile, std::string((1 << 20) + 1, 'x'), "", "longer than"),
  };
}

TEST(Meanings, AreWhatTheTableSays) {
  const std::vector<Meaning> table = meanings();
  EXPECT_GE(table.size(), 60U);
  for (const Meaning& row : table) {
    SecretFiles files;
    files.write(row.file, row.bytes);

    const auto loaded = load(files.places());

    if (row.error.empty()) {
      EXPECT_EQ(loaded ? std::string(loaded->json.reveal())
                       : loaded.error().where + ": " + loaded.error().message,
                row.json)
          << row.what;
      continue;
    }
    if (loaded) {
      ADD_FAILURE() << row.what << ": " << loaded->json.reveal();
      continue;
    }
    EXPECT_EQ(loaded.error().where, row.where) << row.what << ": " << loaded.error().message;
    EXPECT_THAT(loaded.error().message, HasSubstr(row.error)) << row.what;
    EXPECT_FALSE(loaded.error().hint.empty()) << row.what;
  }
}

}  // namespace
}  // namespace tntc::secrets
