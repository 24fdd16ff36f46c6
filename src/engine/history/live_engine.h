#pragma once

#include <string>

#include "base/result.h"

namespace tntc::engine::history {

// Whether an engine has the journal in `state` at this moment, and where it serves.
struct LiveEngine {
  bool runs = false;
  int process = 0;  // 0: not known
  std::string url;  // "http://127.0.0.1:8080"; empty: it has not said, or serves nothing
};

// Only looks: an engine that starts at this moment is not in the way, nor has one in its way.
LiveEngine find_engine(const std::string& state);

// Tells those that look into `state` where its engine serves: the file `address`, for the owner
// only, removed at the end. Only for the process that has the journal.
class AddressFile {
 public:
  // `host` and `port` as the server listens; an empty or general host is reached at the loopback.
  static Result<AddressFile> write(const std::string& state, const std::string& host,
                                   unsigned short port);

  AddressFile(AddressFile&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  AddressFile& operator=(AddressFile&&) = delete;
  ~AddressFile();

 private:
  explicit AddressFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// The address at which a server that listens at `host` is reached from this machine.
std::string local_url(const std::string& host, unsigned short port);

}  // namespace tntc::engine::history
