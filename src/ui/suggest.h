#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tntc::ui {

// The candidate a person most likely meant by `typed`, or empty when none is near enough to be
// worth proposing. Of equally near ones the first.
std::string nearest(std::string_view typed, std::span<const std::string> candidates);

}  // namespace tntc::ui
