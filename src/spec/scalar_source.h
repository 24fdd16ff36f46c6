#pragma once

#include <cstddef>
#include <string_view>

#include "spec/yaml_tree.h"

namespace tntc::spec {

// Where in `source` byte `index` of a scalar's text is written. Exact for plain and quoted scalars
// on one line; a folded or block scalar gives its beginning.
std::size_t offset_in_scalar(std::string_view source, const YamlValue& scalar, std::size_t index);

// False for a quoted scalar that the file ends in: yaml-cpp takes the rest of the file for its
// text. `offset` is where the scalar, or an anchor or tag before it, begins.
bool is_closed(std::string_view source, std::size_t offset);

}  // namespace tntc::spec
