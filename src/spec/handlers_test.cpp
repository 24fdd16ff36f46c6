#include "spec/handlers.h"

#include <gmock/gmock.h>

namespace tntc::spec {
namespace {

using testing::ElementsAre;

TEST(Handlers, AreTheNodesThatOthersNameAsTheirOnFailure) {
  Workflow workflow;
  workflow.nodes = {{.name = "a", .on_failure = "tell"},
                    {.name = "tell"},
                    {.name = "b", .on_failure = "tell"},
                    {.name = "c"}};

  EXPECT_THAT(handlers(workflow), ElementsAre(false, true, false, false));
  EXPECT_THAT(handler_of_each(workflow), ElementsAre(1u, std::nullopt, 1u, std::nullopt));
}

TEST(Handlers, AreNoneInAWorkflowWithoutOnFailure) {
  Workflow workflow;
  workflow.nodes = {{.name = "a"}, {.name = "b"}};

  EXPECT_THAT(handlers(workflow), ElementsAre(false, false));
}

}  // namespace
}  // namespace tntc::spec
