#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tntc::ipc {

// The names under which what becomes of the elements of a `forEach` node is kept as steps of the
// node. A node's own names have no line end in them, so that they are never taken for these.

enum class ElementStep {
  result,    // "element\n17": it is done; {"output": ...} or {"error": "..."}
  failures,  // "failures\n17": how many of its attempts have failed
};

struct ElementStepName {
  ElementStep what = ElementStep::result;
  std::uint32_t element = 0;

  bool operator==(const ElementStepName&) const = default;
};

std::string name_of(const ElementStepName& step);
// Nothing when it is no such name; the steps that an element's code does have none.
std::optional<ElementStepName> element_step(std::string_view name);

// What the names of the steps that an element's code does begin with: "element\n17\n".
std::string element_scope(std::uint32_t element);

}  // namespace tntc::ipc
