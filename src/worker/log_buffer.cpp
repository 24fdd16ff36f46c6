#include "worker/log_buffer.h"

#include <utility>

namespace tntc::worker {
namespace {

// A packet of this size still goes through the socket, not through a memfd.
constexpr std::size_t kFull = 32u << 10;

// Cuts at a code point's start.
void cut(std::string& text, std::size_t size) {
  const std::size_t before = text.size();
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  text.resize(size);
  text += " … [" + std::to_string(before - size) + " bytes cut]";
}

}  // namespace

LogBuffer::LogBuffer(ipc::Outbox& outbox, const secrets::Redactor& redactor, std::size_t max_line)
    : outbox_(outbox), redactor_(redactor), max_line_(max_line) {}

void LogBuffer::add(ipc::LogRecord line) {
  redactor_.redact(line.text);
  if (line.text.size() > max_line_) cut(line.text, max_line_);
  bool full = false;
  {
    const std::scoped_lock lock(mutex_);
    bytes_ += line.text.size() + 32;
    lines_.push_back(std::move(line));
    full = bytes_ >= kFull;
  }
  if (full) flush();
}

void LogBuffer::flush() {
  ipc::Logs logs;
  {
    const std::scoped_lock lock(mutex_);
    if (lines_.empty()) return;
    logs.lines.swap(lines_);
    bytes_ = 0;
  }
  outbox_.add(logs);
}

bool LogBuffer::empty() {
  const std::scoped_lock lock(mutex_);
  return lines_.empty();
}

}  // namespace tntc::worker
