#pragma once

namespace tntc::spec {

// Where a value stands in workflow.yaml, 1-based.
struct Position {
  int line = 0;
  int column = 0;
};

}  // namespace tntc::spec
