#pragma once

#include <memory>

#include "io/loop.h"
#include "worker/powers.h"
#include "worker/transport.h"

namespace tntc::worker {

// The real Transport: HTTP over the slot's loop, through `proxies`, which outlive it. Nothing is
// loaded before the first fetch.
std::unique_ptr<Transport> make_transport(io::Loop& loop, const Proxies& proxies);

}  // namespace tntc::worker
