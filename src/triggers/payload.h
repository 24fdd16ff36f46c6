#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::triggers {

// The run input that a queue message stands for, as JSON text:
//   nothing, or white space alone       {}
//   one JSON value                      that value
//   anything else                       {"data": the bytes as text}; where they are not UTF-8 also
//                                       "base64": the same bytes exactly
// `trigger`, the name of the trigger or else its subject, is put into an object as its first member
// "trigger", unless the payload has one of that name: what was sent is never changed. Other values
// have no place for it.
std::string input_of_payload(std::string_view payload, std::string_view trigger);

// The run input that the body of a request is: one JSON value, `invalid` when it is none; {} for
// nothing or white space alone. A byte order mark before it is taken off.
Result<std::string> input_of_body(std::string body);

// {"trigger":"…"}, or {} for a trigger without a name: the input of a cron run.
std::string input_of_cron(std::string_view name);

}  // namespace tntc::triggers
