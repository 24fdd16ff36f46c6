#include "engine/engine_token.h"

#include <gtest/gtest.h>

namespace tntc::engine {
namespace {

TEST(EngineToken, IsTheTokenOfTheServiceEngine) {
  const auto token = engine_token(R"({"engine":{"token":"abc-123"},"slack":{"token":"x"}})");
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->matches("abc-123"));
}

TEST(EngineToken, IsNotSetWhereThereIsNone) {
  for (const char* secrets : {"{}", R"({"slack":{"token":"x"}})"})
    EXPECT_FALSE(engine_token(secrets).value().is_set()) << secrets;
}

TEST(EngineToken, ThatCannotBeShownIsAnError) {
  for (const char* secrets :
       {R"({"engine":{"token":""}})", R"({"engine":{"token":5}})", R"({"engine":{"token":null}})",
        R"({"engine":{"token":"a b"}})", R"({"engine":{"token":"a\n"}})", "[]",
        R"({"engine":{"value":"x"}})", R"({"engine":"text"})", "{", ""}) {
    const auto token = engine_token(secrets);
    ASSERT_FALSE(token) << secrets;
    EXPECT_EQ(token.error().kind, ErrorKind::invalid);
  }
}

TEST(EngineToken, IsNotShownInAnError) {
  const auto token = engine_token(R"({"engine":{"token":"hush hush"}})");
  ASSERT_FALSE(token);
  EXPECT_EQ((token.error().message + token.error().hint).find("hush"), std::string::npos);
}

}  // namespace
}  // namespace tntc::engine
