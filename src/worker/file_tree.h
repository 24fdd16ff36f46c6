#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "io/fd.h"

namespace tntc::worker {

// Acts on opened files and below opened directories. Failures are errno; 0 is success. No symbolic
// link is followed, and each act has a bound.

enum class EntryKind { file, directory, link, other };

struct TreeEntry {
  std::string name;
  EntryKind kind = EntryKind::other;
};

// In the order of the file system, without `.` and `..`. E2BIG beyond 100,000.
tl::expected<std::vector<TreeEntry>, int> entries_of(io::Fd directory);

// A file, a link or an empty directory.
int remove_one(int directory, const std::string& name);
// With all below it. E2BIG after 100,000 entries, ELOOP below 128 directories; what was removed
// until then is gone.
int remove_tree(int directory, const std::string& name);

// EFBIG when it is longer than `most`.
int read_whole(int fd, std::uint64_t most, std::string& into);
int copy_bytes(int from, int to, std::uint64_t most);

}  // namespace tntc::worker
