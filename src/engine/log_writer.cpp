#include "engine/log_writer.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "base/json_text.h"

namespace tntc::engine {
namespace {

constexpr auto kDelay = std::chrono::milliseconds(50);
constexpr std::size_t kMuch = 64u << 10;

std::string_view name(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warn: return "warn";
    case Level::error: break;
  }
  return "error";
}

// RFC 3339 in UTC with milliseconds.
std::string timestamp(std::int64_t epoch_ms) {
  const std::time_t seconds = epoch_ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     epoch_ms % 1000);
}

std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    // A carriage return or an escape of a terminal must not rewrite what stands before it.
    if (c == '\n') {
      out += "\n    ";
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string as_json(const LogLine& line) {
  std::string json = R"({"time":")" + timestamp(line.time_ms) + R"(","level":")";
  json += name(line.level);
  json += '"';
  const auto add = [&json](std::string_view key, std::string_view value) {
    json += fmt::format(",\"{}\":", key);
    append_json_string(json, value);
  };
  if (!line.run.empty()) add("run", line.run);
  if (!line.node.empty()) add("node", line.node);
  if (line.attempt > 0) json += fmt::format(",\"attempt\":{}", line.attempt);
  add("msg", line.text);
  json.push_back('}');
  return json;
}

}  // namespace

std::string to_text(const LogLine& line, LogFormat format) {
  if (format == LogFormat::json) return as_json(line);
  std::string text = fmt::format("{} {:<5} ", timestamp(line.time_ms), name(line.level));
  if (!line.node.empty()) {
    text += line.node;
    if (line.attempt > 0) text += fmt::format("#{}", line.attempt);
    if (!line.run.empty()) text += ' ' + line.run;
    text += ": ";
  }
  return text + indented(line.text);
}

LogWriter::LogWriter(boost::asio::io_context& loop, LogFormat format, Write write)
    : format_(format), write_(std::move(write)), timer_(loop) {}

LogWriter::~LogWriter() {
  flush();
}

void LogWriter::add(const LogLine& line) {
  pending_ += to_text(line, format_);
  pending_.push_back('\n');
  if (pending_.size() >= kMuch) return flush();
  if (armed_) return;
  armed_ = true;
  timer_.expires_after(kDelay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    armed_ = false;
    flush();
  });
}

void LogWriter::flush() {
  if (pending_.empty()) return;
  write_(pending_);
  pending_.clear();
}

}  // namespace tntc::engine
