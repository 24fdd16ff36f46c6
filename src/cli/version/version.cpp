#include "cli/version/version.h"

#include <fmt/format.h>

#include "ui/json_text.h"

#ifndef TNTC_VERSION
#error "the build passes TNTC_VERSION, the version of the CMake project"
#endif

namespace tntc::cli::version {
namespace {

constexpr Example kExamples[] = {
    {"tntc version", "print the version"},
    {"tntc version -o json", "for scripts"},
};

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "version",
          .summary = "Print the version of tntc",
          .details = "",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options&) {
  return {};
}

Report run(const Options&, Session&) {
  Report report;
  report.text = "tntc " TNTC_VERSION "\n";
  report.data = fmt::format(R"({{"version":{}}})", ui::quoted(TNTC_VERSION));
  return report;
}

}  // namespace tntc::cli::version
