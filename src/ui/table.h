#pragma once

#include <string>
#include <vector>

namespace tntc::ui {

// Rows under a heading, columns two spaces apart, as wide as their widest cell. The last column is
// not padded. Ends with a newline; no heading line when `heading` is empty.
std::string table(const std::vector<std::string>& heading,
                  const std::vector<std::vector<std::string>>& rows);

}  // namespace tntc::ui
