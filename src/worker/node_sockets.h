#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "grants/grants.h"
#include "io/loop.h"
#include "io/name_lookup.h"
#include "io/tcp_connection.h"
#include "runtime/socket_port.h"

namespace tntc::worker {

// The TCP connections and look-ups of one node, on its slot's loop. A host is judged before it is
// looked up, then every address that came of it; connections go to the judged addresses.
class NodeSockets : public runtime::SocketPort {
 public:
  using News = std::function<void(runtime::SocketNumber, const runtime::SocketNews&)>;

  // `grants` and the loop outlive it. `touch` is called when something is about to go out, and may
  // refuse.
  NodeSockets(const grants::Grants& grants, io::Loop& loop, std::function<Result<void>()> touch,
              News news);

  runtime::Answer<runtime::SocketNumber> act(const runtime::SocketCall& call) override;

  bool empty() const { return sockets_.empty(); }
  // Closes everything; no news follow.
  void close_all() { sockets_.clear(); }

 private:
  using Answer = runtime::Answer<runtime::SocketNumber>;
  struct Socket {
    std::string host;
    std::uint16_t port = 0;
    std::unique_ptr<io::NameLookup> lookup;
    std::unique_ptr<io::TlsSession> tls;  // until the connection is made
    std::unique_ptr<io::TcpConnection> connection;
  };

  Answer connect(const runtime::SocketCall& call);
  Answer look_up(const runtime::SocketCall& call);
  Answer start_tls(Socket& socket, const runtime::SocketCall& call);
  void on_addresses(runtime::SocketNumber number, io::NameLookup::Answer answer);
  void on_records(runtime::SocketNumber number, io::RecordType type,
                  const io::NameLookup::Answer& answer);
  void on_connection(runtime::SocketNumber number, const io::ConnectionNews& news);
  void tell_opened(runtime::SocketNumber number, Socket& socket);
  void tell_failure(runtime::SocketNumber number, const runtime::Fault& fault);

  const grants::Grants& grants_;
  io::Loop& loop_;
  std::function<Result<void>()> touch_;
  News news_;
  std::map<runtime::SocketNumber, Socket> sockets_;
  runtime::SocketNumber last_number_ = 0;
};

}  // namespace tntc::worker
