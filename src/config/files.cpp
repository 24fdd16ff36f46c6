#include "config/files.h"

#include <iterator>

#include "io/files.h"

namespace tntc::config {
namespace {

constexpr std::string_view kFile = "/.tentacular/config.yaml";
constexpr std::size_t kLongestFile = 64u << 10;  // three keys and many comments

Result<bool> exists(const std::string& path) {
  const auto kind = io::kind_of(path);
  if (kind) return true;
  if (kind.error().kind == ErrorKind::not_found) return false;
  return tl::unexpected(kind.error());
}

std::string file_in(const std::string& directory) {
  return (directory == "/" ? "" : directory) + std::string(kFile);
}

std::string parent_of(const std::string& directory) {
  const std::size_t slash = directory.rfind('/');
  return slash == 0 ? "/" : directory.substr(0, slash);
}

Result<std::optional<ConfigFile>> read(const std::string& path, Loaded& loaded) {
  if (path.empty()) return std::optional<ConfigFile>();
  TNTC_TRY(const bool is_there, during("reading the configuration", exists(path)));
  if (!is_there) return std::optional<ConfigFile>();
  TNTC_TRY(const std::string text, read_config(path));
  ParsedConfig parsed = parse_config(text, path);
  loaded.diagnostics.insert(loaded.diagnostics.end(),
                            std::make_move_iterator(parsed.diagnostics.begin()),
                            std::make_move_iterator(parsed.diagnostics.end()));
  return std::optional(std::move(parsed.file));
}

}  // namespace

Result<Places> find_places(const std::string& home, const std::string& start) {
  Places places;
  std::string real_home;
  if (!home.empty()) {
    real_home = io::real_path(home).value_or(home);
    places.user = file_in(real_home);
  }
  TNTC_TRY(const std::string first, io::real_path(start));
  places.project = file_in(first);
  for (std::string directory = first; directory != real_home; directory = parent_of(directory)) {
    TNTC_TRY(const bool is_there, exists(file_in(directory)));
    TNTC_TRY(const bool is_repository, exists(directory + "/.git"));
    if (is_there || is_repository) {
      places.project = file_in(directory);
      break;
    }
    if (directory == "/") break;
  }
  return places;
}

Result<Loaded> load(const std::string& home, const std::string& start) {
  Loaded loaded;
  TNTC_TRY(loaded.places, during("looking for the configuration", find_places(home, start)));
  TNTC_TRY(loaded.user, read(loaded.places.user, loaded));
  if (loaded.places.project != loaded.places.user) {
    TNTC_TRY(loaded.project, read(loaded.places.project, loaded));
  }
  return loaded;
}

Result<void> write_config(const std::string& path, const std::string& text, io::Readers readers) {
  TNTC_CHECK(io::make_directories(parent_of(path)));
  std::string target = path;
  if (auto real = io::real_path(path)) target = std::move(*real);
  return io::write_file_atomically(target, text, readers);
}

Result<std::string> read_config(const std::string& path) {
  auto text = during("reading the configuration", io::read_file(path, kLongestFile));
  if (!text && text.error().kind == ErrorKind::not_found) return std::string();
  return text;
}

}  // namespace tntc::config
