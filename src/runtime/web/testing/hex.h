#pragma once

#include <string>
#include <string_view>

namespace tntc::runtime::web::testing {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

inline std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex.push_back(kDigits[(c >> 4) & 0x0f]);
    hex.push_back(kDigits[c & 0x0f]);
  }
  return hex;
}

}  // namespace tntc::runtime::web::testing
