#pragma once

#include <memory>

#include "io/loop.h"
#include "worker/transport.h"

namespace tntc::worker {

// The real Transport: HTTP over the slot's loop. Nothing is loaded before the first fetch.
std::unique_ptr<Transport> make_transport(io::Loop& loop);

}  // namespace tntc::worker
