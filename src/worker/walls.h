#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace tntc::worker {

// What a worker may touch; docs/walls.md has the table and the reasons.
struct WallPlan {
  std::vector<std::string> readable;  // files and directories, with all below
  std::vector<std::string> writable;
};

// The system's part of the table, and what the nodes may read and write (absolute paths).
WallPlan make_wall_plan(std::vector<std::string> readable, std::vector<std::string> writable);

struct Walls {
  std::string standing;  // "landlock, seccomp, no_new_privs"
  std::string missing;   // "landlock (the kernel does not have it)", or empty
};

// Puts the process behind its walls, for good. Must run before the first thread is started:
// Landlock confines only the thread that asks and its later children.
Result<Walls> raise_walls(const WallPlan& plan);

}  // namespace tntc::worker
