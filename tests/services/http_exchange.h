#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tntc::services {

struct ServedRequest {
  std::string method;
  std::string target;  // as in the request line, with its query
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // filled once the exchange has read it
  int connection = 0;  // counts from 1, in the order of acceptance

  std::string header(std::string_view name) const;  // the first of that name; empty when none
  int count(std::string_view name) const;
};

// Lets the routes of a server wait without outliving it.
class StopSignal {
 public:
  void stop();
  bool stopped() const;
  // False when the server stops before the time is over.
  bool sleep(std::chrono::milliseconds time);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
};

// One request on one connection, and everything a server may do to answer it, well or badly. Lives
// on its connection's thread.
class HttpExchange {
 public:
  HttpExchange(int socket, std::string& unread, ServedRequest request, StopSignal& stop);

  const ServedRequest& request() const { return request_; }
  // Reads the whole body, by content-length or chunks, once; later calls give the same.
  const std::string& body();
  // Reads the next bytes of the body as they came, framing included; empty at the connection's end.
  std::string read_some();

  // A whole response; content-length is added.
  void respond(int status, std::string_view body,
               const std::vector<std::pair<std::string, std::string>>& headers = {});

  // The pieces of one.
  void head(int status, const std::vector<std::pair<std::string, std::string>>& headers);
  void chunk(std::string_view bytes);
  void end_chunks();
  // Bytes as they are. False when the peer is gone.
  bool raw(std::string_view bytes);

  bool sleep(std::chrono::milliseconds time) { return stop_.sleep(time); }
  // Until the peer closes or the server stops. Unread bytes of the request are thrown away.
  void wait_for_close();
  void close() { keep_ = false; }  // once the route has returned
  void reset();                    // close() with a TCP reset

  bool keep() const { return keep_; }

 private:
  bool fill();
  std::string line();
  std::string exactly(std::size_t count);
  void read_body();

  int socket_;
  std::string& unread_;  // of the connection
  ServedRequest request_;
  StopSignal& stop_;
  bool body_read_ = false;
  bool keep_ = true;
};

// A gzip member that holds the bytes uncompressed: small to make, and a decoder cannot tell.
std::string to_gzip(std::string_view bytes);

}  // namespace tntc::services
