#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "spec/workflow.h"

// A handler is a node that another one names as its `onFailure`. It has no edges and never starts
// by itself: only when a run has failed because of a node that names it.
namespace tntc::spec {

// By node index: whether the node is a handler.
std::vector<bool> handlers(const Workflow& workflow);

// By node index: the node that runs when this one has failed.
std::vector<std::optional<std::uint32_t>> handler_of_each(const Workflow& workflow);

}  // namespace tntc::spec
