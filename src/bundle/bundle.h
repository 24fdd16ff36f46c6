#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "spec/workflow.h"

namespace tntc::bundle {

struct SourceFile {
  std::string path;  // relative to the workflow directory, '/' between parts, no leading "./"
  std::string text;  // the bytes
};

// The compiled form of one node file. Several nodes may name the same file: they share it.
struct Module {
  std::string path;        // as SourceFile::path
  std::string code;        // "(async function(__tntc){"use strict"; ... })", see design: Modules
  std::string source_map;  // version 3 JSON; its `sources` are relative to the workflow directory
};

// A workflow as it runs: the yaml, every source it was made of, and the compiled code. Format:
// docs/bundle-format.md. The digest is over all of it, so one digest names one behaviour.
struct Bundle {
  std::string workflow_yaml;
  std::vector<SourceFile> sources;         // nodes, helpers, imported JSON and text; sorted by path
  std::vector<Module> modules;             // sorted by path
  std::vector<std::uint32_t> node_module;  // by node index of the workflow: index into modules
  std::string compiler;                    // "esbuild 0.28.2"
  std::string digest;                      // "sha256:<64 hex>"
};

struct Compiled {
  std::optional<Bundle> bundle;  // set when no diagnostic is an error
  std::vector<Diagnostic> diagnostics;
};

// Node files that are missing, not a file, not .ts/.js/.mts/.mjs or outside the directory once
// symlinks are resolved.
std::vector<Diagnostic> check_node_files(const spec::Workflow& workflow,
                                         const std::string& directory, const std::string& file);

// Compiles every node of `workflow` with the esbuild binary at `esbuild`. Blocks; milliseconds for
// five files. `unavailable` when esbuild cannot be run; what is wrong with the sources is data.
Result<Compiled> compile(const spec::Workflow& workflow, std::string workflow_yaml,
                         const std::string& directory, const std::string& esbuild);

// workflow.yaml, its diagnostics, node files and compilation in one step, as run, dev, test, deploy
// do it. Diagnostics name files as the user would open them (directory + "/workflow.yaml").
Result<Compiled> compile_directory(const std::string& directory, const std::string& esbuild);

// The single-file form. read_bundle refuses (invalid) bytes that are not a bundle, a newer format
// version, and a digest that does not match.
std::string write_bundle(const Bundle& bundle);
Result<Bundle> read_bundle(std::string_view bytes);

}  // namespace tntc::bundle
