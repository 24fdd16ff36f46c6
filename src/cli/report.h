#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

namespace tntc::cli {

// Whether a failure is one of the command (its kind says which) or of the work it carried out.
enum class Fault { command, work };

// What a command came to; cli/program prints it once, as text or as the JSON envelope.
struct Report {
  std::string text;                     // for standard output, in text mode
  std::string data;                     // JSON text for the envelope; empty: null
  std::vector<Diagnostic> diagnostics;  // for standard error, in text mode
  std::vector<std::string> warnings;
  std::optional<Error> error;
  Fault fault = Fault::command;
};

inline Report failed(Error error) {
  Report report;
  report.error = std::move(error);
  return report;
}

}  // namespace tntc::cli
