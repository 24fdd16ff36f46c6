#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::config {

// What can be configured.
enum class Key { registry, kubernetes_namespace, runtime_class };

inline constexpr std::array kKeys = {Key::registry, Key::kubernetes_namespace, Key::runtime_class};
inline constexpr std::array<std::string_view, 3> kKeyNames = {"registry", "namespace",
                                                              "runtime_class"};

std::string_view name_of(Key key);
std::optional<Key> key_named(std::string_view name);

// "TNTC_RUNTIME_CLASS"
std::string_view variable_of(Key key);
// "--runtime-class"
std::string_view flag_of(Key key);
// What holds where nothing was said.
std::string_view fallback_of(Key key);

// Whether a value can be what its key means. The empty registry and runtime class are values: they
// turn what a weaker source says off.
Result<void> check(Key key, std::string_view value);

}  // namespace tntc::config
