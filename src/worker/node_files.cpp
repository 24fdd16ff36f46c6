#include "worker/node_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <new>

#include "io/files.h"
#include "runtime/web/random.h"
#include "worker/file_tree.h"

namespace tntc::worker {
namespace {

namespace json = boost::json;
using runtime::Answer;
using runtime::fault;
using runtime::FileAct;
using runtime::FileCall;
using runtime::system_fault;

// One file is in memory twice while it is read, and a run has 256 MiB.
constexpr std::uint64_t kMostRead = 32u << 20;
// Copying goes on while nothing else of the run does; a disk takes a second for this.
constexpr std::uint64_t kMostCopied = 256u << 20;
constexpr mode_t kPermissions = 0777;  // never set-user-id and its like

std::string quoted(const std::string& path) {
  return "'" + path + "'";
}

mode_t mode_of(const FileCall& call, mode_t usual) {
  return call.mode ? static_cast<mode_t>(*call.mode) & kPermissions : usual;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

double milliseconds(const timespec& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec / 1'000'000);
}

std::string status_text(const struct stat& status) {
  return json::serialize(json::object{
      {"isFile", S_ISREG(status.st_mode)},
      {"isDirectory", S_ISDIR(status.st_mode)},
      {"isSymlink", S_ISLNK(status.st_mode)},
      {"isBlockDevice", S_ISBLK(status.st_mode)},
      {"isCharDevice", S_ISCHR(status.st_mode)},
      {"isFifo", S_ISFIFO(status.st_mode)},
      {"isSocket", S_ISSOCK(status.st_mode)},
      {"size", status.st_size},
      {"mtime", milliseconds(status.st_mtim)},
      {"atime", milliseconds(status.st_atim)},
      {"ctime", milliseconds(status.st_ctim)},
      {"dev", status.st_dev},
      {"ino", status.st_ino},
      {"mode", status.st_mode},
      {"nlink", status.st_nlink},
      {"uid", status.st_uid},
      {"gid", status.st_gid},
      {"rdev", status.st_rdev},
      {"blksize", status.st_blksize},
      {"blocks", status.st_blocks},
  });
}

}  // namespace

NodeFiles::Reply NodeFiles::act(const FileCall& call) try {
  const std::string& directory = grants_.place().directory;
  if (directory.empty() && !call.path.starts_with('/')) {
    return fault("NotSupported", "this workflow has no directory: " + quoted(call.path) +
                                     " must be an absolute path");
  }
  const bool changes = call.act != FileAct::read && call.act != FileAct::status &&
                       call.act != FileAct::link_status && call.act != FileAct::list &&
                       call.act != FileAct::real_path;
  if (changes && touch_) {
    if (const auto may = touch_(); !may) return fault("Interrupted", may.error().message);
  }
  switch (call.act) {
    case FileAct::read: return read(call);
    case FileAct::write: return write(call);
    case FileAct::status: return status(call, LastLink::follow);
    case FileAct::link_status: return status(call, LastLink::keep);
    case FileAct::make_directory: return make_directory(call);
    case FileAct::list: return list(call);
    case FileAct::remove: return remove(call);
    case FileAct::rename: return rename(call);
    case FileAct::copy: return copy(call);
    case FileAct::make_temp_file:
    case FileAct::make_temp_directory: return make_temporary(call);
    case FileAct::real_path: return real_path(call);
    case FileAct::truncate: return truncate(call);
  }
  return fault("NotSupported", "no such act");
} catch (const std::bad_alloc&) {
  // The process has a limit on its data (docs/walls.md); the node's share is used up.
  return fault("Error", "out of memory: " + quoted(call.path));
}

std::string NodeFiles::absolute(const std::string& path) const {
  return path.starts_with('/') ? path : grants_.place().directory + "/" + path;
}

grants::Refusal NodeFiles::refusal(Access access, const std::string& real_path) const {
  return access == Access::read ? grants_.refuse_read(real_path) : grants_.refuse_write(real_path);
}

// By another name (a hard link, or the end of a symbolic one) it is the same file.
bool NodeFiles::is_secrets_file(const FoundFile& found) const {
  const std::string name = grants_.place().directory + "/.secrets.yaml";
  struct stat secrets{};
  return !grants_.place().directory.empty() && ::stat(name.c_str(), &secrets) == 0 &&
         secrets.st_dev == found.status.st_dev && secrets.st_ino == found.status.st_ino;
}

grants::Refusal NodeFiles::refusal(Access access, const FoundFile& found) const {
  if (access == Access::read && found.is_regular() && is_secrets_file(found)) {
    return grants_.refuse_read(grants_.place().directory + "/.secrets.yaml");
  }
  return refusal(access, found.path);
}

// What is out of reach does not tell whether it exists either.
runtime::Fault NodeFiles::failure(Access access, const std::string& path, int code,
                                  const std::string& doing) const {
  if (const auto refused = refusal(access, io::normal_path(absolute(path)))) {
    return {"NotCapable", *refused};
  }
  return system_fault(code, doing);
}

Answer<FoundFile> NodeFiles::find(Access access, const std::string& path, LastLink last,
                                  const std::string& doing) const {
  auto found = find_file(absolute(path), last);
  if (!found) return tl::unexpected(failure(access, path, found.error(), doing));
  if (const auto refused = refusal(access, *found)) return fault("NotCapable", *refused);
  return std::move(*found);
}

Answer<FoundPlace> NodeFiles::place(const std::string& path, const std::string& doing) const {
  auto found = find_place(absolute(path));
  if (!found) return tl::unexpected(failure(Access::write, path, found.error(), doing));
  if (const auto refused = grants_.refuse_write(found->path)) return fault("NotCapable", *refused);
  return std::move(*found);
}

Answer<io::Fd> NodeFiles::open_found(const FoundFile& found, int flags,
                                     const std::string& doing) const {
  const bool wants_directory = (flags & O_DIRECTORY) != 0;
  if (!wants_directory && found.is_directory()) return tl::unexpected(system_fault(EISDIR, doing));
  if (wants_directory && !found.is_directory()) return tl::unexpected(system_fault(ENOTDIR, doing));
  if (!wants_directory && !found.is_regular()) {
    return fault("NotSupported", found.path + " is not a regular file: " + doing);
  }
  if (is_on_pseudo_file_system(found.fd.get())) {
    return fault("NotCapable", found.path +
                                   " is no file but a view of the system or the process, which "
                                   "nodes may not open: " +
                                   doing);
  }
  // Its other names may lie where the node must not write.
  if ((flags & O_ACCMODE) != O_RDONLY && found.status.st_nlink > 1) {
    return fault("NotCapable",
                 found.path + " has other names (hard links) and is not written: " + doing);
  }
  auto fd = reopen(found, flags);
  if (!fd) return tl::unexpected(system_fault(fd.error(), doing));
  return std::move(*fd);
}

NodeFiles::Reply NodeFiles::read(const FileCall& call) {
  const std::string doing = "readfile " + quoted(call.path);
  auto found = find(Access::read, call.path, LastLink::follow, doing);
  if (!found) return tl::unexpected(found.error());
  auto fd = open_found(*found, O_RDONLY, doing);
  if (!fd) return tl::unexpected(fd.error());
  std::string bytes;
  const int code = read_whole(fd->get(), kMostRead, bytes);
  if (code == EFBIG) {
    return fault("InvalidData",
                 "the file is larger than the 32 MiB that are read at once: " + doing);
  }
  if (code != 0) return tl::unexpected(system_fault(code, doing));
  return bytes;
}

Answer<io::Fd> NodeFiles::open_to_write(const FileCall& call, const std::string& path,
                                        const std::string& doing) const {
  const bool only_new = (call.flags & runtime::kCreateNew) != 0;
  const bool may_create = only_new || (call.flags & runtime::kCreate) != 0;
  const int existing = O_WRONLY | ((call.flags & runtime::kAppend) != 0 ? O_APPEND : O_TRUNC);
  auto found = find_file(absolute(path), LastLink::follow);
  if (found) {
    if (const auto refused = grants_.refuse_write(found->path))
      return fault("NotCapable", *refused);
    if (only_new) return tl::unexpected(system_fault(EEXIST, doing));
    auto fd = open_found(*found, existing, doing);
    if (fd && call.mode) ::fchmod(fd->get(), mode_of(call, 0666));
    return fd;
  }
  if (found.error() != ENOENT || !may_create) {
    return tl::unexpected(failure(Access::write, path, found.error(), doing));
  }
  auto where = place(path, doing);
  if (!where) return tl::unexpected(where.error());
  // Exclusive: a link to nowhere, or what somebody put there meanwhile, is not followed.
  constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  io::Fd fd(::openat(where->directory.get(), where->name.c_str(), kNew, mode_of(call, 0666)));
  if (!fd) return tl::unexpected(system_fault(errno, doing));
  if (call.mode) ::fchmod(fd.get(), mode_of(call, 0666));
  return fd;
}

NodeFiles::Reply NodeFiles::write(const FileCall& call) {
  const std::string doing = "writefile " + quoted(call.path);
  auto fd = open_to_write(call, call.path, doing);
  if (!fd) return tl::unexpected(fd.error());
  if (const int code = write_all(fd->get(), call.bytes); code != 0) {
    return tl::unexpected(system_fault(code, doing));
  }
  return "";
}

NodeFiles::Reply NodeFiles::status(const FileCall& call, LastLink last) {
  const std::string doing = (last == LastLink::keep ? "lstat " : "stat ") + quoted(call.path);
  auto found = find(Access::read, call.path, last, doing);
  if (!found) return tl::unexpected(found.error());
  return status_text(found->status);
}

NodeFiles::Reply NodeFiles::make_directory(const FileCall& call) {
  const std::string doing = "mkdir " + quoted(call.path);
  const bool recursive = (call.flags & runtime::kRecursive) != 0;
  FileCall wanted = call;
  if (recursive) {
    wanted.path = io::normal_path(absolute(call.path));
    const auto there = find_file(wanted.path, LastLink::follow);
    if (there && there->is_directory()) {
      // Refused like any other, so that it does not tell what exists.
      if (const auto refused = grants_.refuse_write(there->path)) {
        return fault("NotCapable", *refused);
      }
      return "";
    }
    if (!there && there.error() == ENOENT && wanted.path.rfind('/') > 0) {
      FileCall parent = wanted;
      parent.path.resize(wanted.path.rfind('/'));
      if (const auto above = find_file(parent.path, LastLink::follow);
          !above && above.error() == ENOENT) {
        if (auto made = make_directory(parent); !made) return made;
      }
    }
  }
  auto where = place(wanted.path, doing);
  if (!where) return tl::unexpected(where.error());
  if (::mkdirat(where->directory.get(), where->name.c_str(), mode_of(call, 0777)) != 0) {
    return tl::unexpected(system_fault(errno, doing));
  }
  return "";
}

NodeFiles::Reply NodeFiles::list(const FileCall& call) {
  const std::string doing = "readdir " + quoted(call.path);
  auto found = find(Access::read, call.path, LastLink::follow, doing);
  if (!found) return tl::unexpected(found.error());
  auto fd = open_found(*found, O_RDONLY | O_DIRECTORY, doing);
  if (!fd) return tl::unexpected(fd.error());
  auto entries = entries_of(std::move(*fd));
  if (!entries) return tl::unexpected(system_fault(entries.error(), doing));
  json::array out;
  for (const TreeEntry& entry : *entries) {
    out.push_back({{"name", entry.name},
                   {"isFile", entry.kind == EntryKind::file},
                   {"isDirectory", entry.kind == EntryKind::directory},
                   {"isSymlink", entry.kind == EntryKind::link}});
  }
  return json::serialize(out);
}

NodeFiles::Reply NodeFiles::remove(const FileCall& call) {
  const std::string doing = "remove " + quoted(call.path);
  auto where = place(call.path, doing);
  if (!where) return tl::unexpected(where.error());
  const bool recursive = (call.flags & runtime::kRecursive) != 0;
  const int code = recursive ? remove_tree(where->directory.get(), where->name)
                             : remove_one(where->directory.get(), where->name);
  if (code != 0) return tl::unexpected(system_fault(code, doing));
  return "";
}

NodeFiles::Reply NodeFiles::rename(const FileCall& call) {
  const std::string doing = "rename " + quoted(call.path) + " -> " + quoted(call.second);
  auto from = place(call.path, doing);
  if (!from) return tl::unexpected(from.error());
  // Under its new name it may be readable.
  if (const auto refused = grants_.refuse_read(from->path)) return fault("NotCapable", *refused);
  const std::string& directory = grants_.place().directory;
  if (directory == from->path || io::is_within(directory, from->path)) {
    return fault("NotCapable", "the workflow's own directory is not moved: " + doing);
  }
  auto to = place(call.second, doing);
  if (!to) return tl::unexpected(to.error());
  if (::renameat(from->directory.get(), from->name.c_str(), to->directory.get(),
                 to->name.c_str()) != 0) {
    return tl::unexpected(system_fault(errno, doing));
  }
  return "";
}

NodeFiles::Reply NodeFiles::copy(const FileCall& call) {
  const std::string doing = "copy " + quoted(call.path) + " -> " + quoted(call.second);
  auto found = find(Access::read, call.path, LastLink::follow, doing);
  if (!found) return tl::unexpected(found.error());
  auto source = open_found(*found, O_RDONLY, doing);
  if (!source) return tl::unexpected(source.error());
  if (static_cast<std::uint64_t>(found->status.st_size) > kMostCopied) {
    return fault("InvalidData",
                 "the file is larger than the 256 MiB that are copied at once: " + doing);
  }
  const auto there = find_file(absolute(call.second), LastLink::follow);
  if (there && there->status.st_ino == found->status.st_ino &&
      there->status.st_dev == found->status.st_dev) {
    return fault("InvalidData", "a file cannot be copied onto itself: " + doing);
  }
  FileCall target = call;
  target.flags = runtime::kCreate;
  target.mode = found->status.st_mode & kPermissions;
  auto fd = open_to_write(target, call.second, doing);
  if (!fd) return tl::unexpected(fd.error());
  if (const int code = copy_bytes(source->get(), fd->get(), kMostCopied); code != 0) {
    return tl::unexpected(system_fault(code, doing));
  }
  return "";
}

// `second` is "prefix/suffix".
NodeFiles::Reply NodeFiles::make_temporary(const FileCall& call) {
  const bool is_file = call.act == FileAct::make_temp_file;
  const std::string directory = call.path.empty() ? "/tmp" : call.path;
  const std::string doing = (is_file ? "maketempfile " : "maketempdir ") + quoted(directory);
  const std::size_t slash = call.second.find('/');
  if (slash == std::string::npos || call.second.find('/', slash + 1) != std::string::npos) {
    return fault("InvalidData", "prefix and suffix must not hold a slash: " + doing);
  }
  const std::string name = call.second.substr(0, slash) + runtime::web::make_uuid4().substr(24) +
                           call.second.substr(slash + 1);
  auto where = place(directory + "/" + name, doing);
  if (!where) return tl::unexpected(where.error());
  const int at = where->directory.get();
  const char* const made = where->name.c_str();
  const io::Fd fd(
      is_file ? ::openat(at, made, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)
              : -1);
  if (is_file ? !fd : ::mkdirat(at, made, 0700) != 0) {
    return tl::unexpected(system_fault(errno, doing));
  }
  return where->path;
}

NodeFiles::Reply NodeFiles::real_path(const FileCall& call) {
  auto found = find(Access::read, call.path, LastLink::follow, "realpath " + quoted(call.path));
  if (!found) return tl::unexpected(found.error());
  return found->path;
}

NodeFiles::Reply NodeFiles::truncate(const FileCall& call) {
  const std::string doing = "truncate " + quoted(call.path);
  auto found = find(Access::write, call.path, LastLink::follow, doing);
  if (!found) return tl::unexpected(found.error());
  auto fd = open_found(*found, O_WRONLY, doing);
  if (!fd) return tl::unexpected(fd.error());
  if (::ftruncate(fd->get(), static_cast<off_t>(call.size)) != 0) {
    return tl::unexpected(system_fault(errno, doing));
  }
  return "";
}

}  // namespace tntc::worker
