#include "cli/tools.h"

#include "io/files.h"

namespace tntc::cli {
namespace {

bool is_file(const std::string& path) {
  const auto kind = io::kind_of(path);
  return kind && *kind == io::FileKind::file;
}

}  // namespace

Result<std::string> find_tool(const World& world, std::string_view name,
                              std::string_view variable) {
  if (const auto named = ui::value_of(world.environment, variable); !named.empty()) {
    std::string path = absolute(world, std::string(named));
    if (is_file(path)) return path;
    return fail(ErrorKind::unavailable,
                std::string(variable) + " names " + path + ", which is not a file",
                "correct the variable, or unset it");
  }
  for (const char* place : {"/", "/../libexec/tentacular/"}) {
    std::string path = world.program_directory + place + std::string(name);
    if (is_file(path)) return path;
  }
  return fail(ErrorKind::unavailable,
              std::string(name) + " is missing: it is looked for in " + world.program_directory +
                  " and " + world.program_directory + "/../libexec/tentacular",
              "install tntc again, or name it in " + std::string(variable));
}

Result<std::string> find_esbuild(const World& world) {
  return find_tool(world, "esbuild", "TNTC_ESBUILD");
}

Result<std::string> find_worker(const World& world) {
  return find_tool(world, "tentacular-worker", "TNTC_WORKER");
}

}  // namespace tntc::cli
