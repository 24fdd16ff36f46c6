#include "triggers/access_token.h"

#include <gtest/gtest.h>

#include "triggers/http_request.h"

namespace tntc::triggers {
namespace {

TEST(AccessToken, MatchesItselfAlone) {
  const AccessToken token(std::string("open-sesame"));
  EXPECT_TRUE(token.matches("open-sesame"));
  for (const std::string_view wrong :
       {"", "open-sesam", "open-sesame ", "Open-sesame", "open-sesameopen-sesame", "x"})
    EXPECT_FALSE(token.matches(wrong)) << wrong;
}

TEST(AccessToken, ThatIsNotSetMatchesNothing) {
  EXPECT_FALSE(AccessToken().matches(""));
  EXPECT_FALSE(AccessToken().is_set());
}

TEST(AccessToken, IsGoneWhereItWasMovedFrom) {
  AccessToken first(std::string("short"));
  AccessToken second;
  second = std::move(first);
  EXPECT_TRUE(second.matches("short"));
  EXPECT_FALSE(first.is_set());  // NOLINT(bugprone-use-after-move): what is tested
}

TEST(Access, IsGrantedByEitherHeader) {
  const AccessToken token(std::string("t0ken"));
  const auto access = [&](std::string authorization, std::string own) {
    Request request;
    request.route = Route::run;
    request.authorization = std::move(authorization);
    request.token = std::move(own);
    return access_of(request, token);
  };
  EXPECT_EQ(access("Bearer t0ken", ""), Access::granted);
  EXPECT_EQ(access("", "t0ken"), Access::granted);
  EXPECT_EQ(access("Basic eDp5", "t0ken"), Access::granted);
  EXPECT_EQ(access("Bearer t0ken", "other"), Access::token_wrong);
  EXPECT_EQ(access("Bearer T0ken", ""), Access::token_wrong);
  EXPECT_EQ(access("Basic eDp5", ""), Access::token_missing);
  EXPECT_EQ(access("", ""), Access::token_missing);
}

TEST(Access, IsOpenToProbesAndWithoutAToken) {
  Request request;
  request.route = Route::health;
  EXPECT_EQ(access_of(request, AccessToken(std::string("t"))), Access::granted);
  for (const Route closed : {Route::health_detail, Route::metrics, Route::runs, Route::unknown}) {
    request.route = closed;
    EXPECT_EQ(access_of(request, AccessToken(std::string("t"))), Access::token_missing);
    EXPECT_EQ(access_of(request, AccessToken()), Access::granted);
  }
}

}  // namespace
}  // namespace tntc::triggers
