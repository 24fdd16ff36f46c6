#include "ui/suggest.h"

#include <vector>

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

const std::vector<std::string> kCommands{"init", "validate", "visualize", "run", "dev"};

TEST(Suggest, ProposesWhatATypingErrorMeant) {
  EXPECT_EQ(nearest("validat", kCommands), "validate");
  EXPECT_EQ(nearest("vaildate", kCommands), "validate");
  EXPECT_EQ(nearest("visualise", kCommands), "visualize");
  EXPECT_EQ(nearest("rnu", kCommands), "run");
  EXPECT_EQ(nearest("vis", kCommands), "visualize");
}

TEST(Suggest, ProposesNothingForAnotherWord) {
  EXPECT_EQ(nearest("kubernetes", kCommands), "");
  EXPECT_EQ(nearest("", kCommands), "");
  EXPECT_EQ(nearest("x", kCommands), "");
  EXPECT_EQ(nearest(std::string(10'000, 'v'), kCommands), "");
}

}  // namespace
}  // namespace tntc::ui
