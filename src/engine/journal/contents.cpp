#include "engine/journal/contents.h"

#include "ipc/wire.h"

namespace tntc::engine::journal {
namespace {

void put(ipc::Writer& out, const Value& value) {
  out.put(std::string_view(value.digest));
  out.put(std::string_view(value.text));
}

Value take_value(ipc::Reader& in) {
  Value value;
  value.digest = in.take_text();
  value.text = in.take_text();
  return value;
}

// An enumerator, unless the byte is none.
template <class Enum>
std::optional<Enum> take_enum(ipc::Reader& in, Enum last) {
  const auto byte = in.take<std::uint8_t>();
  if (byte > static_cast<std::uint8_t>(last)) return std::nullopt;
  return static_cast<Enum>(byte);
}

template <class Enum>
void put_enum(ipc::Writer& out, Enum value) {
  out.put(static_cast<std::uint8_t>(value));
}

template <class T>
std::optional<T> whole(const ipc::Reader& in, T record) {
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return record;
}

}  // namespace

std::string encode(const Accepted& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(record.at);
  out.put(std::string_view(record.bundle));
  put_enum(out, record.durability);
  out.put(std::string_view(record.trigger));
  out.put(std::string_view(record.trigger_name));
  out.put(std::string_view(record.only_node));
  out.put(record.timeout_ms);
  out.put(std::string_view(record.key));
  out.put(record.input_hash);
  out.put(record.input_size);
  put(out, record.input);
  return bytes;
}

template <>
std::optional<Accepted> read(std::string_view payload) {
  ipc::Reader in(payload);
  Accepted record;
  record.at = in.take<std::int64_t>();
  record.bundle = in.take_text();
  const auto durability = take_enum(in, triggers::Durability::disk);
  if (!durability) return std::nullopt;
  record.durability = *durability;
  record.trigger = in.take_text();
  record.trigger_name = in.take_text();
  record.only_node = in.take_text();
  record.timeout_ms = in.take<std::int64_t>();
  record.key = in.take_text();
  record.input_hash = in.take<std::uint64_t>();
  record.input_size = in.take<std::uint64_t>();
  record.input = take_value(in);
  return whole(in, std::move(record));
}

std::string encode(const Started& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(std::string_view(record.node));
  out.put(record.attempt);
  out.put(record.at);
  return bytes;
}

template <>
std::optional<Started> read(std::string_view payload) {
  ipc::Reader in(payload);
  Started record;
  record.node = in.take_text();
  record.attempt = in.take<std::int32_t>();
  record.at = in.take<std::int64_t>();
  return whole(in, std::move(record));
}

std::string encode(const NodeEnd& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(std::string_view(record.node));
  out.put(record.attempt);
  put_enum(out, record.how);
  out.put(static_cast<std::uint8_t>(record.final));
  out.put(record.started_at);
  out.put(record.ended_at);
  put(out, record.value);
  out.put(record.retry_at);
  return bytes;
}

template <>
std::optional<NodeEnd> read(std::string_view payload) {
  ipc::Reader in(payload);
  NodeEnd record;
  record.node = in.take_text();
  record.attempt = in.take<std::int32_t>();
  const auto how = take_enum(in, NodeEnd::How::failed);
  if (!how) return std::nullopt;
  record.how = *how;
  record.final = in.take<std::uint8_t>() != 0;
  record.started_at = in.take<std::int64_t>();
  record.ended_at = in.take<std::int64_t>();
  record.value = take_value(in);
  // The first engines of this version did not write it.
  if (in.ok() && !in.at_end()) record.retry_at = in.take<std::int64_t>();
  return whole(in, std::move(record));
}

std::string encode(const Step& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(std::string_view(record.node));
  out.put(std::string_view(record.name));
  put(out, record.value);
  return bytes;
}

template <>
std::optional<Step> read(std::string_view payload) {
  ipc::Reader in(payload);
  Step record;
  record.node = in.take_text();
  record.name = in.take_text();
  record.value = take_value(in);
  return whole(in, std::move(record));
}

std::string encode(const Event& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(std::string_view(record.name));
  out.put(record.at);
  out.put(std::string_view(record.key));
  put(out, record.payload);
  return bytes;
}

template <>
std::optional<Event> read(std::string_view payload) {
  ipc::Reader in(payload);
  Event record;
  record.name = in.take_text();
  record.at = in.take<std::int64_t>();
  record.key = in.take_text();
  record.payload = take_value(in);
  return whole(in, std::move(record));
}

std::string encode(const Parked& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(record.until);
  out.put(static_cast<std::uint32_t>(record.events.size()));
  for (const std::string& event : record.events) out.put(std::string_view(event));
  return bytes;
}

template <>
std::optional<Parked> read(std::string_view payload) {
  ipc::Reader in(payload);
  Parked record;
  record.until = in.take<std::int64_t>();
  const auto count = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) record.events.emplace_back(in.take_text());
  return whole(in, std::move(record));
}

std::string encode(const Log& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(std::string_view(record.node));
  out.put(record.attempt);
  out.put(record.level);
  out.put(record.at);
  out.put(std::string_view(record.text));
  return bytes;
}

template <>
std::optional<Log> read(std::string_view payload) {
  ipc::Reader in(payload);
  Log record;
  record.node = in.take_text();
  record.attempt = in.take<std::int32_t>();
  record.level = in.take<std::uint8_t>();
  record.at = in.take<std::int64_t>();
  record.text = in.take_text();
  return whole(in, std::move(record));
}

std::string encode(const RunEnded& record) {
  std::string bytes;
  ipc::Writer out(bytes);
  out.put(record.at);
  put_enum(out, record.end);
  put(out, record.result);
  return bytes;
}

template <>
std::optional<RunEnded> read(std::string_view payload) {
  ipc::Reader in(payload);
  RunEnded record;
  record.at = in.take<std::int64_t>();
  const auto end = take_enum(in, triggers::RunEnd::interrupted);
  if (!end) return std::nullopt;
  record.end = *end;
  record.result = take_value(in);
  return whole(in, std::move(record));
}

}  // namespace tntc::engine::journal
