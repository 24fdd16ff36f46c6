#include "ui/render.h"

#include <algorithm>

#include <fmt/format.h>

namespace tntc::ui {
namespace {

std::string hint_line(const std::string& hint, std::string_view indent, const Terminal& terminal) {
  if (hint.empty()) return {};
  return fmt::format("{}{} {}\n", indent, paint("hint:", Style::cyan, terminal), hint);
}

std::string counted(std::ptrdiff_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::string render(const Error& error, const Terminal& terminal) {
  std::string text = paint("error:", Style::red, terminal) + ' ';
  if (!error.where.empty()) text += paint(error.where, Style::bold, terminal) + ": ";
  return text + error.message + '\n' + hint_line(error.hint, "", terminal);
}

std::string render(std::span<const Diagnostic> diagnostics, const Terminal& terminal) {
  std::string text;
  for (const Diagnostic& d : diagnostics) {
    const bool is_error = d.severity == Severity::error;
    text += paint(where(d), Style::bold, terminal) + ": ";
    text +=
        paint(is_error ? "error:" : "warning:", is_error ? Style::red : Style::yellow, terminal);
    text += ' ' + d.message;
    if (!d.rule.empty()) text += paint(" [" + d.rule + "]", Style::dim, terminal);
    text += '\n';
    if (!d.frame.empty()) text += d.frame + (d.frame.back() == '\n' ? "" : "\n");
    text += hint_line(d.hint, "  ", terminal);
  }
  return text;
}

std::string tally(std::span<const Diagnostic> diagnostics) {
  const auto errors = std::count_if(diagnostics.begin(), diagnostics.end(),
                                    [](const auto& d) { return d.severity == Severity::error; });
  const auto warnings = std::ssize(diagnostics) - errors;
  if (warnings == 0) return counted(errors, "error");
  if (errors == 0) return counted(warnings, "warning");
  return counted(errors, "error") + ", " + counted(warnings, "warning");
}

}  // namespace tntc::ui
