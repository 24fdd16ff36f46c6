#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/record.h"
#include "triggers/run_port.h"

namespace tntc::engine::journal {

// What the payloads of records say (docs/journal-format.md). Times are milliseconds of the Unix
// epoch. encode() gives the payload; read<T>() gives nothing when the bytes are not exactly one.

// JSON text, or where it stands when it is too large for a record: the file of its SHA-256.
struct Value {
  std::string text;
  std::string digest;  // lower-case hexadecimal; empty: `text` is the value

  bool operator==(const Value&) const = default;
};

struct Accepted {
  std::int64_t at = 0;
  std::string bundle;  // digest
  triggers::Durability durability = triggers::Durability::disk;
  std::string trigger;
  std::string trigger_name;
  std::string only_node;         // empty: the whole workflow
  std::int64_t timeout_ms = 0;   // 0: none
  std::string key;               // Idempotency-Key; empty: none
  std::uint64_t input_hash = 0;  // of the input the key was used with
  std::uint64_t input_size = 0;
  Value input;

  bool operator==(const Accepted&) const = default;
};

struct Started {
  std::string node;
  std::int32_t attempt = 1;
  std::int64_t at = 0;

  bool operator==(const Started&) const = default;
};

struct NodeEnd {
  enum class How : std::uint8_t { succeeded, failed };

  std::string node;
  std::int32_t attempt = 1;
  How how = How::succeeded;
  bool final = true;  // false: it failed, and is tried again
  std::int64_t started_at = 0;
  std::int64_t ended_at = 0;
  Value value;                // its output, "" for undefined; or why it failed, plain text
  std::int64_t retry_at = 0;  // when it is tried again

  bool operator==(const NodeEnd&) const = default;
};

struct Step {
  std::string node;
  std::string name;
  Value value;  // "" for undefined

  bool operator==(const Step&) const = default;
};

struct Event {
  std::string name;
  std::int64_t at = 0;
  std::string key;  // Idempotency-Key; empty: none
  Value payload;

  bool operator==(const Event&) const = default;
};

struct Parked {
  std::int64_t until = 0;           // the first wait that time ends; 0: none
  std::vector<std::string> events;  // names, of those it waits for

  bool operator==(const Parked&) const = default;
};

// A line that a node has logged; without a node: nothing more of its log is kept, and why.
struct Log {
  std::string node;
  std::int32_t attempt = 0;
  std::uint8_t level = 1;  // as ipc::LogRecord has it
  std::int64_t at = 0;
  std::string text;

  bool operator==(const Log&) const = default;
};

struct RunEnded {
  std::int64_t at = 0;
  triggers::RunEnd end = triggers::RunEnd::failed;
  Value result;

  bool operator==(const RunEnded&) const = default;
};

std::string encode(const Accepted& record);
std::string encode(const Started& record);
std::string encode(const NodeEnd& record);
std::string encode(const Step& record);
std::string encode(const Event& record);
std::string encode(const Parked& record);
std::string encode(const Log& record);
std::string encode(const RunEnded& record);

template <class T>
std::optional<T> read(std::string_view payload);

}  // namespace tntc::engine::journal
