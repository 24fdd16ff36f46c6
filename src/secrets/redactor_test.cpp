#include "secrets/redactor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/json_text.h"

namespace tntc::secrets {
namespace {

std::string json_of(std::string_view value) {
  std::string json = R"({"s":{"token":)";
  append_json_string(json, value);
  return json + "}}";
}

Redactor redactor_for(std::string_view value) {
  auto made = Redactor::make(json_of(value));
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

std::string redacted(const Redactor& redactor, std::string text) {
  redactor.redact(text);
  return text;
}

struct Row {
  const char* secret;
  const char* text;
  const char* expected;
};

TEST(Redactor, ReplacesEverySpellingOfASecret) {
  const Row rows[] = {
      {"hunter22", "the password is hunter22.", "the password is ***."},
      {"hunter22", "hunter22hunter22", "******"},
      {"hunter", "six characters: hunter", "six characters: ***"},
      {"hunt5", "five are too few: hunt5", "five are too few: hunt5"},
      {"hunter22", "", ""},
      {"hunter22", "hunter2", "hunter2"},
      // base64, both alphabets, with and without padding
      {"hunter22", "aHVudGVyMjI=", "***"},
      {"hunter22", "aHVudGVyMjI", "***"},
      {"\xC3\xBF\xC3\xBF>>>???", "w7/Dvz4+Pj8/Pw== w7_Dvz4-Pj8_Pw", "*** ***"},
      // inside `user:hunter22`, whatever the length of what is before
      {"hunter22", "Basic dXNlcjpodW50ZXIyMg==", "Basic dXNlcjp***"},
      {"hunter22", "Basic dTpodW50ZXIyMg==", "Basic dTp***"},
      // URL-encoded, for paths and forms
      {"p@ss word/1", "?p=p%40ss%20word%2F1&q=p%40ss+word%2F1", "?p=***&q=***"},
      // as JSON has it, and JSON within JSON
      {"say \"hi\"\\", R"({"v":"say \"hi\"\\"})", R"({"v":"***"})"},
      {"say \"hi\"\\", R"("{\"v\":\"say \\\"hi\\\"\\\\\"}")", R"("{\"v\":\"***\"}")"},
      // between quotes of another kind, as logs show texts
      {"say \"hi\"\\", R"({ text: 'say "hi"\\' })", "{ text: '***' }"},
      {"it's \\", R"('it\'s \\')", "'***'"},
      {"say \"hi\"\\", R"('{"v":"say \\"hi\\"\\\\"}')", R"('{"v":"***"}')"},
      // line by line
      {"line one\nline two\n", "line one\nline two\n", "***"},
      {"line one\nline two\n", "a line two, a line one", "a ***, a ***"},
      {"line one\r\n  line two", "line two and line one", "*** and ***"},
      {"x\nline two", "x line two", "x ***"},
      // characters, not bytes
      {"\xC3\xA9\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9\xC3\xA9"},
      {"p\xC3\xA4ssw\xC3\xB6rd", "p\xC3\xA4ssw\xC3\xB6rd!", "***!"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(redacted(redactor_for(row.secret), row.text), row.expected) << row.secret;
  }
}

TEST(Redactor, TakesTheLongestOfSecretsThatBeginAlike) {
  const auto redactor =
      Redactor::make(R"({"a":"secret-1","b":"secret-1-and-more","c":"secret-12"})");
  ASSERT_TRUE(redactor);
  EXPECT_EQ(redacted(*redactor, "secret-1-and-more|secret-1-and-mor|secret-123|secret-1"),
            "***|***-and-mor|***3|***");
}

TEST(Redactor, LeavesNothingOfSecretsThatOverlap) {
  const auto redactor = Redactor::make(R"({"a":"abcdefgh","b":"efghijklmnop","c":"fghijk"})");
  ASSERT_TRUE(redactor);
  EXPECT_EQ(redacted(*redactor, "-abcdefghijklmnop-"), "-***-");
}

TEST(Redactor, FindsSecretsAtEveryDepthButNoKeysNumbersOrWords) {
  const auto redactor = Redactor::make(
      R"({"service-name":{"list":["deep-secret",{"inner-key":"other-secret"}],"port":543210,"on":true}})");
  ASSERT_TRUE(redactor);
  EXPECT_EQ(redacted(*redactor, "deep-secret other-secret service-name inner-key 543210 true"),
            "*** *** service-name inner-key 543210 true");
}

TEST(Redactor, OfNoSecretsReplacesNothing) {
  std::string text = "anything at all";
  EXPECT_FALSE(Redactor().redact(text));
  EXPECT_FALSE(Redactor::make("{}")->redact(text));
  EXPECT_EQ(text, "anything at all");
  EXPECT_FALSE(Redactor::make("not json"));
}

// Every text and every secret over two letters: what remains holds no secret.
TEST(Redactor, AgreesWithTheDefinitionOnAllShortTexts) {
  const std::vector<std::string> secrets{"aaaaaa", "ababab", "bbaabba", "aabaabaab"};
  const auto redactor = Redactor::make(R"(["aaaaaa","ababab","bbaabba","aabaabaab"])");
  ASSERT_TRUE(redactor);
  for (unsigned bits = 0; bits < (1u << 13); ++bits) {
    std::string text;
    for (int i = 0; i < 13; ++i) text += (bits >> i & 1) != 0 ? 'b' : 'a';
    std::string covered(text.size(), ' ');
    for (const std::string& secret : secrets) {
      for (std::size_t at = text.find(secret); at != text.npos; at = text.find(secret, at + 1)) {
        covered.replace(at, secret.size(), secret.size(), '*');
      }
    }
    std::string kept;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (covered[i] != '*') kept += text[i];
    }
    std::string left = redacted(*redactor, text);
    std::erase(left, '*');
    ASSERT_EQ(left, kept) << text;
  }
}

TEST(Redactor, ServesManyThreadsAtOnce) {
  const Redactor redactor = redactor_for("hunter22");
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        if (redacted(redactor, "x hunter22 y") != "x *** y") ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

// A bound that only a search in the product of both sizes would miss, even on a busy machine.
TEST(Redactor, IsQuickWithThousandsOfSecrets) {
  std::string json = "[";
  for (int i = 0; i < 5000; ++i) json += "\"common-prefix-" + std::to_string(i * 7919) + "-end\",";
  json.back() = ']';
  const auto redactor = Redactor::make(json);
  ASSERT_TRUE(redactor);
  std::string line;
  while (line.size() < 16384) line += "common-prefix-1x common text of a line ";
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(redactor->redact(line));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace tntc::secrets
