#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/fault.h"

namespace tntc::runtime {

// What `Deno` does with files. Numbers are those of the prelude (web/src/deno/files.ts).
enum class FileAct : std::uint8_t {
  read = 0,
  write,
  status,
  link_status,
  make_directory,
  list,
  remove,
  rename,
  copy,
  make_temp_file,
  make_temp_directory,
  real_path,
  truncate,
};

// Bits of FileCall::flags.
inline constexpr std::uint32_t kAppend = 1;     // write
inline constexpr std::uint32_t kCreate = 2;     // write: when it is not there
inline constexpr std::uint32_t kCreateNew = 4;  // write: only when it is not there
inline constexpr std::uint32_t kRecursive = 8;  // make_directory, remove

struct FileCall {
  FileAct act = FileAct::read;
  std::string path;        // relative to the workflow directory, or absolute; temp: the directory
  std::string second;      // rename, copy: where to; temp: prefix "/" suffix
  std::string_view bytes;  // write; valid during the call
  std::uint32_t flags = 0;
  std::optional<std::uint32_t> mode;  // of what is made
  std::uint64_t size = 0;             // truncate
};

// The files of one node. Every call is done when it returns; it may take as long as the disk does,
// for at most some tens of megabytes.
class FilePort {
 public:
  virtual ~FilePort() = default;
  // Read: the bytes. Else a path; JSON of one status or of a list of entries; or nothing.
  virtual Answer<std::string> act(const FileCall& call) = 0;
};

}  // namespace tntc::runtime
