#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ui/terminal.h"

namespace tntc::ui {

// One line at the foot of a terminal that is drawn over and over. Writes nothing at all where the
// stream is not a terminal. What is printed meanwhile goes through `print`, so that it stands
// above.
class ProgressLine {
 public:
  using Write = std::function<void(std::string_view)>;

  ProgressLine(Write write, const Terminal& terminal)
      : write_(std::move(write)), terminal_(terminal) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view text);  // cut to the width of the terminal
  void print(std::string_view lines);
  void clear();

 private:
  Write write_;
  Terminal terminal_;
  bool shown_ = false;
};

}  // namespace tntc::ui
