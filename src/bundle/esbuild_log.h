#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace tntc::bundle {

struct LogMessage {
  Severity severity = Severity::error;
  std::string text;
  std::string id;          // of the kind of message, empty for most errors
  std::string file;        // empty when no place is known
  int line = 0;            // 1-based
  std::size_t offset = 0;  // within the line, in bytes
};

// What esbuild wrote to its standard error without colours. Pure; text that is no message is
// skipped.
std::vector<LogMessage> parse_log(std::string_view log);

}  // namespace tntc::bundle
