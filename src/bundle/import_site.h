#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tntc::bundle {

// Where `text` imports `specifier`: the offset of its opening quote. The compiler says which file
// imports what, but not where; this looks for the quoted text after `from`, `import` or `(`.
std::optional<std::size_t> find_import(std::string_view text, std::string_view specifier);

}  // namespace tntc::bundle
