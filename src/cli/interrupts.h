#pragma once

#include <memory>

#include "cli/ports.h"

namespace tntc::cli {

// SIGINT and SIGTERM as the system sends them.
std::unique_ptr<Interrupts> make_signal_interrupts();

}  // namespace tntc::cli
