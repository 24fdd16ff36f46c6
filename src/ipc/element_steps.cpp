#include "ipc/element_steps.h"

#include <charconv>

namespace tntc::ipc {
namespace {

constexpr std::string_view kResult = "element\n";
constexpr std::string_view kFailures = "failures\n";

}  // namespace

std::string name_of(const ElementStepName& step) {
  const std::string_view prefix = step.what == ElementStep::result ? kResult : kFailures;
  return std::string(prefix) + std::to_string(step.element);
}

std::optional<ElementStepName> element_step(std::string_view name) {
  ElementStepName found;
  if (name.starts_with(kResult)) {
    name.remove_prefix(kResult.size());
  } else if (name.starts_with(kFailures)) {
    found.what = ElementStep::failures;
    name.remove_prefix(kFailures.size());
  } else {
    return std::nullopt;
  }
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, found.element);
  if (error != std::errc() || stop != end) return std::nullopt;
  return found;
}

std::string element_scope(std::uint32_t element) {
  return std::string(kResult) + std::to_string(element) + '\n';
}

}  // namespace tntc::ipc
