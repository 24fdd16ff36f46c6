#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"

namespace tntc::ui {

// What every command says under `-o json`: one line, one object with exactly these members.
struct Envelope {
  std::string_view command;
  std::string_view data;  // JSON text; empty means null
  std::span<const std::string> warnings;
  const Error* error = nullptr;      // null: ok
  std::string_view error_kind = {};  // beats the kind of `error`: "failed" is no ErrorKind
};

std::string to_json(const Envelope& envelope);

// A JSON array of {severity, file, line, column, rule, message, hint}.
std::string to_json(const std::vector<Diagnostic>& diagnostics);

}  // namespace tntc::ui
