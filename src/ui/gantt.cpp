#include "ui/gantt.h"

#include <algorithm>

#include "ui/elapsed.h"

namespace tntc::ui {
namespace {

constexpr int kWidestBar = 40;  // more shows nothing more
constexpr int kTimeWidth = 7;   // "3h20m" and room

bool ran(const NodeSpan& span) {
  return span.end != NodeEnd::skipped && span.end != NodeEnd::not_started;
}

std::string_view note(NodeEnd end) {
  if (end == NodeEnd::skipped) return "skipped";
  return end == NodeEnd::not_started ? "not started" : "";
}

// Columns [from, to) of `width` for a span of a run of `total`; at least one, so that it is seen.
std::string bar(const NodeSpan& span, Milliseconds total, int width, const Terminal& terminal) {
  const auto whole = std::max<Milliseconds::rep>(1, total.count());
  const auto column = [&](Milliseconds at) {
    const auto clamped = std::clamp<Milliseconds::rep>(at.count(), 0, whole);
    return static_cast<int>(clamped * width / whole);
  };
  const int from = std::min(column(span.start), width - 1);
  const int to = std::max(from + 1, column(span.start + span.duration));
  std::string cells;
  for (int i = from; i < to; ++i) cells += terminal.utf8 ? "▇" : "#";
  return std::string(static_cast<std::size_t>(from), ' ') +
         paint(cells, style_of(span.end), terminal);
}

}  // namespace

std::string mark(NodeEnd end, const Terminal& terminal) {
  switch (end) {
    case NodeEnd::succeeded: return terminal.utf8 ? "✓" : "+";
    case NodeEnd::failed: return terminal.utf8 ? "✗" : "x";
    case NodeEnd::cancelled: return terminal.utf8 ? "⊘" : "/";
    case NodeEnd::skipped: return terminal.utf8 ? "–" : "-";
    case NodeEnd::not_started: return terminal.utf8 ? "·" : ".";
  }
  return "?";
}

Style style_of(NodeEnd end) {
  switch (end) {
    case NodeEnd::succeeded: return Style::green;
    case NodeEnd::failed: return Style::red;
    case NodeEnd::cancelled: return Style::yellow;
    case NodeEnd::skipped:
    case NodeEnd::not_started: return Style::dim;
  }
  return Style::plain;
}

std::vector<std::string> gantt(std::span<const NodeSpan> spans, const Terminal& terminal) {
  int names = 0;
  Milliseconds total{0};
  for (const NodeSpan& span : spans) {
    names = std::max(names, display_width(span.name));
    if (ran(span)) total = std::max(total, span.start + span.duration);
  }
  const int width = std::clamp(terminal.width - names - kTimeWidth - 7, 1, kWidestBar);

  std::vector<std::string> lines;
  for (const NodeSpan& span : spans) {
    std::string line = paint(mark(span.end, terminal), style_of(span.end), terminal) + ' ';
    line += pad_right(span.name, names) + ' ';
    if (ran(span)) {
      line += pad_left(elapsed(span.duration), kTimeWidth) + "  ";
      line += bar(span, total, width, terminal);
    } else {
      line += "  " + paint(note(span.end), Style::dim, terminal);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace tntc::ui
