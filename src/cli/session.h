#pragma once

#include <string_view>

#include "cli/world.h"
#include "ui/terminal.h"

namespace tntc::cli {

struct Ports;

enum class Format { text, json };

// One command at work: its surroundings, the powers it may use, and how the user wants to be told.
struct Session {
  const World& world;
  Ports& ports;
  Format format = Format::text;
  ui::Terminal out, err;
};

}  // namespace tntc::cli
