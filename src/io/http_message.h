#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "io/address_check.h"

namespace tntc::io {

// In the order of the message; a name may be there several times. Values are bytes as they came
// over the wire, which need not be UTF-8.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpLimits {
  std::size_t header_bytes = 64u << 10;  // of a response, names and values together
  std::size_t header_count = 256;
};

struct HttpTimeouts {
  std::chrono::milliseconds connect = std::chrono::seconds(30);  // look-up, TCP and TLS together
  std::optional<std::chrono::milliseconds> total;                // from start to the last byte
};

// The body of a request: none, all of it, or bytes that follow by HttpClient::send.
struct NoBody {};
struct StreamedBody {};
using HttpBody = std::variant<NoBody, std::string, StreamedBody>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // absolute, http or https, as a URL parser prints it
  HttpHeaders headers;
  HttpBody body;
  HttpLimits limits;
  HttpTimeouts timeouts;
  std::string extra_ca;  // PEM certificates trusted besides the system's
  AddressCheck allowed;  // asked besides the client's own check; empty: allows all
};

struct HttpHead {
  int status = 0;
  std::string status_text;
  HttpHeaders headers;  // names in lower case

  bool operator==(const HttpHead&) const = default;
};

// Names one transfer of one HttpClient for ever.
enum class TransferId : std::uint64_t {};

// Where the events of transfers go, on the loop's thread and never from inside a call of the
// HttpClient. Order: a head, any number of data, then end; or an error at any point instead of the
// rest. After end or error the id is free of events, and so it is after abort(). Events may call
// every function of the client but its destructor.
class HttpEvents {
 public:
  virtual ~HttpEvents() = default;

  virtual void on_head(TransferId id, HttpHead head) = 0;
  // Decoded bytes, never empty. No more come until read_more(id).
  virtual void on_data(TransferId id, std::string bytes) = 0;
  virtual void on_end(TransferId id) = 0;
  // The message is in Deno's wording; kind `denied` when an address check refused.
  virtual void on_error(TransferId id, Error error) = 0;
  // All that has come for the moment was told: whoever gathers events passes them on now. The
  // transfer may be over.
  virtual void on_told(TransferId) {}
  // A streamed body has been taken so far: answer with send(), now or later.
  virtual void on_upload_ready(TransferId id) = 0;
};

}  // namespace tntc::io
