#pragma once

#include <string>
#include <string_view>

#include "base/hex.h"

namespace tntc::runtime::web::testing {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

inline std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) append_hex(hex, static_cast<unsigned char>(c));
  return hex;
}

}  // namespace tntc::runtime::web::testing
