#include "bundle/esbuild.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>

#include "bundle/limits.h"
#include "io/files.h"
#include "io/process.h"

namespace tntc::bundle {
namespace {

namespace json = boost::json;

constexpr Milliseconds kDeadline{120'000};
constexpr std::string_view kTypesFile = "tentacular.mjs";

// What `import { ... } from "tentacular"` gives at run time; types/tentacular.d.ts declares it. An
// error that may be caught is told by its name and by `retryable`, not by its class: each module
// has a copy of this one.
// Without a constructor of its own its stacks would begin with a frame of the VM.
constexpr std::string_view kTypesText = R"(export class NonRetryableError extends Error {
  constructor(message, options) {
    super(message, options);
  }
  static {
    const own = (value) => ({ value, writable: true, configurable: true });
    Object.defineProperties(this.prototype, {
      name: own("NonRetryableError"),
      retryable: own(false),
    });
  }
}
)";

// The user's tsconfig.json, package.json and environment have no say: a bundle depends on the
// workflow directory alone. One thing esbuild has no option for: "type" in a package.json decides
// whether a helper that neither imports nor exports anything counts as CommonJS.
// `supported:import-meta=false` and the overrides make errors of what could not work in a bundle.
constexpr std::array kOptions = {
    "--bundle",
    "--format=esm",
    "--platform=neutral",
    "--target=es2024",
    "--tsconfig-raw={}",
    "--preserve-symlinks",
    "--ignore-annotations",
    "--sourcemap=external",
    "--sources-content=false",
    "--legal-comments=none",
    "--color=false",
    "--log-level=warning",
    "--log-limit=0",
    "--define:import.meta.main=false",
    "--supported:import-meta=false",
    "--log-override:empty-import-meta=error",
    "--log-override:import-is-undefined=error",
    "--log-override:unsupported-dynamic-import=error",
    "--log-override:unsupported-require-call=error",
    "--log-override:indirect-require=error",
};

// Imported as strings.
constexpr std::array kTextExtensions = {".txt",  ".md",       ".html",   ".htm",  ".sql",   ".csv",
                                        ".tsv",  ".css",      ".xml",    ".svg",  ".yaml",  ".yml",
                                        ".toml", ".graphql",  ".gql",    ".tmpl", ".tpl",   ".hbs",
                                        ".njk",  ".mustache", ".liquid", ".ejs",  ".prompt"};

Error unavailable(Error error, const std::string& esbuild) {
  error.kind = ErrorKind::unavailable;
  error.hint = "esbuild belongs to tntc and is looked for at " + esbuild + "; install tntc again";
  return error;
}

// Paths go from the root of the file system to `path` and back up from `root`.
std::string seen_from(const std::string& root, const std::string& path) {
  return std::filesystem::path(path).lexically_relative(root).string();
}

// The scratch directory of one compilation and how its files are named.
class Workspace {
 public:
  static Result<Workspace> make(const std::string& root) {
    TNTC_TRY(io::ScratchDirectory scratch, io::ScratchDirectory::make());
    TNTC_TRY(std::string path, io::real_path(scratch.path()));
    return Workspace(std::move(scratch), root, std::move(path));
  }

  std::string at(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string entry(std::size_t index) const { return at(std::to_string(index) + ".mjs"); }

  // As esbuild names it.
  std::string relative_entry(std::size_t index) const {
    return prefix_ + std::to_string(index) + ".mjs";
  }
  std::string relative_types() const { return prefix_ + std::string(kTypesFile); }

  // Relative paths to our files become kEntryPrefix and kTypesModule; others stay.
  std::string public_name(std::string_view path) const {
    if (!path.starts_with(prefix_)) return std::string(path);
    const std::string_view name = path.substr(prefix_.size());
    if (name.starts_with(kTypesFile))
      return std::string(kTypesModule) + std::string(name.substr(kTypesFile.size()));
    return std::string(kEntryPrefix) + std::string(name);
  }

  // The same inside a sentence.
  void name_in(std::string& text) const {
    for (const std::string& prefix : {prefix_, path_ + "/"}) {
      for (std::size_t at = text.find(prefix); at != text.npos; at = text.find(prefix, at + 1)) {
        const std::string tail = text.substr(at + prefix.size());
        text.replace(at, text.npos, public_name(prefix_ + tail));
      }
    }
  }

 private:
  Workspace(io::ScratchDirectory scratch, const std::string& root, std::string path)
      : scratch_(std::move(scratch)),
        path_(std::move(path)),
        prefix_(seen_from(root, path_) + "/") {}

  io::ScratchDirectory scratch_;
  std::string path_;
  std::string prefix_;
};

// No exports are left in the output: an import of the node file and one assignment. That stands on
// a line of its own, so that its column in the source map does not tell the length of the path.
std::string entry_text(const std::string& node) {
  return "import n from " + json::serialize(json::string(node)) + ";\n__tntc.default = n;";
}

Result<void> write_entries(const Workspace& workspace, const std::string& root,
                           const std::vector<std::string>& nodes) {
  TNTC_CHECK(io::write_file(workspace.at(kTypesFile), kTypesText));
  for (std::size_t i = 0; i < nodes.size(); ++i)
    TNTC_CHECK(io::write_file(workspace.entry(i), entry_text(root + "/" + nodes[i])));
  return {};
}

io::Command make_command(const std::string& esbuild, const std::string& root,
                         const Workspace& workspace, std::size_t nodes) {
  io::Command command;
  command.program = esbuild;
  command.directory = root;
  command.deadline = kDeadline;
  command.max_error = std::size_t{16} << 20;
  command.arguments.assign(kOptions.begin(), kOptions.end());
  for (const char* const extension : kTextExtensions)
    command.arguments.push_back(std::string("--loader:") + extension + "=text");
  command.arguments.push_back("--alias:tentacular=" + workspace.at(kTypesFile));
  command.arguments.push_back("--outdir=" + workspace.at("out"));
  command.arguments.push_back("--outbase=" + workspace.at(""));
  command.arguments.push_back("--metafile=" + workspace.at("meta.json"));
  for (std::size_t i = 0; i < nodes; ++i) command.arguments.push_back(workspace.entry(i));
  return command;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// `sources` are URLs.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low < 0) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Result<std::string> make_sources_relative(std::string_view map, const std::string& root,
                                          const Workspace& workspace) {
  try {
    json::value document = json::parse(map);
    for (json::value& source : document.as_object().at("sources").as_array()) {
      const std::string url(source.as_string());
      const std::string path = io::normal_path(workspace.at("out/" + percent_decoded(url)));
      const std::string name = workspace.public_name(seen_from(root, path));
      source = name.starts_with(kEntryPrefix) ? std::string(kEntryPrefix) : name;
    }
    return json::serialize(document);
  } catch (const std::exception& e) {
    return fail(ErrorKind::internal,
                std::string("esbuild wrote a source map we cannot read: ") + e.what());
  }
}

// esbuild puts the name of each file above its code. Those of ours are random.
std::string without_our_names(std::string code, const Workspace& workspace, std::size_t index) {
  for (const std::string& name : {workspace.relative_entry(index), workspace.relative_types()}) {
    const std::string comment = "// " + name + "\n";
    const std::size_t at = code.rfind(comment);
    if (at != code.npos) code.replace(at, comment.size(), "//\n");
  }
  return code;
}

Result<Output> read_output(const Workspace& workspace, const std::string& root, std::size_t index) {
  const std::string path = workspace.at("out/" + std::to_string(index) + ".js");
  Output output;
  TNTC_TRY(std::string code, io::read_file(path, kLargestBundle));
  output.code = without_our_names(std::move(code), workspace, index);
  TNTC_TRY(const std::string map, io::read_file(path + ".map", kLargestBundle));
  TNTC_TRY(output.source_map, make_sources_relative(map, root, workspace));
  return output;
}

Result<Metafile> read_metafile(const Workspace& workspace) {
  TNTC_TRY(const std::string text, io::read_file(workspace.at("meta.json"), kLargestBundle));
  TNTC_TRY(Metafile metafile, parse_metafile(text));
  for (Input& input : metafile.inputs) {
    input.path = workspace.public_name(input.path);
    for (Import& import : input.imports) import.path = workspace.public_name(import.path);
  }
  return metafile;
}

std::vector<LogMessage> read_log(const Workspace& workspace, std::string_view log) {
  std::vector<LogMessage> messages = parse_log(log);
  for (LogMessage& message : messages) {
    message.file = workspace.public_name(message.file);
    workspace.name_in(message.text);
  }
  return messages;
}

Result<std::string> ask_version(const std::string& esbuild) {
  io::Command command;
  command.program = esbuild;
  command.arguments = {"--version"};
  command.deadline = kDeadline;
  TNTC_TRY(io::Finished finished, io::run(command));
  while (finished.output.ends_with('\n')) finished.output.pop_back();
  const bool is_version = finished.output.find_first_not_of("0123456789.") == std::string::npos;
  if (finished.exit_code != 0 || finished.output.empty() || !is_version)
    return fail(ErrorKind::unavailable, esbuild + " is not esbuild: it does not tell its version");
  return "esbuild " + finished.output;
}

// An exit code that no message explains: it crashed, or is not esbuild.
Result<void> check_ending(const io::Finished& finished, const std::vector<LogMessage>& messages) {
  if (finished.exit_code == 0) return {};
  if (std::ranges::count(messages, Severity::error, &LogMessage::severity) > 0) return {};
  return fail(ErrorKind::unavailable, "esbuild ended with code " +
                                          std::to_string(finished.exit_code) + ": " +
                                          finished.error.substr(0, 500));
}

}  // namespace

std::optional<std::size_t> entry_index(std::string_view path) {
  if (!path.starts_with(kEntryPrefix)) return std::nullopt;
  path.remove_prefix(kEntryPrefix.size());
  std::size_t index = 0;
  const auto [end, code] = std::from_chars(path.data(), path.data() + path.size(), index);
  if (code != std::errc() || std::string_view(end, path.data() + path.size()) != ".mjs")
    return std::nullopt;
  return index;
}

Result<Compilation> run_esbuild(const std::string& esbuild, const std::string& root,
                                const std::vector<std::string>& nodes) {
  Compilation compilation;
  const auto binary = io::real_path(esbuild);
  if (!binary) return tl::unexpected(unavailable(binary.error(), esbuild));
  auto version = ask_version(*binary);
  if (!version) return tl::unexpected(unavailable(version.error(), esbuild));
  compilation.compiler = std::move(*version);
  // Without a file to compile esbuild would read its standard input.
  if (nodes.empty()) return compilation;

  TNTC_TRY(const Workspace workspace, Workspace::make(root));
  TNTC_CHECK(write_entries(workspace, root, nodes));
  auto finished = io::run(make_command(*binary, root, workspace, nodes.size()));
  if (!finished) return tl::unexpected(unavailable(finished.error(), esbuild));
  compilation.messages = read_log(workspace, finished->error);
  TNTC_CHECK(check_ending(*finished, compilation.messages));
  if (finished->exit_code != 0) return compilation;

  TNTC_TRY(compilation.metafile, read_metafile(workspace));
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    TNTC_TRY(Output output, read_output(workspace, root, i));
    compilation.outputs.push_back(std::move(output));
  }
  return compilation;
}

}  // namespace tntc::bundle
