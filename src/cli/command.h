#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "cli/flags/syntax.h"
#include "cli/report.h"
#include "cli/session.h"

namespace tntc::cli {

struct Example {
  std::string_view line;
  std::string_view what;
};

// One row of the command table: enough for dispatch, help and shell completion.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view details;  // a paragraph for `tntc help <name>`, wrapped by hand at 90 columns
  std::span<const Example> examples;
  // Shows the syntax to `use`, without the flags every command has; its takers are not for use.
  void (*describe)(const std::function<void(const flags::Syntax&)>& use);
  Report (*execute)(Session& session, std::string_view name, std::span<const std::string> words);
};

// Binds a command from its three parts: the Options, the one function that says which words fill
// them, and the function that acts.
template <class Options, flags::Syntax (*syntax)(Options&), Report (*run)(const Options&, Session&)>
struct Bound {
  static void describe(const std::function<void(const flags::Syntax&)>& use) {
    Options unfilled;
    use(syntax(unfilled));
  }
  static Report execute(Session& session, std::string_view name,
                        std::span<const std::string> words) {
    Options options;
    if (auto parsed = flags::parse(syntax(options), name, words); !parsed) {
      return failed(std::move(parsed.error()));
    }
    return run(options, session);
  }
};

}  // namespace tntc::cli
