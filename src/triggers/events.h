#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "spec/workflow.h"
#include "triggers/run_port.h"

namespace tntc::triggers {

// One request for each queue trigger whose subject takes a message to `subject`, in the order of
// the file: each subscription gets the message. Empty when none does.
std::vector<RunRequest> requests_of_message(std::span<const spec::Trigger> triggers,
                                            std::string_view subject, std::string_view payload);

// The same for a request over HTTP that starts runs by the triggers of the workflow, as a path and
// a body:
//   a webhook's path   runs with the body, which is JSON or empty
//   /events/SUBJECT    stands in for a queue message
// Empty when the path has nothing to do with them; `not_found` with the subjects there are when no
// queue trigger takes the subject; `invalid` when SUBJECT is none or the body of a webhook is not
// JSON.
Result<std::vector<RunRequest>> requests_of_post(std::span<const spec::Trigger> triggers,
                                                 std::string_view path, std::string_view body);

}  // namespace tntc::triggers
