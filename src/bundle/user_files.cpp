#include "bundle/user_files.h"

#include "bundle/limits.h"
#include "io/files.h"
#include "spec/source_text.h"

namespace tntc::bundle {

const std::string& UserFiles::text(const std::string& path) {
  const auto [entry, is_new] = texts_.try_emplace(path);
  if (is_new) entry->second = io::read_file(root_ + "/" + path, kLargestBundle).value_or("");
  return entry->second;
}

void UserFiles::place(Diagnostic& diagnostic, const std::string& path, std::size_t offset) {
  diagnostic.file = shown(path);
  spec::SourceText source(text(path));
  const spec::Position at = source.position(offset);
  diagnostic.line = at.line;
  diagnostic.column = at.column;
  diagnostic.frame = source.frame(at);
}

std::size_t line_start(std::string_view text, int line) {
  std::size_t start = 0;
  for (int current = 1; current < line; ++current) {
    const std::size_t end = text.find('\n', start);
    if (end == text.npos) return text.size();
    start = end + 1;
  }
  return start;
}

}  // namespace tntc::bundle
