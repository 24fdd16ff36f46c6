#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "io/address_check.h"
#include "runtime/host.h"

namespace tntc::worker {

// How the fetches of one slot reach the network; one hop each, redirects are the prelude's work.
// Everything on the slot's thread; news come from the loop, never from inside a call.
class Transport {
 public:
  using Number = std::uint64_t;
  using News = std::function<void(const runtime::FetchNews&)>;
  virtual ~Transport() = default;

  // `allowed` is asked where the request may go, each time a connection is chosen.
  virtual Result<Number> start(const runtime::FetchCall& call, io::AddressCheck allowed,
                               News news) = 0;
  virtual void read_more(Number fetch) = 0;
  virtual void send_body(Number fetch, std::string_view bytes) = 0;
  virtual void end_body(Number fetch) = 0;
  // No news follow.
  virtual void abort(Number fetch) = 0;
};

}  // namespace tntc::worker
