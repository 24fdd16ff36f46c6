#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tntc::cli::test {

// The fixture `text` with `expected` (JSON text) as the `expected` of its case `index`; all else
// stays as it is. Nothing when it says so already. The text is a valid fixture with that case.
std::optional<std::string> with_expected(std::string_view text, std::size_t index,
                                         std::string_view expected);

}  // namespace tntc::cli::test
