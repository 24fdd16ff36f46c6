#include "engine/journal/writer.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tntc::engine::journal {
namespace {

constexpr const char* kReserve = "reserve";
constexpr std::string_view kSegmentPrefix = "journal-";
constexpr std::string_view kSegmentSuffix = ".log";
constexpr std::size_t kDigits = 12;
constexpr const char* kValuePrefix = "value-";
constexpr const char* kBundlePrefix = "bundle-";

}  // namespace

std::string segment_name(std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
  return std::string(kSegmentPrefix) + digits + std::string(kSegmentSuffix);
}

std::uint64_t number_of_segment(const std::string& name) {
  std::string_view rest = name;
  if (!rest.starts_with(kSegmentPrefix) || !rest.ends_with(kSegmentSuffix)) return 0;
  rest.remove_prefix(kSegmentPrefix.size());
  rest.remove_suffix(kSegmentSuffix.size());
  std::uint64_t number = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  return read.ec == std::errc() && read.ptr == rest.data() + rest.size() ? number : 0;
}

std::string value_name(const std::string& digest) {
  return kValuePrefix + digest;
}

std::string bundle_name(const std::string& digest) {
  const auto colon = digest.find(':');
  return kBundlePrefix + digest.substr(colon == digest.npos ? 0 : colon + 1) + ".json";
}

bool is_side_file(const std::string& name) {
  return name.starts_with(kValuePrefix) || name.starts_with(kBundlePrefix);
}

Result<void> Writer::reserve() {
  if (reserved_) return {};
  TNTC_CHECK(store_.reserve(kReserve, segment_bytes_));
  reserved_ = true;
  return {};
}

// Also one that has failed for want of room is for ever: what was written before it may be lost,
// and a later sync would not say so.
Result<void> Writer::sync() {
  if (const auto synced = store_.sync(); !synced) {
    return fail(ErrorKind::internal, synced.error().message);
  }
  dirty_ = doubts_ = false;
  return {};
}

Result<void> Writer::next_segment() {
  // Unless it was begun, and there was no room for its header.
  if (segment_ == 0 || offset_ != 0) {
    TNTC_CHECK(reserve());
    TNTC_CHECK(wipe());
    // So that only the last segment can be less than whole.
    if (segment_ != 0) TNTC_CHECK(sync());
    TNTC_CHECK(store_.open(kReserve, segment_name(next_segment_)));
    reserved_ = false;
    segment_ = next_segment_++;
    offset_ = 0;
  }
  std::string header;
  append_segment_header(header, segment_);
  TNTC_CHECK(store_.write_at(0, header));
  offset_ = header.size();
  return {};
}

// What a write that failed has left may not be taken for records that were kept.
Result<void> Writer::wipe() {
  if (touched_ <= offset_) return {};
  TNTC_CHECK(store_.write_at(offset_, std::string(touched_ - offset_, '\0')));
  touched_ = 0;
  return {};
}

// As many entries as the segment has room for, at least one.
Result<void> Writer::write_some(const std::vector<Entry>& batch, std::size_t& from) {
  std::string bytes;
  append_record(bytes,
                {{}, dirty_ || doubts_ ? kBehindUnsynced : kBehindSynced, RecordKind::batch, {}});
  bool wanted = false;
  std::size_t end = from;
  for (; end < batch.size(); ++end) {
    const Entry& entry = batch[end];
    const bool fits = offset_ + bytes.size() + entry.records.size() <= segment_bytes_;
    if (!fits && end > from) break;
    for (const SideFile& file : entry.files) TNTC_CHECK(store_.put(file.name, file.bytes));
    bytes += entry.records;
    wanted = wanted || entry.sync;
  }
  TNTC_CHECK(wipe());
  if (const auto written = store_.write_at(offset_, bytes); !written) {
    touched_ = offset_ + bytes.size();
    (void)wipe();  // at the latest before the next write
    return written;
  }
  dirty_ = true;
  if (wanted) TNTC_CHECK(sync());
  offset_ += bytes.size();
  from = end;
  return {};
}

Result<void> Writer::write(const std::vector<Entry>& batch, std::size_t& from) {
  while (from < batch.size()) {
    const std::size_t needed = record_size(0) + batch[from].records.size();
    if (offset_ == 0 || offset_ + needed > segment_bytes_) TNTC_CHECK(next_segment());
    TNTC_CHECK(write_some(batch, from));
  }
  return {};
}

Result<void> Writer::compact(std::uint64_t segment,
                             const std::unordered_set<RunKey, RunKeyHash>& kept) {
  TNTC_TRY(const std::string bytes, store_.read(segment_name(segment)));
  std::vector<Entry> copies;
  for (std::size_t at = kSegmentHeader; at < bytes.size();) {
    const RecordAt found = record_at(bytes, at);
    if (found.state == RecordAt::State::none) {
      at += 8;
      continue;
    }
    if (found.state == RecordAt::State::whole && kept.contains(found.record.run)) {
      copies.emplace_back();
      append_record(copies.back().records, found.record);
    }
    at += found.size;
  }
  std::size_t done = 0;
  if (!copies.empty()) TNTC_CHECK(write(copies, done));
  return store_.remove(segment_name(segment));
}

}  // namespace tntc::engine::journal
