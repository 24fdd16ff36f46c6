#include "ui/dag_drawing.h"

#include <algorithm>

#include "ui/canvas.h"
#include "ui/dag_layout.h"

namespace tntc::ui {
namespace {

constexpr int kBoxHeight = 3;

// The top row of each layer, and one more: the height of the picture.
std::vector<int> layer_rows(const DagLayout& layout) {
  std::vector<int> rows{0};
  for (const int tracks : layout.tracks) rows.push_back(rows.back() + kBoxHeight + tracks);
  rows.push_back(rows.back() + kBoxHeight);
  return rows;
}

void draw_box(Canvas& canvas, const DagLayout::Box& box, int top, const NodeLabel& label) {
  const int right = box.left + box.width - 1;
  const int bottom = top + kBoxHeight - 1;
  for (const int row : {top, bottom}) canvas.horizontal(row, box.left, right, Canvas::kShared);
  for (const int column : {box.left, right}) {
    canvas.vertical(column, top, bottom, Canvas::kShared);
  }
  const int free = box.width - 2 - display_width(label.text);
  canvas.text(top + 1, box.left + 1 + free / 2, label.text, label.style);
}

// From the lower border of the upper boxes to the upper border of the lower ones.
void draw_net(Canvas& canvas, const DagLayout::Net& net, int owner, const std::vector<int>& rows) {
  const int upper = rows[net.layer] + kBoxHeight - 1;
  const int lower = rows[net.layer + 1];
  if (net.track < 0) {
    canvas.vertical(net.sources.front(), upper, lower, owner);
    return;
  }
  const int track = upper + 1 + net.track;
  auto columns = net.sources;
  columns.insert(columns.end(), net.targets.begin(), net.targets.end());
  const auto [low, high] = std::minmax_element(columns.begin(), columns.end());
  canvas.horizontal(track, *low, *high, owner);
  for (const int column : net.sources) canvas.vertical(column, upper, track, owner);
  for (const int column : net.targets) canvas.vertical(column, track, lower, owner);
}

std::vector<std::string> draw(const DagLayout& layout, std::span<const NodeLabel> labels,
                              const Terminal& terminal) {
  const auto rows = layer_rows(layout);
  Canvas canvas(layout.width, rows.back());
  for (const auto& box : layout.boxes) {
    draw_box(canvas, box, rows[box.layer], labels[box.node]);
  }
  for (const auto& pass : layout.passes) {
    const int top = rows[pass.layer];
    canvas.vertical(pass.column, top, top + kBoxHeight - 1, Canvas::kShared);
  }
  int owner = 0;
  for (const auto& net : layout.nets) draw_net(canvas, net, owner++, rows);
  for (const auto& box : layout.boxes) {
    for (const int column : box.in) canvas.arrow(rows[box.layer], column);
  }
  return canvas.lines(terminal);
}

std::vector<std::string> list(const dag::Plan& plan, std::span<const NodeLabel> labels,
                              const Terminal& terminal) {
  int widest = 0;
  for (const NodeLabel& label : labels) widest = std::max(widest, display_width(label.text));
  const std::string_view arrow = terminal.utf8 ? "←" : "<-";

  std::vector<std::string> lines;
  for (const dag::NodeIndex node : plan.order()) {
    std::string line = paint(labels[node].text, labels[node].style, terminal);
    if (const auto inputs = plan.inputs_of(node); !inputs.empty()) {
      line.append(static_cast<std::size_t>(widest - display_width(labels[node].text)), ' ');
      line.append("  ").append(arrow);
      for (const dag::NodeIndex input : inputs) {
        line.append(input == inputs.front() ? " " : ", ").append(plan.name(input));
      }
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::vector<std::string> draw_dag(const dag::Plan& plan, std::span<const NodeLabel> labels,
                                  const Terminal& terminal) {
  std::vector<int> widths;
  for (const NodeLabel& label : labels) widths.push_back(display_width(label.text));
  const auto layout = lay_out(plan, widths);
  if (!layout || layout->width > terminal.width) return list(plan, labels, terminal);
  return draw(*layout, labels, terminal);
}

}  // namespace tntc::ui
