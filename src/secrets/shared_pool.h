#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "secrets/tree.h"

namespace tntc::secrets {

// The secrets that the workflows of a repository share: <root>/.secrets, where the root is the
// nearest directory above a workflow that holds `.git` (a directory, or a file as in a worktree).
class SharedPool {
 public:
  // Looks for the root from `directory`, absolute, upwards.
  static SharedPool above(const std::string& directory);

  // What `$shared.<name>` means. Fails when there is no root, when the name or a symbolic link
  // leads out of the pool, and when the file is missing or refers to the pool itself. The message
  // names no value.
  Result<Tree> find(std::string_view name) const;

 private:
  std::optional<std::string> directory_;  // the pool; nothing: no root was found
};

// Replaces every text "$shared.<name>" in `tree`, at any depth, by what the pool has. `text` and
// `file` are the source the tree was read from, for the place of what cannot be resolved.
Result<void> resolve_shared(Tree& tree, const SharedPool& pool, std::string_view text,
                            const std::string& file);

}  // namespace tntc::secrets
