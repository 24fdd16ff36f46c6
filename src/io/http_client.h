#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "io/http_message.h"
#include "io/loop.h"

namespace tntc::io {

struct HttpOptions {
  AddressCheck allowed = &deny_link_local_and_metadata;  // empty: allows all
  std::string user_agent;                                // sent unless the request has its own
  std::string http_proxy;   // "http://proxy:3128" for http URLs; empty: direct
  std::string https_proxy;  // the same for https URLs
  std::string no_proxy;     // hosts reached directly, see io/proxy_choice.h
  std::string ca_file = "/etc/ssl/certs/ca-certificates.crt";
};

// Speaks HTTP for one loop, on its thread: HTTP/1.1, and HTTP/2 where a TLS server offers it, with
// connections kept for later transfers, one at a time on each. One hop: no redirects, cookies or
// credentials of its own. docs/fetch.md tells what is sent and what is delivered. libcurl is loaded
// by the first start().
class HttpClient {
 public:
  // The loop outlives the client.
  HttpClient(Loop& loop, HttpOptions options);
  // Ends all transfers without events. Not from inside an event.
  ~HttpClient();

  // Events go to `sink`, which lives until the transfer's end, error or abort. Refuses at once what
  // can be told without the network: a bad URL, method or header (`invalid`), an address in the URL
  // that is not allowed (`denied`).
  Result<TransferId> start(HttpRequest request, HttpEvents& sink);

  // All of these do nothing for a transfer that is over.
  void read_more(TransferId id);
  void send(TransferId id, std::string_view bytes);
  void send_end(TransferId id);
  void abort(TransferId id);

  // Transfers that are not over.
  std::size_t size() const;

 private:
  class Transfers;

  Loop& loop_;
  HttpOptions options_;
  std::unique_ptr<Transfers> transfers_;  // made by the first start()
};

}  // namespace tntc::io
