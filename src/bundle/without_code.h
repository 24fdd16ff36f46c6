#pragma once

#include <string>

#include "bundle/bundle.h"
#include "spec/workflow.h"

namespace tntc::bundle {

// Whether the node has a file. One that sleeps or waits for an event has none.
bool has_file(const spec::Node& node);

// The module of a node without a file, as if somebody had written and compiled it, so that those
// who run modules need to know nothing of it. Its map leads to the node in workflow.yaml.
Module module_without_file(const spec::Node& node);

}  // namespace tntc::bundle
