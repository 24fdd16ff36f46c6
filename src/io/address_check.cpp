#include "io/address_check.h"

#include "grants/special_address.h"

namespace tntc::io {

std::optional<std::string> deny_link_local_and_metadata(const Destination& destination) {
  if (!destination.address) return std::nullopt;
  const std::string_view what = grants::forbidden_kind(*destination.address);
  if (what.empty()) return std::nullopt;
  return destination.address->to_text() + " is " + std::string(what);
}

}  // namespace tntc::io
