#pragma once

#include <string_view>

#include "runtime/host.h"
#include "spec/workflow.h"

namespace tntc::worker {

// Would another attempt fail the same way? The error's own word counts before the node's `noRetry`,
// that before `retryOn`, and what is usual for failures of its kind comes last.
bool is_permanent(const spec::RetryPolicy& policy, runtime::Retry retry, std::string_view name,
                  int status);

}  // namespace tntc::worker
