#pragma once

#include <optional>
#include <string>

#include "cli/command.h"

namespace tntc::cli::configure {

enum class Scope { user, project };

struct Options {
  std::optional<std::string> registry, kubernetes_namespace, runtime_class;
  std::string unset;  // keys, with commas between them
  Scope scope = Scope::user;
  bool show = false;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::configure
