#include "bundle/refusals.h"

#include <algorithm>

#include "bundle/import_site.h"
#include "bundle/paths.h"
#include "io/files.h"

namespace tntc::bundle {
namespace {

Diagnostic make(const char* rule, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

bool is_relative(const std::string& specifier) {
  return specifier.starts_with("./") || specifier.starts_with("../") || specifier == "." ||
         specifier == "..";
}

Diagnostic refuse_third_party(const std::string& specifier) {
  return make("third-party-import",
              "cannot import `" + specifier + "`: third-party modules are not supported yet",
              "planned: tntc will fetch them into the workflow directory with a lock file. For now "
              "copy the code you need into a file of the workflow and import that by its relative "
              "path");
}

// One file that went into the compilation: whether a bundle may hold it.
std::optional<Diagnostic> check_input(const std::string& path, const std::string& root) {
  const std::string shown = "`" + path + "`";
  const auto real = io::real_path(root + "/" + path);
  if (!real) return make("missing-import", real.error().message, "");
  if (names_secrets(path) ||
      (io::is_within(*real, root) && names_secrets(std::string_view(*real).substr(root.size()))))
    return make("secrets-import", shown + " holds secrets, which never enter a bundle",
                "read them at run time through ctx.secrets");
  if (!io::is_within(*real, root) || path.starts_with("../"))
    return make("outside-directory", shown + " is not inside the workflow directory",
                "copy it into the workflow directory; a symlink that leads out is refused too");
  if (!is_bundle_path(path)) return make("illegal-path", shown + " is not a legal file name", "");
  return std::nullopt;
}

bool is_package(const Import& import) {
  return !is_relative(import.specifier) && !import.specifier.starts_with('/') &&
         !import.specifier.starts_with("file:");
}

class Inspection {
 public:
  Inspection(const Metafile& metafile, const std::string& root, UserFiles& files)
      : metafile_(metafile), root_(root), files_(files) {}

  std::vector<Diagnostic> run(const std::vector<std::string>& nodes) {
    for (const Input& input : metafile_.inputs) {
      if (!is_ours(input)) inspect(input, nodes);
    }
    return std::move(found_);
  }

 private:
  static bool is_ours(const Input& input) { return input.path.starts_with("tntc-internal:"); }

  bool is_accepted(const Input& input) const {
    return !is_ours(input) && !input.path.starts_with("node_modules/") &&
           !check_input(input.path, root_);
  }

  void inspect(const Input& input, const std::vector<std::string>& nodes) {
    const auto refusal = check_input(input.path, root_);
    if (refusal) return refuse_at_importers(input.path, *refusal);
    inspect_imports(input);
    const bool is_node = std::ranges::binary_search(nodes, input.path);
    if (is_node && !input.is_module) found_.push_back(missing_default(files_, input.path));
  }

  // What a refused file imports itself is not worth a word.
  void inspect_imports(const Input& input) {
    if (!is_accepted(input)) return;
    for (const Import& import : input.imports) {
      const bool is_left = import.is_external && metafile_.externals.contains(import.path);
      const bool is_taken =
          !import.is_external && is_package(import) && !import.path.starts_with("tntc-internal:");
      if (is_left || is_taken) add(input, import, refuse_import(import.specifier));
    }
  }

  void refuse_at_importers(const std::string& path, const Diagnostic& refusal) {
    bool is_placed = false;
    for (const Input& importer : metafile_.inputs) {
      for (const Import& import : importer.imports) {
        if (import.path != path || import.is_external) continue;
        // A package is refused by its name, where it is imported.
        if (is_package(import)) is_placed = true;
        if (is_package(import) || !is_accepted(importer)) continue;
        add(importer, import, refusal);
        is_placed = true;
      }
    }
    if (is_placed || !is_imported_by_accepted_pattern()) return;
    found_.push_back(refusal);
    found_.back().file = files_.shown(path);
  }

  // Files of a pattern, import(`./lib/${name}.ts`), have no importer in the metafile; those that
  // only refused files import are not worth a word either.
  bool is_imported_by_accepted_pattern() const {
    return std::ranges::any_of(metafile_.inputs, [&](const Input& input) {
      return is_accepted(input) && std::ranges::any_of(input.imports, [](const Import& import) {
               return import.is_external && import.path.find('*') != std::string::npos;
             });
    });
  }

  void add(const Input& importer, const Import& import, Diagnostic diagnostic) {
    const auto at = find_import(files_.text(importer.path), import.specifier);
    diagnostic.file = files_.shown(importer.path);
    if (at) files_.place(diagnostic, importer.path, *at);
    found_.push_back(std::move(diagnostic));
  }

  const Metafile& metafile_;
  const std::string& root_;
  UserFiles& files_;
  std::vector<Diagnostic> found_;
};

}  // namespace

Diagnostic refuse_import(const std::string& specifier) {
  if (specifier == "tentacular" || specifier.starts_with("tentacular/"))
    return make("tentacular-import", "there is no module `" + specifier + "` at run time",
                "all there is comes from \"tentacular\" itself: import type { Context }, "
                "import { NonRetryableError }");
  if (specifier.starts_with("file:") || specifier.starts_with('/'))
    return make("outside-directory", "cannot import `" + specifier + "`: it is an absolute path",
                "copy the file into the workflow directory and import it by its relative path");
  if (is_relative(specifier))
    return make("missing-import", "cannot find `" + specifier + "`",
                "the path is relative to the file that imports it and has its extension: "
                "./helper.ts");
  return refuse_third_party(specifier);
}

Diagnostic missing_default(UserFiles& files, const std::string& path) {
  Diagnostic diagnostic =
      make("missing-default-export", "a node file needs a default export that is a function",
           "add: export default async function (ctx, input) { ... }");
  // Where an export stands that may have been meant.
  const std::string& text = files.text(path);
  const std::size_t named = text.find("export ");
  files.place(diagnostic, path, named == text.npos ? 0 : named);
  return diagnostic;
}

std::vector<Diagnostic> refuse_inputs(const Metafile& metafile,
                                      const std::vector<std::string>& nodes,
                                      const std::string& root, UserFiles& files) {
  return Inspection(metafile, root, files).run(nodes);
}

}  // namespace tntc::bundle
