#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/duration.h"
#include "ui/terminal.h"

namespace tntc::ui {

enum class NodeEnd { succeeded, failed, skipped, not_started, cancelled };

// What became of a node in a run; times count from the start of the run.
struct NodeSpan {
  std::string name;
  NodeEnd end = NodeEnd::not_started;
  Milliseconds start{0};
  Milliseconds duration{0};
};

// "✓", "✗", "-" and so on; one ASCII character where the terminal has nothing better.
std::string mark(NodeEnd end, const Terminal& terminal);
Style style_of(NodeEnd end);

// One line per node: mark, name, duration, and a bar where in the run it ran.
std::vector<std::string> gantt(std::span<const NodeSpan> spans, const Terminal& terminal);

}  // namespace tntc::ui
