#pragma once

#include <string>

#include "bundle/bundle.h"

namespace tntc::bundle {

// "sha256:<64 hex>" over everything in the bundle but the digest itself; docs/bundle-format.md
// gives the bytes that are hashed.
std::string digest_of(const Bundle& bundle);

}  // namespace tntc::bundle
