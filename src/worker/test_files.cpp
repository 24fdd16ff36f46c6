#include "worker/test_files.h"

#include <set>

#include "io/files.h"

namespace tntc::worker {

TestFiles::TestFiles(const std::map<std::string, std::string, std::less<>>& files,
                     std::string directory)
    : directory_(std::move(directory)) {
  for (const auto& [path, text] : files) files_[absolute(path)] = text;
}

std::string TestFiles::absolute(std::string_view path) const {
  const bool is_absolute = path.starts_with('/');
  return io::normal_path(is_absolute ? std::string(path) : directory_ + '/' + std::string(path));
}

bool TestFiles::holds_something(const std::string& directory) const {
  const std::string prefix = directory == "/" ? directory : directory + '/';
  const auto next = files_.lower_bound(prefix);
  if (next != files_.end() && next->first.starts_with(prefix)) return true;
  const auto made = made_.lower_bound(prefix);
  return made != made_.end() && made->first.starts_with(prefix);
}

TestFiles::Kind TestFiles::kind_of(std::string_view path) const {
  const std::string place = absolute(path);
  if (files_.contains(place)) return Kind::file;
  const bool is_there = place == absolute("") || made_.contains(place) || holds_something(place);
  return is_there ? Kind::directory : Kind::none;
}

Result<std::string> TestFiles::read(std::string_view path) const {
  const auto found = files_.find(absolute(path));
  if (found != files_.end()) return found->second;
  return fail(ErrorKind::not_found, "the fixture has no file `" + std::string(path) + "`",
              "add it to \"files\"");
}

Result<void> TestFiles::write(std::string_view path, std::string text) {
  if (kind_of(path) == Kind::directory) {
    return fail(ErrorKind::invalid, '`' + std::string(path) + "` is a directory");
  }
  files_[absolute(path)] = std::move(text);
  return {};
}

void TestFiles::make_directory(std::string_view path) {
  made_[absolute(path)] = true;
}

Result<void> TestFiles::remove(std::string_view path) {
  if (kind_of(path) == Kind::none) {
    return fail(ErrorKind::not_found, "there is no `" + std::string(path) + "`");
  }
  const std::string place = absolute(path);
  const auto is_in = [&](const auto& one) {
    return one.first == place || one.first.starts_with(place + '/');
  };
  std::erase_if(files_, is_in);
  std::erase_if(made_, is_in);
  return {};
}

std::vector<std::string> TestFiles::list(std::string_view path) const {
  const std::string place = absolute(path);
  const std::string prefix = place == "/" ? place : place + '/';
  std::set<std::string> names;
  const auto note = [&](const std::string& other) {
    if (!other.starts_with(prefix)) return;
    const std::string rest = other.substr(prefix.size());
    names.insert(rest.substr(0, rest.find('/')));
  };
  for (const auto& [file, text] : files_) note(file);
  for (const auto& [directory, made] : made_) note(directory);
  return {names.begin(), names.end()};
}

}  // namespace tntc::worker
