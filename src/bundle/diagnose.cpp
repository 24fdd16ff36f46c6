#include "bundle/diagnose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "bundle/esbuild.h"
#include "bundle/refusals.h"
#include "spec/suggest.h"

namespace tntc::bundle {
namespace {

// How we say what esbuild says under this id, or with these words.
struct Wording {
  std::string_view id;
  std::string_view begins;
  std::string_view rule;
  std::string_view message;
  std::string_view hint;
};

constexpr std::array kWordings = {
    Wording{"empty-import-meta", "", "import-meta",
            "`import.meta` has no url, dirname or resolve here: node files run from a bundle",
            "to use a file of the workflow import it: import text from \"./file.txt\""},
    Wording{"unsupported-dynamic-import", "", "dynamic-import",
            "import() needs the name of a file as a string literal",
            "write await import(\"./file.ts\"): all code is in the bundle before it runs"},
    Wording{"unsupported-require-call", "", "require", "there is no require() at run time",
            "use import"},
    Wording{"indirect-require", "", "require", "there is no require() at run time", "use import"},
    Wording{"", "No loader is configured", "unsupported-file",
            "files of this kind cannot be imported",
            "imported can be .ts, .js, .mts, .mjs, .json and text: .txt, .md, .html, .sql, .csv, "
            ".xml, .yaml and the like"},
};

// What `tentacular` exports at run time.
constexpr std::array<std::string_view, 1> kValues = {"NonRetryableError"};

const Wording* find_wording(const LogMessage& message) {
  const auto found = std::ranges::find_if(kWordings, [&](const Wording& wording) {
    return wording.id.empty() ? message.text.starts_with(wording.begins) : message.id == wording.id;
  });
  return found == kWordings.end() ? nullptr : &*found;
}

std::string quoted_after(std::string_view text, std::string_view begin) {
  const std::size_t at = text.find(begin);
  if (at == text.npos) return {};
  text.remove_prefix(at + begin.size());
  return std::string(text.substr(0, text.find('"')));
}

// `Could not resolve "a" (originally "b")`: b is what was written.
std::optional<std::string> unresolved(const LogMessage& message) {
  if (!message.text.starts_with("Could not resolve \"")) return std::nullopt;
  std::string specifier = quoted_after(message.text, "(originally \"");
  if (specifier.empty()) specifier = quoted_after(message.text, "Could not resolve \"");
  return specifier;
}

bool is_about_types_module(const LogMessage& message) {
  return message.text.find(kTypesModule) != std::string::npos &&
         (message.text.starts_with("No matching export") || message.id == "import-is-undefined");
}

Diagnostic refuse_value_import(const LogMessage& message) {
  Diagnostic diagnostic;
  diagnostic.rule = "tentacular-import";
  std::string name = quoted_after(message.text, "for import \"");
  if (name.empty()) name = quoted_after(message.text, "Import \"");
  diagnostic.message = "`tentacular` exports no value `" + name + "`";
  diagnostic.hint = spec::did_you_mean(
      name, kValues,
      "its only value is NonRetryableError; types come by import type { Context } from "
      "\"tentacular\", and what nodes use at run time comes with ctx");
  return diagnostic;
}

// Our messages begin in lower case, unless it is a name.
std::string as_clause(std::string text) {
  if (text.size() > 1 && std::isupper(static_cast<unsigned char>(text[0])) != 0 &&
      std::islower(static_cast<unsigned char>(text[1])) != 0)
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

Diagnostic reword(const LogMessage& message) {
  Diagnostic diagnostic;
  if (is_about_types_module(message)) return refuse_value_import(message);
  if (const auto specifier = unresolved(message)) return refuse_import(*specifier);
  if (const Wording* const wording = find_wording(message)) {
    diagnostic.rule = wording->rule;
    diagnostic.message = wording->message;
    diagnostic.hint = wording->hint;
    return diagnostic;
  }
  diagnostic.rule = message.id.empty() ? "compile" : message.id;
  diagnostic.message = as_clause(message.text);
  return diagnostic;
}

Diagnostic to_diagnostic(const LogMessage& message, const std::vector<std::string>& nodes,
                         UserFiles& files) {
  // The entry files import the default of a node file and do nothing else.
  const auto entry = entry_index(message.file);
  if (entry && *entry < nodes.size() && !unresolved(message))
    return missing_default(files, nodes[*entry]);

  Diagnostic diagnostic = reword(message);
  diagnostic.severity = message.severity;
  if (entry && *entry < nodes.size()) {
    diagnostic.file = files.shown(nodes[*entry]);
  } else if (!message.file.empty()) {
    const std::size_t start = line_start(files.text(message.file), message.line);
    files.place(diagnostic, message.file, start + message.offset);
  }
  return diagnostic;
}

}  // namespace

std::vector<Diagnostic> diagnose(const std::vector<LogMessage>& messages,
                                 const std::vector<std::string>& nodes, UserFiles& files) {
  std::vector<Diagnostic> diagnostics;
  for (const LogMessage& message : messages)
    diagnostics.push_back(to_diagnostic(message, nodes, files));
  return diagnostics;
}

}  // namespace tntc::bundle
