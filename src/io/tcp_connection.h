#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "io/fd.h"
#include "io/loop.h"
#include "io/tls_session.h"

namespace tntc::io {

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};

// What became of a connection. A failure is the last that is told.
struct ConnectionNews {
  enum class Kind { opened, data, wrote, end, failure };

  Kind kind = Kind::end;
  std::string bytes;  // data; failure: the text, where os_error is 0
  int os_error = 0;   // failure of a system call
};

// One outgoing TCP connection, with TLS or without, on a loop's thread. Goes to addresses it is
// given, never to a name. It reads only what it is asked for, so that a peer that is not listened
// to is held up, and keeps what is written until the peer takes it.
class TcpConnection {
 public:
  // Told from the loop, never from inside a call, and may destroy the connection.
  using Listener = std::function<void(const ConnectionNews&)>;

  // Tries the addresses one after the other. `trust`: TLS from the first byte. The loop outlives
  // the connection.
  TcpConnection(Loop& loop, std::vector<IpAddress> addresses, std::uint16_t port,
                std::unique_ptr<TlsSession> tls, Listener listener);
  // Says a last word to a TLS peer if it can be said at once.
  ~TcpConnection();

  // The next three on an open connection only. At most one read at a time: data, end or failure
  // answers it.
  void read(std::size_t most);
  // Copied; answered by `wrote` when the kernel has all of it. Not after close_write().
  void write(std::string_view bytes);
  // After what was written before.
  void close_write();
  // On an open connection with nothing under way: `opened` answers it a second time.
  void start_tls(std::unique_ptr<TlsSession> tls);
  void set_no_delay(bool on);

  bool is_open() const { return stage_ == Stage::open; }
  bool is_write_closed() const { return closing_write_; }
  bool is_reading() const { return wanted_ > 0; }
  bool is_tls() const { return tls_ != nullptr; }
  bool is_writing() const { return !writes_.empty() || !out_.empty(); }
  // Bytes that the kernel has not taken yet.
  std::size_t waiting() const { return out_.size() - sent_; }
  std::string protocol() const { return tls_ ? tls_->protocol() : std::string(); }
  Endpoint local() const;
  Endpoint remote() const;

 private:
  enum class Stage { connecting, shaking_hands, open, over };
  using Kind = ConnectionNews::Kind;

  void connect_next(int last_error);
  void fail(int os_error, std::string text = {});
  void turn(std::uint32_t events);
  void connected();
  void shake_hands();
  void flush();
  void fill();
  bool fill_from_tls();
  // Bytes that have come; nothing: none yet, or it is over.
  std::optional<std::string> receive(std::size_t most);
  void opened();
  void take_tls_output();
  void schedule();
  void watch_what_matters();
  void forget();
  void tell_news();

  Loop& loop_;
  std::vector<IpAddress> addresses_;
  std::size_t next_ = 0;
  std::uint16_t port_;
  std::unique_ptr<TlsSession> tls_;
  Listener listener_;
  Fd fd_;
  Stage stage_ = Stage::connecting;
  std::optional<TimerId> deadline_;  // of connecting and shaking hands
  std::optional<TimerId> soon_;      // a turn without an event
  std::uint32_t watched_ = 0;
  bool is_watched_ = false;
  bool peer_ended_ = false;
  bool closing_write_ = false;

  std::size_t wanted_ = 0;  // by the read under way; 0: none
  std::string out_;         // for the kernel, from sent_ on
  std::size_t sent_ = 0;
  std::uint64_t queued_total_ = 0;  // bytes ever put into out_
  std::uint64_t flushed_total_ = 0;
  std::deque<std::uint64_t> writes_;  // queued_total_ at the end of each write
  std::vector<ConnectionNews> news_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // outlives it while news are told
};

}  // namespace tntc::io
