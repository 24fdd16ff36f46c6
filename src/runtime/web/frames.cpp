#include "runtime/web/frames.h"

#include <cstdint>

namespace tntc::runtime::web {

std::string to_frames(const std::vector<std::string>& parts) {
  std::string bytes;
  for (const std::string& part : parts) {
    const auto size = static_cast<std::uint32_t>(part.size());
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(size >> shift & 0xff));
    bytes += part;
  }
  return bytes;
}

std::optional<std::vector<std::string_view>> from_frames(std::string_view bytes) {
  std::vector<std::string_view> parts;
  while (!bytes.empty()) {
    if (bytes.size() < 4) return std::nullopt;
    std::size_t size = 0;
    for (const char octet : bytes.substr(0, 4))
      size = size << 8 | static_cast<unsigned char>(octet);
    bytes.remove_prefix(4);
    if (size > bytes.size()) return std::nullopt;
    parts.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return parts;
}

}  // namespace tntc::runtime::web
