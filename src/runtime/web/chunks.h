#pragma once

#include <span>
#include <string_view>

namespace tntc::web {

// One script of the prelude: its completion value is a function (host, core). The names are the
// file names of web/src/chunks.
struct Chunk {
  std::string_view name;
  std::string_view code;
};

// Every chunk the program was built with. The texts are ASCII, live as long as the program, and a
// NUL follows each.
std::span<const Chunk> chunks();

}  // namespace tntc::web
