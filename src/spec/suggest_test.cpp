#include "spec/suggest.h"

#include <array>

#include <gtest/gtest.h>

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 6> kWords = {"schedule",   "timezone", "path",
                                                    "runTimeout", "to",       "from"};

TEST(Suggest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("shedule", kWords), "schedule");
  EXPECT_EQ(nearest("schedlue", kWords), "schedule");
  EXPECT_EQ(nearest("Timezones", kWords), "timezone");
  EXPECT_EQ(nearest("run_timeout", kWords), "runTimeout");
  EXPECT_EQ(nearest("form", kWords), "from");
  EXPECT_EQ(nearest("TO", kWords), "to");
}

TEST(Suggest, FindsNothingForAnotherWord) {
  EXPECT_EQ(nearest("description", kWords), "");
  EXPECT_EQ(nearest("at", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("---", kWords), "");
  EXPECT_EQ(nearest(std::string(5000, 'x'), kWords), "");
  EXPECT_EQ(nearest("path", {}), "");
}

TEST(Suggest, PrefersTheNearest) {
  constexpr std::array<std::string_view, 2> kSimilar = {"retriesx", "retries"};
  EXPECT_EQ(nearest("retries", kSimilar), "retries");
}

TEST(Suggest, SpeaksInSentences) {
  constexpr std::array<std::string_view, 3> kThree = {"a", "b", "c"};
  EXPECT_EQ(did_you_mean("shedule", kWords, "other"), "did you mean `schedule`?");
  EXPECT_EQ(did_you_mean("unlike", kWords, "other"), "other");
  EXPECT_EQ(listed(kThree, "or"), "`a`, `b` or `c`");
  EXPECT_EQ(listed(std::span(kThree).first(1), "or"), "`a`");
}

}  // namespace
}  // namespace tntc::spec
