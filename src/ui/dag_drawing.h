#pragma once

#include <span>
#include <string>
#include <vector>

#include "dag/plan.h"
#include "ui/terminal.h"

namespace tntc::ui {

// What stands in the box of a node.
struct NodeLabel {
  std::string text;
  Style style = Style::plain;
};

// The graph from top to bottom, one layer per stage, as lines without line ends. Where the picture
// would be wider than the terminal, or cannot be drawn so that it reads one way only, a list of
// nodes with what each waits for. `labels` by node index.
std::vector<std::string> draw_dag(const dag::Plan& plan, std::span<const NodeLabel> labels,
                                  const Terminal& terminal);

}  // namespace tntc::ui
