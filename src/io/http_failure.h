#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::io {

// How far a transfer had come when it failed.
enum class TransferPhase {
  connecting,  // looking up, TCP, TLS
  requesting,  // connected, no response head yet
  reading,     // the head was delivered
};

// What libcurl said about a failed transfer.
struct TransferFailure {
  int code = 0;      // CURLcode
  int os_error = 0;  // errno of the failed system call, 0 when there was none
  TransferPhase phase = TransferPhase::connecting;
  std::string_view detail;  // libcurl's error text, may be empty
};

// The failure in the words of Deno's fetch, which workflows match with regular expressions:
// "client error (Connect): tcp connect error: Connection refused (os error 111)". Pure.
Error to_error(const TransferFailure& failure);

}  // namespace tntc::io
