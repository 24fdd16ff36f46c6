#include "ui/dag_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ui/layering.h"

namespace tntc::ui {
namespace {

constexpr std::size_t kMostVertices = 300;  // ordering is quadratic in the lines of a layer
constexpr int kGap = 2;                     // columns between two boxes
constexpr int kPlacements = 6;

// Lines of one layer gap, in terms of vertices, before they have columns.
struct Bundle {
  std::uint32_t layer = 0;
  std::vector<std::uint32_t> sources, targets;
};

std::vector<Bundle> make_bundles(const Layering& layering) {
  std::vector<Bundle> bundles;
  for (std::uint32_t layer = 0; layer < layering.layers.size(); ++layer) {
    std::map<std::set<std::uint32_t>, std::size_t> by_targets;
    for (const std::uint32_t v : layering.layers[layer]) {
      const auto& down = layering.vertices[v].down;
      if (down.empty()) continue;
      const auto [found, added] =
          by_targets.try_emplace({down.begin(), down.end()}, bundles.size());
      if (added) bundles.push_back({layer, {}, {found->first.begin(), found->first.end()}});
      bundles[found->second].sources.push_back(v);
    }
  }
  return bundles;
}

// The places nearest to `wishes`, in the least-squares sense, that keep the order and the given
// distance to the left neighbour (pool adjacent violators).
std::vector<double> place(const std::vector<double>& wishes, const std::vector<double>& distances) {
  struct Block {
    double sum = 0;
    std::size_t count = 0;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  std::vector<double> offsets;  // of each item if all stood as close as they may
  double offset = 0;
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    offset += distances[i];
    offsets.push_back(offset);
    blocks.push_back({wishes[i] - offset, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  std::vector<double> places;
  for (const Block& block : blocks) {
    for (std::size_t i = 0; i < block.count; ++i) {
      places.push_back(block.mean() + offsets[places.size()]);
    }
  }
  return places;
}

class Placement {
 public:
  Placement(const Layering& layering, std::vector<int> widths)
      : layering_(layering), widths_(std::move(widths)), centre_(layering.vertices.size(), 0.0) {
    for (std::uint32_t layer = 0; layer < layering_.layers.size(); ++layer) pull(layer, {});
    for (int round = 0; round < kPlacements; ++round) {
      const auto count = static_cast<std::uint32_t>(layering_.layers.size());
      for (std::uint32_t i = 0; i < count; ++i) {
        const bool downward = round % 2 == 0;
        const std::uint32_t layer = downward ? i : count - 1 - i;
        pull(layer, downward ? &Layering::Vertex::up : &Layering::Vertex::down);
      }
    }
  }

  // Whole columns from 0, the distances kept.
  std::vector<int> lefts() const {
    std::vector<int> lefts(centre_.size());
    for (const auto& layer : layering_.layers) {
      int free = -1'000'000;
      for (const std::uint32_t v : layer) {
        const auto wish = static_cast<int>(std::lround(centre_[v])) - widths_[v] / 2;
        lefts[v] = std::max(wish, free);
        free = lefts[v] + widths_[v] + kGap;
      }
    }
    const auto least = std::min_element(lefts.begin(), lefts.end());
    const int shift = least == lefts.end() ? 0 : *least;
    for (int& left : lefts) left -= shift;
    return lefts;
  }

 private:
  using Neighbours = std::vector<std::uint32_t> Layering::Vertex::*;

  void pull(std::uint32_t layer, Neighbours neighbours) {
    std::vector<double> wishes, distances;
    double before = 0;
    for (const std::uint32_t v : layering_.layers[layer]) {
      const double half = widths_[v] / 2.0;
      distances.push_back(wishes.empty() ? 0 : before + kGap + half);
      before = half;
      wishes.push_back(neighbours == nullptr ? 0 : wish(v, layering_.vertices[v].*neighbours));
    }
    const auto places = place(wishes, distances);
    for (std::size_t i = 0; i < places.size(); ++i) {
      centre_[layering_.layers[layer][i]] = places[i];
    }
  }

  double wish(std::uint32_t v, const std::vector<std::uint32_t>& near) const {
    if (near.empty()) return centre_[v];
    double sum = 0;
    for (const std::uint32_t w : near) sum += centre_[w];
    return sum / static_cast<double>(near.size());
  }

  const Layering& layering_;
  std::vector<int> widths_;
  std::vector<double> centre_;
};

// The columns at which the bundles that end in a vertex arrive, by bundle, from left to right in
// the order of where they come from.
using Ports = std::map<std::pair<std::size_t, std::uint32_t>, int>;

Ports make_ports(const std::vector<Bundle>& bundles, const std::vector<int>& out_columns) {
  std::map<std::uint32_t, std::vector<std::pair<double, std::size_t>>> arriving;
  for (std::size_t b = 0; b < bundles.size(); ++b) {
    double sum = 0;
    for (const std::uint32_t v : bundles[b].sources) sum += out_columns[v];
    const double mean = sum / static_cast<double>(bundles[b].sources.size());
    for (const std::uint32_t v : bundles[b].targets) arriving[v].emplace_back(mean, b);
  }
  Ports ports;
  for (auto& [vertex, lines] : arriving) {
    std::sort(lines.begin(), lines.end());
    int column = out_columns[vertex] - static_cast<int>(lines.size()) + 1;
    for (const auto& [mean, bundle] : lines) {
      ports[{bundle, vertex}] = column;
      column += 2;
    }
  }
  return ports;
}

bool is_straight(const DagLayout::Net& net) {
  return net.sources.size() == 1 && net.sources == net.targets;
}

std::pair<int, int> span_of(const DagLayout::Net& net) {
  const auto [s_min, s_max] = std::minmax_element(net.sources.begin(), net.sources.end());
  const auto [t_min, t_max] = std::minmax_element(net.targets.begin(), net.targets.end());
  return {std::min(*s_min, *t_min), std::max(*s_max, *t_max)};
}

// `a` must run above `b`: a line comes down to `a` in a column that leaves `b` downward.
bool must_run_above(const DagLayout::Net& a, const DagLayout::Net& b) {
  return std::any_of(a.sources.begin(), a.sources.end(), [&](int column) {
    return std::find(b.targets.begin(), b.targets.end(), column) != b.targets.end();
  });
}

bool overlap(const DagLayout::Net& a, const DagLayout::Net& b) {
  const auto [a_low, a_high] = span_of(a);
  const auto [b_low, b_high] = span_of(b);
  return a_low <= b_high && b_low <= a_high;
}

// The first track that lies below all that must run above and holds nothing in the way.
int free_track(const DagLayout::Net& net, const std::vector<DagLayout::Net*>& placed) {
  int track = 0;
  for (const DagLayout::Net* other : placed) {
    if (must_run_above(*other, net)) track = std::max(track, other->track + 1);
  }
  while (std::any_of(placed.begin(), placed.end(), [&](const DagLayout::Net* other) {
    return other->track == track && overlap(*other, net);
  })) {
    ++track;
  }
  return track;
}

// Gives every net of one gap its track; false when two nets want to run above each other.
bool assign_tracks(std::vector<DagLayout::Net*> waiting) {
  std::vector<DagLayout::Net*> placed;
  while (!waiting.empty()) {
    const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const auto* net) {
      return std::none_of(waiting.begin(), waiting.end(), [&](const auto* other) {
        return other != net && must_run_above(*other, *net);
      });
    });
    if (next == waiting.end()) return false;
    DagLayout::Net* net = *next;
    waiting.erase(next);
    net->track = free_track(*net, placed);
    placed.push_back(net);
  }
  return true;
}

bool route(DagLayout& layout, std::size_t gaps) {
  layout.tracks.assign(gaps, 1);
  for (std::uint32_t gap = 0; gap < gaps; ++gap) {
    std::vector<DagLayout::Net*> bent;
    for (DagLayout::Net& net : layout.nets) {
      if (net.layer != gap) continue;
      net.track = -1;
      if (!is_straight(net)) bent.push_back(&net);
    }
    if (!assign_tracks(bent)) return false;
    for (const DagLayout::Net* net : bent) {
      layout.tracks[gap] = std::max(layout.tracks[gap], net->track + 1);
    }
  }
  return true;
}

std::vector<int> vertex_widths(const Layering& layering, std::span<const int> label_widths,
                               const std::vector<Bundle>& bundles) {
  std::vector<int> arriving(layering.vertices.size(), 0);
  for (const Bundle& bundle : bundles) {
    for (const std::uint32_t v : bundle.targets) ++arriving[v];
  }
  std::vector<int> widths;
  for (std::size_t v = 0; v < layering.vertices.size(); ++v) {
    const auto& node = layering.vertices[v].node;
    // Borders and a space on both sides of the label; ports stand two columns apart.
    widths.push_back(node ? std::max(label_widths[*node] + 4, 2 * arriving[v] + 3) : 1);
  }
  return widths;
}

void add_vertices(DagLayout& layout, const Layering& layering, const std::vector<int>& widths,
                  const std::vector<int>& lefts) {
  for (std::size_t v = 0; v < layering.vertices.size(); ++v) {
    const auto& vertex = layering.vertices[v];
    layout.width = std::max(layout.width, lefts[v] + widths[v]);
    if (!vertex.node) {
      layout.passes.push_back({vertex.layer, lefts[v]});
      continue;
    }
    const int centre = lefts[v] + widths[v] / 2;
    layout.boxes.push_back(
        {*vertex.node, vertex.layer, lefts[v], widths[v], vertex.down.empty() ? -1 : centre, {}});
  }
}

void add_nets(DagLayout& layout, const Layering& layering, const std::vector<Bundle>& bundles,
              const std::vector<int>& centres) {
  const Ports ports = make_ports(bundles, centres);
  for (std::size_t b = 0; b < bundles.size(); ++b) {
    DagLayout::Net net{.layer = bundles[b].layer, .track = 0, .sources = {}, .targets = {}};
    for (const std::uint32_t v : bundles[b].sources) net.sources.push_back(centres[v]);
    for (const std::uint32_t v : bundles[b].targets) {
      const int port = ports.at({b, v});
      net.targets.push_back(port);
      for (DagLayout::Box& box : layout.boxes) {
        if (box.node == layering.vertices[v].node) box.in.push_back(port);
      }
    }
    layout.nets.push_back(std::move(net));
  }
}

}  // namespace

std::optional<DagLayout> lay_out(const dag::Plan& plan, std::span<const int> label_widths) {
  Layering layering = make_layering(plan);
  if (layering.vertices.size() > kMostVertices) return std::nullopt;
  reduce_crossings(layering);

  const auto bundles = make_bundles(layering);
  const auto widths = vertex_widths(layering, label_widths, bundles);
  const auto lefts = Placement(layering, widths).lefts();
  std::vector<int> centres;
  for (std::size_t v = 0; v < lefts.size(); ++v) centres.push_back(lefts[v] + widths[v] / 2);

  DagLayout layout;
  add_vertices(layout, layering, widths, lefts);
  add_nets(layout, layering, bundles, centres);
  if (!route(layout, layering.layers.empty() ? 0 : layering.layers.size() - 1)) {
    return std::nullopt;
  }
  return layout;
}

}  // namespace tntc::ui
