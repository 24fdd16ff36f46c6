#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dag/plan.h"

namespace tntc::ui {

// Where the boxes and lines of a drawn Plan stand, in character cells. Layers run from the top
// down, one per stage; between two layers lie horizontal tracks, counted from 0.
struct DagLayout {
  struct Box {
    dag::NodeIndex node = 0;
    std::uint32_t layer = 0;
    int left = 0;
    int width = 0;
    int out = 0;          // the column its outgoing line starts from; -1 without dependents
    std::vector<int> in;  // the columns lines arrive at
  };
  // Lines that belong together: every source reaches every target, so they may share one track.
  struct Net {
    std::uint32_t layer = 0;   // leads from this layer to the next
    int track = 0;             // -1: one straight line
    std::vector<int> sources;  // columns at the upper end
    std::vector<int> targets;  // columns at the lower end
  };
  // An edge that passes a layer without meeting a box there.
  struct Pass {
    std::uint32_t layer = 0;
    int column = 0;
  };

  std::vector<Box> boxes;
  std::vector<Net> nets;
  std::vector<Pass> passes;
  std::vector<int> tracks;  // per gap between layers: how many rows it takes, at least 1
  int width = 0;
};

// `label_widths` by node index. Lines of different nets cross but never run over each other;
// nothing when that cannot be had, or the graph is too big to be worth a picture.
std::optional<DagLayout> lay_out(const dag::Plan& plan, std::span<const int> label_widths);

}  // namespace tntc::ui
