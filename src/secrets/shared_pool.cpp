#include "secrets/shared_pool.h"

#include <algorithm>

#include "io/files.h"
#include "secrets/limits.h"
#include "secrets/position.h"
#include "secrets/text_file.h"

namespace tntc::secrets {
namespace {

constexpr std::string_view kReference = "$shared.";

bool refers(const Tree& tree) {
  if (tree.kind == Kind::text) return tree.text.reveal().starts_with(kReference);
  return std::ranges::any_of(tree.items, &refers);
}

bool is_inside(std::string_view name) {
  if (name.empty() || name.starts_with('/') || name.find('\0') != name.npos) return false;
  const std::string normal = io::normal_path(std::string(name));
  return normal == name && normal != ".." && !normal.starts_with("../") && normal != ".";
}

// Where the reference is used, once the whole tree is known.
Result<void> resolve(Tree& tree, const SharedPool& pool, std::string_view text,
                     const std::string& file) {
  if (tree.kind == Kind::text && tree.text.reveal().starts_with(kReference)) {
    const std::string name(tree.text.reveal().substr(kReference.size()));
    auto found = pool.find(name);
    if (!found) {
      Error error = std::move(found.error());
      error.message = "resolving " + std::string(kReference) + name + ": " +
                      (error.where.empty() ? "" : error.where + ": ") + error.message;
      error.where = place_in(text, file, tree.offset);
      return tl::unexpected(std::move(error));
    }
    tree = std::move(*found);
    return {};
  }
  for (Tree& item : tree.items) TNTC_CHECK(resolve(item, pool, text, file));
  return {};
}

}  // namespace

SharedPool SharedPool::above(const std::string& directory) {
  SharedPool pool;
  const auto real = io::real_path(directory);
  if (!real) return pool;
  for (std::string at = *real;;) {
    if (io::kind_of(at + "/.git")) {
      pool.directory_ = at + "/.secrets";
      return pool;
    }
    const std::size_t slash = at.rfind('/');
    if (slash == std::string::npos || at.empty()) return pool;
    at.resize(slash);
  }
}

Result<Tree> SharedPool::find(std::string_view name) const {
  if (!is_inside(name)) {
    return fail(ErrorKind::invalid, "this names nothing inside the shared pool",
                "write $shared.NAME, where NAME is a file of .secrets/ at the repository's root");
  }
  if (!directory_) {
    return fail(ErrorKind::not_found, "no repository is around this workflow",
                "the shared pool is .secrets/ beside .git; or write the value out");
  }
  const std::string path = *directory_ + '/' + std::string(name);
  const auto pool = io::real_path(*directory_);
  const auto real = io::real_path(path);
  if (!pool || !real) {
    return fail(ErrorKind::not_found, "there is no file " + path,
                "make the file, or correct the name");
  }
  if (!io::is_within(*real, *pool)) {
    return fail(ErrorKind::denied, path + " leads out of the shared pool by a symbolic link",
                "put the file itself into " + *directory_);
  }
  TNTC_TRY(std::string bytes, io::read_file(*real, kLargestFile));
  TNTC_TRY(Tree tree, read_text_file(std::move(bytes), path));
  if (refers(tree)) {
    return fail(ErrorKind::invalid, path + " refers to the shared pool itself",
                "write the value out in the pool");
  }
  return tree;
}

Result<void> resolve_shared(Tree& tree, const SharedPool& pool, std::string_view text,
                            const std::string& file) {
  return resolve(tree, pool, text, file);
}

}  // namespace tntc::secrets
