#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::runtime::web {

// Keys on curves: "P-256", "P-384", "P-521", "Ed25519", "X25519"; forms as in pkey.h.

// A new private key (PKCS #8).
Result<std::string> generate_on_curve(std::string_view kind);

// The bytes of the public half as script knows them: 0x04 x y of a P- curve, 32 bytes else.
Result<std::string> point_of(std::string_view kind, std::string_view spki);
// The private half alone: as many bytes as the curve's order has.
Result<std::string> scalar_of(std::string_view kind, std::string_view pkcs8);

// `invalid` for a point that is not on the curve; P- curves take compressed points too.
Result<std::string> spki_of_point(std::string_view kind, std::string_view point);
// `invalid` when the point is not that of the scalar.
Result<std::string> pkcs8_of_pair(std::string_view kind, std::string_view point,
                                  std::string_view scalar);

}  // namespace tntc::runtime::web
