#pragma once

#include <string>
#include <string_view>

#include "spec/source_text.h"

namespace tntc::secrets {

// "file:line:column" of a byte offset. Never with the line itself: it may hold a secret.
inline std::string place_in(std::string_view text, const std::string& file, std::size_t offset) {
  const spec::Position at = spec::SourceText(text).position(offset);
  return file + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

}  // namespace tntc::secrets
