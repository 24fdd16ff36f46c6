#include "spec/cycles.h"

#include <algorithm>
#include <numeric>

namespace tntc::spec {
namespace {

// Whoever mends the first few looks again.
constexpr std::size_t kMostCycles = 20;

enum class Colour : std::uint8_t { unseen, on_path, left };

// Depth-first search with its own stack: a chain may be thousands of nodes long.
class CycleSearch {
 public:
  CycleSearch(std::size_t nodes, std::span<const Edge> edges)
      : edges_(edges), first_(nodes + 1, 0), colours_(nodes, Colour::unseen) {
    for (const Edge& edge : edges) ++first_[edge.from + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    out_.resize(edges.size());
    next_.assign(first_.begin(), first_.end() - 1);
    for (std::uint32_t i = 0; i < edges.size(); ++i) out_[next_[edges[i].from]++] = i;
    next_.assign(first_.begin(), first_.end() - 1);
  }

  std::vector<Cycle> run() {
    for (std::uint32_t node = 0; node < colours_.size(); ++node) {
      if (colours_[node] == Colour::unseen) search_from(node);
    }
    return std::move(cycles_);
  }

 private:
  void enter(std::uint32_t node) {
    colours_[node] = Colour::on_path;
    path_.push_back(node);
  }

  void search_from(std::uint32_t start) {
    enter(start);
    while (!path_.empty()) {
      const std::uint32_t node = path_.back();
      if (next_[node] == first_[node + 1]) {
        colours_[node] = Colour::left;
        path_.pop_back();
        continue;
      }
      const std::uint32_t edge = out_[next_[node]++];
      const std::uint32_t to = edges_[edge].to;
      if (colours_[to] == Colour::unseen)
        enter(to);
      else if (colours_[to] == Colour::on_path && to != node)
        keep_cycle(to, edge);
    }
  }

  void keep_cycle(std::uint32_t from, std::uint32_t closing_edge) {
    if (cycles_.size() >= kMostCycles) return;
    cycles_.push_back({{std::ranges::find(path_, from), path_.end()}, closing_edge});
  }

  std::span<const Edge> edges_;
  std::vector<std::uint32_t> first_;  // the edges out of node i: out_[first_[i] .. first_[i + 1])
  std::vector<std::uint32_t> out_;
  std::vector<std::uint32_t> next_;
  std::vector<Colour> colours_;
  std::vector<std::uint32_t> path_;
  std::vector<Cycle> cycles_;
};

}  // namespace

std::vector<Cycle> find_cycles(std::size_t nodes, std::span<const Edge> edges) {
  return CycleSearch(nodes, edges).run();
}

}  // namespace tntc::spec
