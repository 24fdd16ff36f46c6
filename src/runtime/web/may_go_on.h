#pragma once

#include <functional>

namespace tntc::runtime::web {

// Asked by long computations every few milliseconds: false means that the result is no longer
// wanted, and the computation ends with ErrorKind::cancelled.
using MayGoOn = std::function<bool()>;

}  // namespace tntc::runtime::web
