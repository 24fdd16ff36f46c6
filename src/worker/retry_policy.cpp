#include "worker/retry_policy.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tntc::worker {

using runtime::Retry;

bool is_permanent(const spec::RetryPolicy& policy, Retry retry, std::string_view name, int status) {
  const auto names_it = [&](const std::vector<std::string>& failures) {
    return std::ranges::any_of(failures, [&](const std::string& failure) {
      return failure == name || (status != 0 && failure == std::to_string(status));
    });
  };
  if (retry == Retry::no) return true;
  if (retry == Retry::yes) return false;
  if (names_it(policy.never)) return true;
  if (policy.on) return !names_it(*policy.on);
  return retry == Retry::unusual;
}

}  // namespace tntc::worker
