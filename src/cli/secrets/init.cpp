#include <fmt/format.h>

#include "cli/secrets/secrets.h"
#include "io/files.h"
#include "secrets/limits.h"
#include "secrets/uncomment.h"
#include "ui/json_text.h"

namespace tntc::cli::secrets {
namespace {

std::string join(const std::string& directory, const std::string& name) {
  if (directory.empty() || directory == ".") return name;
  return directory + (directory.ends_with('/') ? "" : "/") + name;
}

Result<void> write_secrets(const Options& options, Session& session) {
  const std::string file = join(options.directory, ".secrets.yaml");
  const std::string example = join(options.directory, ".secrets.yaml.example");
  if (!options.force && io::kind_of(absolute(session.world, file))) {
    return fail(ErrorKind::conflict, file + " is there already",
                "`--force` replaces it, and what is in it is gone");
  }
  auto text = io::read_file(absolute(session.world, example), tntc::secrets::kLargestFile);
  if (!text && text.error().kind == ErrorKind::not_found) {
    return fail(ErrorKind::not_found, "there is no " + example,
                "make one that names the services and what to fill in, all of it comments");
  }
  if (!text) return tl::unexpected(std::move(text.error()));
  TNTC_TRY(const std::string made, tntc::secrets::uncomment(*text, example));
  return during("writing " + file,
                io::write_file_atomically(absolute(session.world, file), made, io::Readers::owner));
}

}  // namespace

Report init(const Options& options, Session& session) {
  if (auto written = write_secrets(options, session); !written) {
    return failed(std::move(written.error()));
  }
  const std::string file = join(options.directory, ".secrets.yaml");
  Report report;
  report.text = fmt::format(
      "Made {} from {}.example; only you can read it\n"
      "Fill it in, then see what is missing: tntc secrets check{}\n",
      file, file, options.directory == "." ? "" : " " + options.directory);
  report.data = fmt::format(R"({{"file":{}}})", ui::quoted(file));
  return report;
}

}  // namespace tntc::cli::secrets
