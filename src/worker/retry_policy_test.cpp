#include "worker/retry_policy.h"

#include <gtest/gtest.h>

namespace tntc::worker {
namespace {

using runtime::Retry;

TEST(RetryPolicy, WithoutOneTheKindOfFailureDecides) {
  EXPECT_FALSE(is_permanent({}, Retry::usual, "Error", 0));
  EXPECT_TRUE(is_permanent({}, Retry::unusual, "TypeError", 0));
}

TEST(RetryPolicy, RetryOnMeansTheseAndNoOthers) {
  const spec::RetryPolicy policy{.on = {{"TimeoutError", "503", "TypeError"}}};
  EXPECT_FALSE(is_permanent(policy, Retry::usual, "TimeoutError", 0));
  EXPECT_FALSE(is_permanent(policy, Retry::usual, "HttpError", 503));
  EXPECT_FALSE(is_permanent(policy, Retry::unusual, "TypeError", 0)) << "though it is unusual";
  EXPECT_TRUE(is_permanent(policy, Retry::usual, "Error", 0));
  EXPECT_TRUE(is_permanent(policy, Retry::usual, "HttpError", 502));
  EXPECT_TRUE(is_permanent({.on = {{}}}, Retry::usual, "Error", 0)) << "an empty list";
}

TEST(RetryPolicy, NoRetryCountsBeforeRetryOn) {
  const spec::RetryPolicy policy{.on = {{"HttpError"}}, .never = {"409"}};
  EXPECT_TRUE(is_permanent(policy, Retry::usual, "HttpError", 409));
  EXPECT_FALSE(is_permanent(policy, Retry::usual, "HttpError", 500));
}

TEST(RetryPolicy, TheErrorsOwnWordCountsFirst) {
  const spec::RetryPolicy policy{.on = {{"Busy"}}, .never = {"Gone"}};
  EXPECT_TRUE(is_permanent(policy, Retry::no, "Busy", 0));
  EXPECT_FALSE(is_permanent(policy, Retry::yes, "Gone", 0));
}

}  // namespace
}  // namespace tntc::worker
