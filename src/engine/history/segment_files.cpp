#include "engine/history/segment_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/journal/writer.h"
#include "io/fd.h"
#include "io/files.h"

namespace tntc::engine::history {
namespace {

using journal::RecordAt;

bool all_zero(std::string_view bytes) {
  if (bytes.empty()) return true;
  return bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

std::size_t next_record(std::string_view bytes, std::size_t from) {
  for (; from + journal::kRecordHeader <= bytes.size(); from += 8) {
    if (journal::record_at(bytes, from).state == RecordAt::State::whole) return from;
  }
  return bytes.size();
}

// A checksum of a header without its own: with it, that of every header is the same.
std::uint32_t header_of(std::string_view record) {
  return journal::crc32c(record.substr(0, journal::kRecordHeader - sizeof(std::uint32_t)));
}

}  // namespace

Result<std::vector<std::uint64_t>> list_segments(const std::string& state) {
  TNTC_TRY(const auto entries, during("looking for recorded runs", io::list_directory(state)));
  std::vector<std::uint64_t> numbers;
  for (const io::DirectoryEntry& entry : entries) {
    const std::uint64_t number = journal::number_of_segment(entry.name);
    if (number != 0) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

Result<std::string> read_segment(const std::string& state, std::uint64_t number, std::size_t from,
                                 std::size_t size) {
  const std::string path = state + "/" + journal::segment_name(number);
  const io::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) return fail_errno("opening " + path, errno);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return fail_errno("looking at " + path, errno);
  const auto whole = static_cast<std::size_t>(status.st_size);
  if (from >= whole) return std::string();
  std::string bytes(std::min(size, whole - from), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto count =
        ::pread(fd.get(), bytes.data() + got, bytes.size() - got, static_cast<off_t>(from + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno("reading " + path, errno);
    if (count == 0) break;  // it was cut meanwhile
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

bool scan(std::string_view bytes, Mark& mark, AtDamage at_damage, const OnRecord& on_record) {
  const std::size_t base = mark.end;
  for (std::size_t at = 0; at < bytes.size();) {
    const RecordAt found = journal::record_at(bytes, at);
    if (found.state == RecordAt::State::whole) {
      mark.last_at = base + at;
      mark.last_header = header_of(bytes.substr(at));
      mark.end = base + at + found.size;
      on_record(found.record, base + at, mark.end);
      at += found.size;
      continue;
    }
    if (all_zero(bytes.substr(at))) return true;
    const std::size_t next = next_record(bytes, at + 8);
    if (next >= bytes.size()) return true;
    if (at_damage == AtDamage::stop) return false;
    at = next;
  }
  return true;
}

bool still_holds(const std::string& state, std::uint64_t number, const Mark& mark) {
  if (mark.last_at == 0) return true;
  const auto bytes = read_segment(state, number, mark.last_at, journal::kRecordHeader);
  return bytes && bytes->size() == journal::kRecordHeader && header_of(*bytes) == mark.last_header;
}

}  // namespace tntc::engine::history
