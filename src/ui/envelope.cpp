#include "ui/envelope.h"

#include <fmt/format.h>

#include "ui/json_text.h"

namespace tntc::ui {
namespace {

std::string array_of(std::span<const std::string> texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    json += quoted(text);
  }
  return json + ']';
}

std::string error_json(const Envelope& envelope) {
  if (envelope.error == nullptr) return "null";
  const Error& error = *envelope.error;
  const std::string_view kind =
      envelope.error_kind.empty() ? to_string(error.kind) : envelope.error_kind;
  return fmt::format(R"({{"kind":{},"message":{},"where":{},"hint":{}}})", quoted(kind),
                     quoted(error.message), quoted(error.where), quoted(error.hint));
}

}  // namespace

std::string to_json(const Envelope& envelope) {
  return fmt::format(R"({{"command":{},"ok":{},"data":{},"warnings":{},"error":{}}})",
                     quoted(envelope.command), envelope.error == nullptr,
                     envelope.data.empty() ? "null" : envelope.data, array_of(envelope.warnings),
                     error_json(envelope));
}

std::string to_json(const std::vector<Diagnostic>& diagnostics) {
  std::string json = "[";
  for (const Diagnostic& d : diagnostics) {
    if (json.size() > 1) json += ',';
    json += fmt::format(
        R"({{"severity":"{}","file":{},"line":{},"column":{},"rule":{},"message":{},"hint":{}}})",
        d.severity == Severity::error ? "error" : "warning", quoted(d.file), d.line, d.column,
        quoted(d.rule), quoted(d.message), quoted(d.hint));
  }
  return json + ']';
}

}  // namespace tntc::ui
