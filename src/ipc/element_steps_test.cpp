#include "ipc/element_steps.h"

#include <gtest/gtest.h>

namespace tntc::ipc {
namespace {

TEST(ElementSteps, AreReadBackFromTheirNames) {
  for (const ElementStepName step : {ElementStepName{ElementStep::result, 0},
                                     {ElementStep::result, 4294967295},
                                     {ElementStep::failures, 17}}) {
    EXPECT_EQ(element_step(name_of(step)), step) << name_of(step);
  }
}

TEST(ElementSteps, NothingElseIsTakenForOne) {
  for (const char* name :
       {"", "charge", "element", "element\n", "element\n1x", "element\n-1", "element\n4294967296",
        "element\n17\ncharge", "element\n17\nsleep\n1", "sleep\n1", "failures", "failures\n"}) {
    EXPECT_FALSE(element_step(name)) << name;
  }
}

TEST(ElementSteps, WhatAnElementDoesStandsBehindItsOwnName) {
  EXPECT_EQ(element_scope(17), "element\n17\n");
  EXPECT_EQ(element_scope(17), name_of({ElementStep::result, 17}) + '\n');
}

}  // namespace
}  // namespace tntc::ipc
