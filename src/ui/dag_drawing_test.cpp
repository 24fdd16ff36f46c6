#include "ui/dag_drawing.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

using Edges = std::vector<std::pair<dag::NodeIndex, dag::NodeIndex>>;

dag::Plan make_plan(std::vector<std::string> names, const Edges& edges) {
  auto plan = dag::Plan::make(std::move(names), edges);
  EXPECT_TRUE(plan) << plan.error().message;
  return *plan;
}

std::string drawn(const std::vector<std::string>& names, const Edges& edges,
                  const Terminal& terminal = {}) {
  std::vector<NodeLabel> labels;
  for (const auto& name : names) labels.push_back({name});
  std::string text = "\n";
  for (const auto& line : draw_dag(make_plan(names, edges), labels, terminal)) text += line + '\n';
  return text;
}

TEST(DagDrawing, ShowsAChainStraight) {
  EXPECT_EQ(drawn({"a", "b"}, {{0, 1}}), R"(
┌───┐
│ a │
└─┬─┘
  │
┌─▼─┐
│ b │
└───┘
)");
}

TEST(DagDrawing, JoinsLinesThatLeadToTheSamePlace) {
  EXPECT_EQ(drawn({"a", "b", "c"}, {{0, 2}, {1, 2}}), R"(
┌───┐   ┌───┐
│ a │   │ b │
└─┬─┘   └─┬─┘
  └───┬───┘
    ┌─▼─┐
    │ c │
    └───┘
)");
}

TEST(DagDrawing, FallsBackToAsciiWhereThereIsNothingBetter) {
  EXPECT_EQ(drawn({"a", "b", "c"}, {{0, 1}, {0, 2}}, {.utf8 = false}), R"(
    +---+
    | a |
    +-+-+
  +---+---+
+-v-+   +-v-+
| b |   | c |
+---+   +---+
)");
}

TEST(DagDrawing, LeadsALongLinePastTheLayersBetween) {
  EXPECT_EQ(drawn({"a", "b", "c"}, {{0, 1}, {1, 2}, {0, 2}}), R"(
   ┌───┐
   │ a │
   └─┬─┘
  ┌──┴──┐
┌─▼─┐   │
│ b │   │
└─┬─┘   │
  └──┬──┘
   ┌─▼─┐
   │ c │
   └───┘
)");
}

TEST(DagDrawing, ListsWhatDoesNotFit) {
  EXPECT_EQ(drawn({"fetch", "parse", "report"}, {{0, 1}, {0, 2}, {1, 2}}, {.width = 10}), R"(
fetch
parse   ← fetch
report  ← fetch, parse
)");
}

TEST(DagDrawing, IsNothingForNothing) {
  EXPECT_EQ(drawn({}, {}), "\n");
}

TEST(DagDrawing, ColoursTheLabelsOnly) {
  const auto lines =
      draw_dag(make_plan({"a"}, {}), std::vector<NodeLabel>{{"a", Style::green}}, {.colour = true});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1], "│ \x1b[32ma\x1b[0m │");
}

// Reads a picture back as a person would: follows every line from the foot of each box to the
// arrow heads.
class Reader {
 public:
  explicit Reader(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      std::vector<std::string> cells;
      for (std::size_t i = 0; i < line.size();) {
        std::size_t end = i + 1;
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) ++end;
        cells.push_back(line.substr(i, end - i));
        i = end;
      }
      cells_.push_back(std::move(cells));
    }
  }

  std::set<std::pair<std::string, std::string>> edges() {
    std::set<std::pair<std::string, std::string>> edges;
    for (int row = 2; row < static_cast<int>(cells_.size()); ++row) {
      for (int column = 0; column < static_cast<int>(cells_[row].size()); ++column) {
        if (at(row, column) != "┬" || box_at(row - 1, column).empty()) continue;
        seen_.clear();
        arrived_.clear();
        follow(row + 1, column, 1, 0);
        for (const auto& to : arrived_) edges.emplace(box_at(row - 1, column), to);
      }
    }
    return edges;
  }

 private:
  std::string at(int row, int column) const {
    if (row < 0 || row >= static_cast<int>(cells_.size())) return " ";
    if (column < 0 || column >= static_cast<int>(cells_[row].size())) return " ";
    return cells_[row][column];
  }

  // The label of the box whose middle row and some inner column these are; a label is a letter.
  std::string box_at(int row, int column) const {
    for (const int step : {-1, 1}) {
      for (int c = column; at(row, c) != "│" && c >= 0 && c < 400; c += step) {
        if (at(row, c)[0] >= 'a' && at(row, c)[0] <= 'z') return at(row, c);
      }
    }
    return {};
  }

  void follow(int row, int column, int down, int right) {
    if (!seen_.insert({row, column, down, right}).second) return;
    const std::string glyph = at(row, column);
    if (glyph == "▼") {
      arrived_.insert(box_at(row + 1, column));
      return;
    }
    if (glyph == "│") return follow(row + down, column + right, down, right);  // a crossing too
    static const std::map<std::string, std::string> kWays{
        {"─", "lr"},  {"┘", "ul"},  {"┐", "dl"},  {"└", "ur"},  {"┌", "dr"},
        {"┴", "ulr"}, {"┬", "dlr"}, {"├", "udr"}, {"┤", "udl"}, {"┼", "udlr"}};
    const auto ways = kWays.find(glyph);
    ASSERT_NE(ways, kWays.end()) << "a line ends in `" << glyph << "`";
    for (const char way : ways->second) {
      if (way == 'd') follow(row + 1, column, 1, 0);
      if (way == 'l' && right != 1) follow(row, column - 1, 0, -1);
      if (way == 'r' && right != -1) follow(row, column + 1, 0, 1);
    }
  }

  std::vector<std::vector<std::string>> cells_;
  std::set<std::tuple<int, int, int, int>> seen_;
  std::set<std::string> arrived_;
};

TEST(DagDrawing, ReadsBackAsTheGraphItShows) {
  std::mt19937 random(7);
  int lists = 0;
  constexpr int kGraphs = 500;
  for (int graph = 0; graph < kGraphs; ++graph) {
    const auto size = static_cast<unsigned>(2 + random() % 9);
    const auto density = 1 + random() % 6;
    std::vector<std::string> names;
    std::vector<NodeLabel> labels;
    Edges edges;
    std::set<std::pair<std::string, std::string>> expected;
    for (unsigned i = 0; i < size; ++i) {
      names.emplace_back(1, static_cast<char>('a' + i));
      labels.push_back({names.back()});
      for (unsigned from = 0; from < i; ++from) {
        if (random() % 10 >= density) continue;
        edges.emplace_back(from, i);
        expected.emplace(names[from], names[i]);
      }
    }
    const auto lines = draw_dag(make_plan(names, edges), labels, {.width = 500});
    if (lines[0].find("┌") == std::string::npos) {
      ++lists;
      continue;
    }
    std::string picture;
    for (const auto& line : lines) picture += line + '\n';
    ASSERT_EQ(Reader(lines).edges(), expected) << picture;
  }
  EXPECT_LT(lists, kGraphs / 10) << "too many graphs have no picture";
}

}  // namespace
}  // namespace tntc::ui
