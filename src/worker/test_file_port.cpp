#include "worker/test_file_port.h"

#include <cerrno>
#include <utility>

#include "base/json_text.h"
#include "io/files.h"

namespace tntc::worker {
namespace {

using runtime::FileAct;
using runtime::FileCall;
using Kind = TestFiles::Kind;

constexpr std::string_view kDirectory = "/workflow";

tl::unexpected<runtime::Fault> failed(int code, const FileCall& call) {
  return tl::unexpected(runtime::system_fault(code, "'" + call.path + "'"));
}

std::string absolute(const std::string& path) {
  const bool is_absolute = path.starts_with('/');
  return io::normal_path(is_absolute ? path : std::string(kDirectory) + '/' + path);
}

bool writes(FileAct act) {
  switch (act) {
    case FileAct::read:
    case FileAct::status:
    case FileAct::link_status:
    case FileAct::list:
    case FileAct::copy:
    case FileAct::real_path: return false;
    default: return true;
  }
}

void append_flag(std::string& json, std::string_view name, bool value) {
  json += '"';
  json += name;
  json += value ? "\":true," : "\":false,";
}

void append_number(std::string& json, std::string_view name, std::int64_t value) {
  json += '"';
  json += name;
  json += "\":";
  append_json_number(json, value);
  json += ',';
}

void append_kind(std::string& json, Kind kind) {
  append_flag(json, "isFile", kind == Kind::file);
  append_flag(json, "isDirectory", kind == Kind::directory);
  append_flag(json, "isSymlink", false);
}

}  // namespace

std::string TestFilePort::judged(const std::string& path) const {
  const std::string place = absolute(path);
  const bool is_ours = place == kDirectory || place.starts_with(std::string(kDirectory) + '/');
  return is_ours ? grants_.place().directory + place.substr(kDirectory.size()) : place;
}

grants::Refusal TestFilePort::refuses(const FileCall& call) const {
  const bool is_temporary =
      call.act == FileAct::make_temp_file || call.act == FileAct::make_temp_directory;
  const std::string place = judged(is_temporary && call.path.empty() ? "/tmp" : call.path);
  if (auto refused = writes(call.act) ? grants_.refuse_write(place) : grants_.refuse_read(place)) {
    return refused;
  }
  const bool has_target = call.act == FileAct::rename || call.act == FileAct::copy;
  return has_target ? grants_.refuse_write(judged(call.second)) : std::nullopt;
}

TestFilePort::Reply TestFilePort::act(const FileCall& call) {
  if (const auto refused = refuses(call)) return runtime::fault("NotCapable", *refused);
  switch (call.act) {
    case FileAct::read: return read(call);
    case FileAct::write: return write(call);
    case FileAct::make_directory: return make_directory(call);
    case FileAct::remove: return remove(call);
    case FileAct::copy:
    case FileAct::rename: return copy(call);
    case FileAct::make_temp_file:
    case FileAct::make_temp_directory: return make_temporary(call);
    case FileAct::truncate: return truncate(call);
    case FileAct::status:
    case FileAct::link_status:
    case FileAct::list:
    case FileAct::real_path: break;
  }
  const Kind kind = files_.kind_of(call.path);
  if (kind == Kind::none) return failed(ENOENT, call);
  if (call.act == FileAct::real_path) return absolute(call.path);
  if (call.act != FileAct::list) return status_of(call.path);
  if (kind == Kind::file) return failed(ENOTDIR, call);
  return entries_of(call.path);
}

TestFilePort::Reply TestFilePort::read(const FileCall& call) {
  if (files_.kind_of(call.path) == Kind::directory) return failed(EISDIR, call);
  auto bytes = files_.read(call.path);
  if (!bytes) return failed(ENOENT, call);
  return std::move(*bytes);
}

TestFilePort::Reply TestFilePort::write(const FileCall& call) {
  const Kind kind = files_.kind_of(call.path);
  if (kind == Kind::directory) return failed(EISDIR, call);
  const bool is_new = (call.flags & runtime::kCreateNew) != 0;
  if (kind == Kind::file && is_new) return failed(EEXIST, call);
  if (kind == Kind::none && !is_new && (call.flags & runtime::kCreate) == 0) {
    return failed(ENOENT, call);
  }
  std::string bytes;
  if (kind == Kind::file && (call.flags & runtime::kAppend) != 0) bytes = *files_.read(call.path);
  bytes += call.bytes;
  if (!files_.write(call.path, std::move(bytes))) return failed(EISDIR, call);
  return "";
}

TestFilePort::Reply TestFilePort::make_directory(const FileCall& call) {
  const Kind kind = files_.kind_of(call.path);
  const bool recursive = (call.flags & runtime::kRecursive) != 0;
  if (kind == Kind::file || (kind == Kind::directory && !recursive)) return failed(EEXIST, call);
  files_.make_directory(call.path);
  return "";
}

TestFilePort::Reply TestFilePort::remove(const FileCall& call) {
  const Kind kind = files_.kind_of(call.path);
  if (kind == Kind::none) return failed(ENOENT, call);
  const bool recursive = (call.flags & runtime::kRecursive) != 0;
  if (kind == Kind::directory && !recursive && !files_.list(call.path).empty()) {
    return failed(ENOTEMPTY, call);
  }
  if (!files_.remove(call.path)) return failed(ENOENT, call);
  return "";
}

TestFilePort::Reply TestFilePort::copy(const FileCall& call) {
  if (files_.kind_of(call.path) == Kind::directory) return failed(EISDIR, call);
  auto bytes = files_.read(call.path);
  if (!bytes) return failed(ENOENT, call);
  if (!files_.write(call.second, std::move(*bytes))) return failed(EISDIR, call);
  if (call.act == FileAct::rename && absolute(call.path) != absolute(call.second)) {
    if (!files_.remove(call.path)) return failed(ENOENT, call);
  }
  return "";
}

TestFilePort::Reply TestFilePort::make_temporary(const FileCall& call) {
  const std::size_t slash = call.second.find('/');
  const std::string prefix = call.second.substr(0, slash);
  const std::string suffix = slash == std::string::npos ? "" : call.second.substr(slash + 1);
  const std::string path = absolute(call.path.empty() ? "/tmp" : call.path) + '/' + prefix +
                           std::to_string(++temporary_) + suffix;
  if (call.act == FileAct::make_temp_directory) {
    files_.make_directory(path);
  } else if (!files_.write(path, "")) {
    return failed(EISDIR, call);
  }
  return path;
}

TestFilePort::Reply TestFilePort::truncate(const FileCall& call) {
  auto bytes = files_.read(call.path);
  if (!bytes) return failed(ENOENT, call);
  constexpr std::uint64_t kMost = 32u << 20;
  if (call.size > kMost) return failed(EFBIG, call);
  bytes->resize(static_cast<std::size_t>(call.size));
  if (!files_.write(call.path, std::move(*bytes))) return failed(EISDIR, call);
  return "";
}

std::string TestFilePort::status_of(const std::string& path) const {
  const Kind kind = files_.kind_of(path);
  const auto bytes = files_.read(path);
  std::string json = "{";
  append_kind(json, kind);
  for (const char* name : {"isBlockDevice", "isCharDevice", "isFifo", "isSocket"}) {
    append_flag(json, name, false);
  }
  append_number(json, "size", bytes ? static_cast<std::int64_t>(bytes->size()) : 0);
  for (const char* name : {"mtime", "atime", "ctime"}) append_number(json, name, now_ms_);
  append_number(json, "mode", kind == Kind::directory ? 040755 : 0100644);
  for (const char* name : {"dev", "ino", "nlink", "uid", "gid", "rdev", "blksize", "blocks"}) {
    append_number(json, name, 0);
  }
  json.back() = '}';
  return json;
}

std::string TestFilePort::entries_of(const std::string& path) const {
  std::string json = "[";
  for (const std::string& name : files_.list(path)) {
    if (json.size() > 1) json += ',';
    json += "{\"name\":";
    append_json_string(json, name);
    json += ',';
    append_kind(json, files_.kind_of(absolute(path) + '/' + name));
    json.back() = '}';
  }
  return json + "]";
}

}  // namespace tntc::worker
