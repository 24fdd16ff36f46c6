#include "ipc/message.h"

#include "ipc/wire.h"

namespace tntc::ipc {
namespace {

// The first byte of a batch; messages begin with their small index.
constexpr char kBatch = '\xfe';

// The packet's first byte is the index in Message: appending a kind keeps the others.
struct Encode {
  Writer out;

  void operator()(const StartRun& m) {
    out.put(m.run);
    out.put(m.id);
    out.put(m.only_node);
    out.put(m.timeout_ms);
    out.put(m.waited_ms);
    out.put(m.input);
    out.put(m.test);
    out.put(static_cast<std::uint8_t>(m.recorded));
    out.put(static_cast<std::uint8_t>(m.steps_in_memory));
    out.put(m.began_at);
    out.put(static_cast<std::uint32_t>(m.so_far.size()));
    for (const NodeSoFar& node : m.so_far) {
      out.put(node.node);
      out.put(node.state);
      out.put(node.attempt);
      out.put(node.failures);
      out.put(node.retry_at);
      out.put(node.started_at);
      out.put(node.ended_at);
      out.put(std::string_view(node.text));
      out.put(static_cast<std::uint32_t>(node.steps.size()));
      for (const auto& [name, text] : node.steps) {
        out.put(std::string_view(name));
        out.put(std::string_view(text));
      }
    }
    out.put(static_cast<std::uint32_t>(m.events.size()));
    for (const RunEvent& event : m.events) {
      out.put(std::string_view(event.name));
      out.put(std::string_view(event.payload));
    }
  }
  void operator()(const EventCame& m) {
    out.put(m.run);
    out.put(m.index);
    out.put(m.name);
    out.put(m.payload);
  }
  void operator()(const ParkRun& m) { out.put(m.run); }
  void operator()(const RunParked& m) {
    out.put(m.run);
    out.put(m.events);
  }
  void operator()(const CancelRun& m) { out.put(m.run); }
  void operator()(const Quit&) {}
  void operator()(const Ready& m) {
    out.put(m.walls);
    out.put(static_cast<std::uint8_t>(m.walls_complete));
  }
  void operator()(const Refused& m) { out.put(m.why); }
  void operator()(const Heartbeat& m) {
    out.put(m.slots);
    out.put(m.resident_bytes);
  }
  void operator()(const Condemned&) {}
  void operator()(const RunDone& m) {
    out.put(m.run);
    out.put(m.end);
    out.put(m.nodes_run);
    out.put(m.retries);
    out.put(m.result);
    out.put(m.calls);
  }
  void operator()(const Touched& m) { out.put(m.run); }
  void operator()(const Recorded& m) {
    out.put(m.run);
    out.put(m.step);
  }
  void operator()(const Sync& m) {
    out.put(m.run);
    out.put(m.step);
  }
  void operator()(const StepDone& m) {
    out.put(m.run);
    out.put(m.node);
    out.put(m.step);
    out.put(m.name);
    out.put(m.text);
  }
  void operator()(const RunWaits& m) {
    out.put(m.run);
    out.put(static_cast<std::uint8_t>(m.waits));
    out.put(m.until);
    out.put(static_cast<std::uint32_t>(m.events.size()));
    for (const std::string& event : m.events) out.put(std::string_view(event));
  }
  void operator()(const NodeBegun& m) {
    out.put(m.run);
    out.put(m.node);
    out.put(m.attempt);
    out.put(m.at);
  }
  void operator()(const NodeDone& m) {
    out.put(m.run);
    out.put(m.node);
    out.put(m.attempt);
    out.put(static_cast<std::uint8_t>(m.succeeded));
    out.put(static_cast<std::uint8_t>(m.final));
    out.put(m.started_at);
    out.put(m.ended_at);
    out.put(m.text);
    out.put(m.retry_at);
  }
  void operator()(const Logs& m) {
    out.put(static_cast<std::uint32_t>(m.lines.size()));
    for (const LogRecord& line : m.lines) {
      out.put(line.time_ms);
      out.put(line.level);
      out.put(line.run);
      out.put(line.node);
      out.put(line.attempt);
      out.put(std::string_view(line.text));
    }
  }
};

template <class T>
T body(Reader& in);

template <>
StartRun body(Reader& in) {
  StartRun m;
  m.run = in.take<RunNumber>();
  m.id = in.take_text();
  m.only_node = in.take<std::uint32_t>();
  m.timeout_ms = in.take<std::int64_t>();
  m.waited_ms = in.take<std::int64_t>();
  m.input = in.take_text();
  m.test = in.take_text();
  m.recorded = in.take<std::uint8_t>() != 0;
  m.steps_in_memory = in.take<std::uint8_t>() != 0;
  m.began_at = in.take<std::int64_t>();
  const auto count = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    NodeSoFar node;
    node.node = in.take<std::uint32_t>();
    const auto state = in.take<std::uint8_t>();
    node.state = state <= static_cast<std::uint8_t>(NodeSoFar::State::failed)
                     ? static_cast<NodeSoFar::State>(state)
                     : NodeSoFar::State::open;
    node.attempt = in.take<std::uint32_t>();
    node.failures = in.take<std::uint32_t>();
    node.retry_at = in.take<std::int64_t>();
    node.started_at = in.take<std::int64_t>();
    node.ended_at = in.take<std::int64_t>();
    node.text = in.take_text();
    const auto steps = in.take<std::uint32_t>();
    for (std::uint32_t k = 0; k < steps && in.ok(); ++k) {
      std::string name(in.take_text());
      std::string text(in.take_text());
      if (in.ok()) node.steps.emplace_back(std::move(name), std::move(text));
    }
    if (in.ok()) m.so_far.push_back(std::move(node));
  }
  const auto events = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < events && in.ok(); ++i) {
    RunEvent event;
    event.name = in.take_text();
    event.payload = in.take_text();
    if (in.ok()) m.events.push_back(std::move(event));
  }
  return m;
}

template <>
EventCame body(Reader& in) {
  EventCame m;
  m.run = in.take<RunNumber>();
  m.index = in.take<std::uint32_t>();
  m.name = in.take_text();
  m.payload = in.take_text();
  return m;
}

template <>
ParkRun body(Reader& in) {
  return {in.take<RunNumber>()};
}

template <>
RunParked body(Reader& in) {
  RunParked m;
  m.run = in.take<RunNumber>();
  m.events = in.take<std::uint32_t>();
  return m;
}

template <>
Recorded body(Reader& in) {
  Recorded m;
  m.run = in.take<RunNumber>();
  m.step = in.take<std::uint32_t>();
  return m;
}

template <>
Sync body(Reader& in) {
  Sync m;
  m.run = in.take<RunNumber>();
  m.step = in.take<std::uint32_t>();
  return m;
}

template <>
StepDone body(Reader& in) {
  StepDone m;
  m.run = in.take<RunNumber>();
  m.node = in.take<std::uint32_t>();
  m.step = in.take<std::uint32_t>();
  m.name = in.take_text();
  m.text = in.take_text();
  return m;
}

template <>
RunWaits body(Reader& in) {
  RunWaits m;
  m.run = in.take<RunNumber>();
  m.waits = in.take<std::uint8_t>() != 0;
  m.until = in.take<std::int64_t>();
  const auto events = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < events && in.ok(); ++i) {
    std::string name(in.take_text());
    if (in.ok()) m.events.push_back(std::move(name));
  }
  return m;
}

template <>
NodeBegun body(Reader& in) {
  NodeBegun m;
  m.run = in.take<RunNumber>();
  m.node = in.take<std::uint32_t>();
  m.attempt = in.take<std::uint32_t>();
  m.at = in.take<std::int64_t>();
  return m;
}

template <>
NodeDone body(Reader& in) {
  NodeDone m;
  m.run = in.take<RunNumber>();
  m.node = in.take<std::uint32_t>();
  m.attempt = in.take<std::uint32_t>();
  m.succeeded = in.take<std::uint8_t>() != 0;
  m.final = in.take<std::uint8_t>() != 0;
  m.started_at = in.take<std::int64_t>();
  m.ended_at = in.take<std::int64_t>();
  m.text = in.take_text();
  m.retry_at = in.take<std::int64_t>();
  return m;
}

template <>
CancelRun body(Reader& in) {
  return {in.take<RunNumber>()};
}

template <>
Quit body(Reader&) {
  return {};
}

template <>
Ready body(Reader& in) {
  Ready m;
  m.walls = in.take_text();
  m.walls_complete = in.take<std::uint8_t>() != 0;
  return m;
}

template <>
Refused body(Reader& in) {
  return {in.take_text()};
}

template <>
Heartbeat body(Reader& in) {
  Heartbeat m;
  m.slots = in.take<std::uint32_t>();
  m.resident_bytes = in.take<std::uint64_t>();
  return m;
}

template <>
Condemned body(Reader&) {
  return {};
}

template <>
RunDone body(Reader& in) {
  RunDone m;
  m.run = in.take<RunNumber>();
  const auto end = in.take<std::uint8_t>();
  m.end = end <= static_cast<std::uint8_t>(End::cancelled) ? static_cast<End>(end) : End::failed;
  m.nodes_run = in.take<std::uint32_t>();
  m.retries = in.take<std::uint32_t>();
  m.result = in.take_text();
  m.calls = in.take_text();
  return m;
}

template <>
Touched body(Reader& in) {
  return {in.take<RunNumber>()};
}

template <>
Logs body(Reader& in) {
  Logs m;
  const auto count = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    LogRecord line;
    line.time_ms = in.take<std::int64_t>();
    line.level = in.take<std::uint8_t>();
    line.run = in.take<RunNumber>();
    line.node = in.take<std::uint32_t>();
    line.attempt = in.take<std::uint32_t>();
    line.text = in.take_text();
    if (in.ok()) m.lines.push_back(std::move(line));
  }
  return m;
}

template <std::size_t kind = 0>
std::optional<Message> decode_as(std::size_t wanted, Reader& in) {
  if constexpr (kind == std::variant_size_v<Message>) {
    return std::nullopt;
  } else {
    if (wanted != kind) return decode_as<kind + 1>(wanted, in);
    Message message = body<std::variant_alternative_t<kind, Message>>(in);
    if (!in.ok() || !in.at_end()) return std::nullopt;
    return message;
  }
}

}  // namespace

void encode(const Message& message, std::string& out) {
  Writer(out).put(static_cast<std::uint8_t>(message.index()));
  std::visit(Encode{Writer(out)}, message);
}

std::optional<Message> decode(std::string_view packet) {
  Reader in(packet);
  const auto kind = in.take<std::uint8_t>();
  if (!in.ok()) return std::nullopt;
  return decode_as(kind, in);
}

void append_to_batch(const Message& message, std::string& batch) {
  if (batch.empty()) batch.push_back(kBatch);
  const std::size_t at = batch.size();
  Writer(batch).put(std::uint32_t{0});
  encode(message, batch);
  const auto size = static_cast<std::uint32_t>(batch.size() - at - sizeof(std::uint32_t));
  std::memcpy(batch.data() + at, &size, sizeof size);
}

bool is_batch(std::string_view packet) {
  return !packet.empty() && packet.front() == kBatch;
}

std::string_view batch_body(std::string_view packet) {
  return packet.substr(1);
}

std::optional<std::string_view> take_from_batch(std::string_view& rest) {
  Reader in(rest);
  const std::string_view message = in.take_text();
  if (!in.ok()) return std::nullopt;
  rest.remove_prefix(sizeof(std::uint32_t) + message.size());
  return message;
}

}  // namespace tntc::ipc
