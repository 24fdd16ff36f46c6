#include "cli/test/fixture_files.h"

#include "io/files.h"

namespace tntc::cli::test {

FixtureFile owned(std::string name, const std::vector<std::string>& nodes) {
  FixtureFile file{.name = std::move(name)};
  const std::string_view stem = std::string_view(file.name).substr(0, file.name.rfind(".json"));
  for (const std::string& node : nodes) {
    if (stem.starts_with(node) && node.size() > file.owner.size()) file.owner = node;
  }
  file.is_orphan = file.owner.empty() && !stem.starts_with("pipeline");
  return file;
}

Result<std::vector<FixtureFile>> find_fixtures(const std::string& directory,
                                               const std::vector<std::string>& nodes) {
  std::vector<FixtureFile> files;
  const std::string path = directory + '/' + std::string(kFixtures);
  auto entries = io::list_directory(path);
  if (!entries && entries.error().kind == ErrorKind::not_found) return files;
  if (!entries) return tl::unexpected(entries.error());
  for (io::DirectoryEntry& entry : *entries) {
    if (entry.kind != io::FileKind::file || !entry.name.ends_with(".json")) continue;
    files.push_back(owned(std::move(entry.name), nodes));
  }
  return files;
}

}  // namespace tntc::cli::test
