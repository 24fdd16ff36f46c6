#include "worker/node_sockets.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <new>
#include <utility>

namespace tntc::worker {
namespace {

namespace json = boost::json;
using runtime::fault;
using runtime::Fault;
using runtime::SocketAct;
using runtime::SocketCall;
using runtime::SocketEvent;
using runtime::SocketNumber;

// Each is a descriptor and some buffers; a pool of database connections has ten.
constexpr std::size_t kMostSockets = 100;
// What one write may bring: it is copied until the peer has taken it.
constexpr std::size_t kLargestWrite = 16u << 20;

// What may wait for peers that do not read; the rest waits in script.
constexpr std::size_t kMostWaiting = 32u << 20;

// The resolver takes a NUL for the end of the name: what was judged must be what is asked for.
bool is_host(const std::string& host) {
  return !host.empty() && host.size() <= 255 &&
         std::ranges::all_of(host, [](char c) { return c > ' ' && c < 0x7f; });
}

struct TypeRow {
  std::string_view name;
  io::RecordType type;
};
constexpr std::array kTypes{
    TypeRow{"A", io::RecordType::a},         TypeRow{"AAAA", io::RecordType::aaaa},
    TypeRow{"CNAME", io::RecordType::cname}, TypeRow{"MX", io::RecordType::mx},
    TypeRow{"NS", io::RecordType::ns},       TypeRow{"SRV", io::RecordType::srv},
    TypeRow{"TXT", io::RecordType::txt},
};

Fault lookup_fault(const Error& error, bool about_records) {
  const bool none = error.kind == ErrorKind::not_found && about_records;
  return {none ? "NotFound" : "Error", error.message};
}

json::object to_json(const io::Endpoint& endpoint) {
  return {{"transport", "tcp"}, {"hostname", endpoint.address}, {"port", endpoint.port}};
}

json::value to_json(const io::NameRecord& record, io::RecordType type) {
  const std::string first = record.texts.empty() ? std::string() : record.texts.front();
  switch (type) {
    case io::RecordType::txt: return json::value_from(record.texts);
    case io::RecordType::mx: return {{"preference", record.preference}, {"exchange", first + "."}};
    case io::RecordType::srv:
      return {{"priority", record.preference},
              {"weight", record.weight},
              {"port", record.port},
              {"target", first + "."}};
    case io::RecordType::cname:
    case io::RecordType::ns: return json::value(first + ".");
    default: return json::value(first);
  }
}

Result<std::unique_ptr<io::TlsSession>> make_tls(const runtime::TlsOptions& options) {
  return io::TlsSession::make(
      {.host = options.host, .extra_ca = options.extra_ca, .protocols = options.protocols});
}

// What is wrong with the peer is InvalidData in Deno, and a connection cut short UnexpectedEof.
Fault connection_fault(const io::ConnectionNews& news) {
  if (news.os_error != 0) return runtime::system_fault(news.os_error, {});
  const bool cut = news.bytes.find("close_notify") != std::string::npos ||
                   news.bytes.find("handshake eof") != std::string::npos;
  return {cut ? "UnexpectedEof" : "InvalidData", news.bytes};
}

}  // namespace

NodeSockets::NodeSockets(const grants::Grants& grants, io::Loop& loop,
                         std::function<Result<void>()> touch, News news)
    : grants_(grants), loop_(loop), touch_(std::move(touch)), news_(std::move(news)) {}

NodeSockets::Answer NodeSockets::act(const SocketCall& call) try {
  if (call.act == SocketAct::connect) return connect(call);
  if (call.act == SocketAct::look_up) return look_up(call);
  const auto found = sockets_.find(call.socket);
  if (call.act == SocketAct::close) {
    if (found != sockets_.end()) sockets_.erase(found);
    return 0;
  }
  if (found == sockets_.end() || !found->second.connection) {
    return fault("BadResource", "the connection is closed");
  }
  io::TcpConnection& connection = *found->second.connection;
  if (!connection.is_open() && call.act != SocketAct::set_no_delay) {
    return fault("Busy", "the connection is not open yet");
  }
  switch (call.act) {
    case SocketAct::read:
      if (connection.is_reading()) return fault("Busy", "the connection is being read already");
      connection.read(static_cast<std::size_t>(std::max(1.0, std::min(call.number, 1e9))));
      return 0;
    case SocketAct::write:
      if (call.bytes.size() > kLargestWrite) {
        return fault("InvalidData", "one write takes at most 16 MiB");
      }
      if (connection.waiting() > kMostWaiting) {
        return fault("Busy", "more than 32 MiB wait for the peer to read: await the writes");
      }
      if (connection.is_write_closed()) return fault("BrokenPipe", "its writing side is closed");
      connection.write(call.bytes);
      return 0;
    case SocketAct::close_write: connection.close_write(); return 0;
    case SocketAct::set_no_delay: connection.set_no_delay(call.number != 0); return 0;
    case SocketAct::start_tls: return start_tls(found->second, call);
    default: return 0;
  }
} catch (const std::bad_alloc&) {
  // The process has a limit on its data (docs/walls.md); the node's share is used up.
  return fault("Error", "out of memory");
}

NodeSockets::Answer NodeSockets::connect(const SocketCall& call) {
  if (sockets_.size() >= kMostSockets) {
    return fault("Busy", "a node may have 100 connections and look-ups at once");
  }
  if (!(call.number >= 0 && call.number <= 65535)) {
    return fault("InvalidData", "a port is a number from 0 to 65535");
  }
  if (!is_host(call.host)) return fault("InvalidData", "`" + call.host + "` is no host");
  Socket socket;
  socket.host = call.host;
  socket.port = static_cast<std::uint16_t>(call.number);
  if (const auto refused = grants_.refuse_lookup(socket.host, socket.port)) {
    return fault("NotCapable", *refused);
  }
  if (call.tls) {
    auto tls = make_tls(*call.tls);
    if (!tls) return fault("InvalidData", tls.error().message);
    socket.tls = std::move(*tls);
  }
  if (const auto may = touch_(); !may) return fault("Interrupted", may.error().message);
  const SocketNumber number = ++last_number_;
  auto lookup = io::NameLookup::start(
      loop_, socket.host, io::RecordType::addresses,
      [this, number](io::NameLookup::Answer answer) { on_addresses(number, std::move(answer)); });
  if (!lookup) return fault("Busy", lookup.error().message);
  socket.lookup = std::move(*lookup);
  sockets_.emplace(number, std::move(socket));
  return number;
}

void NodeSockets::on_addresses(SocketNumber number, io::NameLookup::Answer answer) {
  Socket& socket = sockets_.at(number);
  socket.lookup.reset();
  if (!answer) return tell_failure(number, lookup_fault(answer.error(), false));
  std::vector<IpAddress> allowed;
  grants::Refusal refused;
  for (const io::NameRecord& record : *answer) {
    const auto address = IpAddress::parse(record.texts.front());
    if (!address) continue;
    const auto reason = grants_.refuse_connection(socket.host, address, socket.port);
    if (reason) {
      refused = reason;
    } else {
      allowed.push_back(*address);
    }
  }
  if (allowed.empty()) {
    return tell_failure(number, {"NotCapable", refused.value_or("the name has no address")});
  }
  socket.connection = std::make_unique<io::TcpConnection>(
      loop_, std::move(allowed), socket.port, std::move(socket.tls),
      [this, number](const io::ConnectionNews& news) { on_connection(number, news); });
}

void NodeSockets::on_connection(SocketNumber number, const io::ConnectionNews& news) {
  const auto found = sockets_.find(number);
  if (found == sockets_.end()) return;
  switch (news.kind) {
    case io::ConnectionNews::Kind::opened: return tell_opened(number, found->second);
    case io::ConnectionNews::Kind::data: return news_(number, {SocketEvent::data, news.bytes, {}});
    case io::ConnectionNews::Kind::wrote: return news_(number, {SocketEvent::wrote, {}, {}});
    case io::ConnectionNews::Kind::end: return news_(number, {SocketEvent::end, {}, {}});
    case io::ConnectionNews::Kind::failure: {
      const Fault reason = connection_fault(news);
      return tell_failure(number, reason);
    }
  }
}

void NodeSockets::tell_opened(SocketNumber number, Socket& socket) {
  const std::string text =
      json::serialize(json::object{{"localAddr", to_json(socket.connection->local())},
                                   {"remoteAddr", to_json(socket.connection->remote())},
                                   {"alpnProtocol", socket.connection->protocol()}});
  news_(number, {SocketEvent::opened, text, {}});
}

// Over: script may ask about it for as long as it likes.
void NodeSockets::tell_failure(SocketNumber number, const Fault& reason) {
  const Fault kept = reason;
  sockets_.erase(number);
  news_(number, {SocketEvent::failure, kept.message, kept.name});
}

NodeSockets::Answer NodeSockets::start_tls(Socket& socket, const SocketCall& call) {
  io::TcpConnection& connection = *socket.connection;
  if (!connection.is_open() || connection.is_tls() || connection.is_reading() ||
      connection.is_writing()) {
    return fault("Busy", "TLS starts on a plain connection with no read and no write under way");
  }
  auto tls = make_tls(call.tls.value_or(runtime::TlsOptions{}));
  if (!tls) return fault("InvalidData", tls.error().message);
  connection.start_tls(std::move(*tls));
  return 0;
}

// Which ports of a host a node may reach does not matter for asking where it is.
NodeSockets::Answer NodeSockets::look_up(const SocketCall& call) {
  if (sockets_.size() >= kMostSockets) {
    return fault("Busy", "a node may have 100 connections and look-ups at once");
  }
  const TypeRow* row = nullptr;
  for (const TypeRow& one : kTypes) row = one.name == call.type ? &one : row;
  if (row == nullptr) {
    return fault("NotSupported", "records of type " + call.type +
                                     " are not looked up; A, AAAA, CNAME, MX, NS, SRV and TXT are");
  }
  if (!is_host(call.host)) return fault("InvalidData", "`" + call.host + "` is no host");
  if (const auto refused = grants_.refuse_name(call.host)) return fault("NotCapable", *refused);
  if (const auto may = touch_(); !may) return fault("Interrupted", may.error().message);
  const SocketNumber number = ++last_number_;
  auto lookup = io::NameLookup::start(loop_, call.host, row->type,
                                      [this, number, type = row->type](io::NameLookup::Answer got) {
                                        on_records(number, type, got);
                                      });
  if (!lookup) return fault("Busy", lookup.error().message);
  sockets_[number].lookup = std::move(*lookup);
  return number;
}

void NodeSockets::on_records(SocketNumber number, io::RecordType type,
                             const io::NameLookup::Answer& answer) {
  if (!answer) return tell_failure(number, lookup_fault(answer.error(), true));
  json::array out;
  for (const io::NameRecord& record : *answer) out.push_back(to_json(record, type));
  const std::string text = json::serialize(out);
  sockets_.erase(number);
  news_(number, {SocketEvent::records, text, {}});
}

}  // namespace tntc::worker
