#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tntc::engine::journal {

// The one directory in which a journal keeps its files. Errors are `no_space` when the disk is
// full, and the same call may succeed later; after any other the file is not to be trusted.
class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::vector<std::string>> list() = 0;  // names of files, sorted
  virtual Result<std::string> read(const std::string& name) = 0;
  // A file of `size` zeros, for which the disk has the room. There after a power cut.
  virtual Result<void> reserve(const std::string& name, std::size_t size) = 0;
  // Gives a reserved file its name; write_at and sync mean this one from now on.
  virtual Result<void> open(const std::string& reserved, const std::string& name) = 0;
  virtual Result<void> write_at(std::size_t offset, std::string_view bytes) = 0;
  virtual Result<void> sync() = 0;
  virtual Result<void> cut(const std::string& name, std::size_t size) = 0;
  // A small file, whole or not at all, there after a power cut.
  virtual Result<void> put(const std::string& name, std::string_view bytes) = 0;
  virtual Result<void> remove(const std::string& name) = 0;
};

// The directory `path`, made when it is missing, readable by nobody else. `conflict` when another
// process has it.
Result<std::unique_ptr<Store>> open_disk_store(const std::string& path);

}  // namespace tntc::engine::journal
