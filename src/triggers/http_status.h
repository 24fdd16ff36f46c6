#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "triggers/run_port.h"

namespace tntc::triggers {

// What is wrong with a request before anybody looks at what it asks for.
enum class RequestFault {
  malformed,
  head_too_large,
  body_too_large,
  too_slow,
  unknown_coding,       // a Transfer-Encoding other than chunked
  unknown_expectation,  // an Expect other than 100-continue
  unknown_version,
};

// The one place where a kind of failure becomes an HTTP status.
int status_of(ErrorKind kind);
int status_of(RunEnd end);
int status_of(RequestFault fault);

Error error_of(RequestFault fault);

// Seconds after which the same request may succeed; nothing when waiting does not help.
std::optional<int> retry_after(int status);

// "200 OK"
std::string_view status_line(int status);

}  // namespace tntc::triggers
