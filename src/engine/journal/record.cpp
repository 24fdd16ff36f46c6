#include "engine/journal/record.h"

#include <isa-l/crc.h>

#include <bit>
#include <cstring>

namespace tntc::engine::journal {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::string_view kMagic = "TNTCJRNL";
constexpr std::uint32_t kMarker = 0x4a525453;  // "STRJ"

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <class T>
T get(std::string_view bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::size_t padded(std::size_t size) {
  return (size + 7) / 8 * 8;
}

RunKey key_at(std::string_view bytes, std::size_t offset) {
  RunKey key;
  std::memcpy(key.data(), bytes.data() + offset, key.size());
  return key;
}

void put_key(std::string& out, const RunKey& key) {
  out.append(reinterpret_cast<const char*>(key.data()), key.size());
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  // The library neither reads signs nor writes: its parameter lacks a const.
  auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  return ~crc32_iscsi(data, static_cast<int>(bytes.size()), 0xffffffffu);
}

void append_segment_header(std::string& out, std::uint64_t number) {
  const std::size_t begin = out.size();
  out += kMagic;
  put(out, kVersion);
  put(out, std::uint32_t{0});
  put(out, number);
  put(out, std::uint32_t{0});
  put(out, crc32c(std::string_view(out).substr(begin)));
}

std::optional<std::uint32_t> segment_version(std::string_view bytes) {
  if (bytes.size() < kSegmentHeader || !bytes.starts_with(kMagic)) return std::nullopt;
  const bool good = get<std::uint32_t>(bytes, 28) == crc32c(bytes.substr(0, 28));
  if (!good) return std::nullopt;
  return get<std::uint32_t>(bytes, 8);
}

std::optional<std::uint64_t> segment_number(std::string_view bytes) {
  if (segment_version(bytes) != kVersion) return std::nullopt;
  return get<std::uint64_t>(bytes, 16);
}

std::size_t record_size(std::size_t payload) {
  return kRecordHeader + padded(payload) + kRecordFooter;
}

void append_record(std::string& out, const Record& record) {
  const auto size = static_cast<std::uint32_t>(record.payload.size());
  const std::size_t begin = out.size();
  put(out, kMarker);
  put(out, size);
  put_key(out, record.run);
  put(out, record.sequence);
  put(out, static_cast<std::uint32_t>(record.kind));
  put(out, crc32c(record.payload));
  put(out, crc32c(std::string_view(out).substr(begin)));
  out += record.payload;
  out.append(padded(record.payload.size()) - record.payload.size(), '\0');
  const std::size_t footer = out.size();
  put_key(out, record.run);
  put(out, size);
  put(out, crc32c(std::string_view(out).substr(footer)));
}

std::optional<RunKey> run_before(std::string_view segment, std::size_t offset) {
  if (offset < kSegmentHeader + kRecordFooter || offset > segment.size()) return std::nullopt;
  const std::string_view footer = segment.substr(offset - kRecordFooter, kRecordFooter);
  if (get<std::uint32_t>(footer, 20) != crc32c(footer.substr(0, 20))) return std::nullopt;
  return key_at(footer, 0);
}

RecordAt record_at(std::string_view segment, std::size_t offset) {
  RecordAt found;
  if (offset + kRecordHeader + kRecordFooter > segment.size()) return found;
  const std::string_view header = segment.substr(offset, kRecordHeader);
  if (get<std::uint32_t>(header, 0) != kMarker) return found;
  if (get<std::uint32_t>(header, 36) != crc32c(header.substr(0, 36))) return found;
  const auto payload = get<std::uint32_t>(header, 4);
  const std::size_t size = record_size(payload);
  if (payload > kLargestPayload || size > segment.size() - offset) return found;

  found.size = size;
  found.record.run = key_at(header, 8);
  found.record.sequence = get<std::uint32_t>(header, 24);
  found.record.kind = static_cast<RecordKind>(get<std::uint32_t>(header, 28));
  const std::string_view bytes = segment.substr(offset + kRecordHeader, payload);
  if (get<std::uint32_t>(header, 32) != crc32c(bytes)) {
    found.state = RecordAt::State::damaged;
    return found;
  }
  found.state = RecordAt::State::whole;
  found.record.payload = bytes;
  const std::string_view padding =
      segment.substr(offset + kRecordHeader + payload, padded(payload) - payload);
  found.whole_but_footer = padding.find_first_not_of('\0') != padding.npos ||
                           run_before(segment, offset + size) != found.record.run;
  return found;
}

}  // namespace tntc::engine::journal
