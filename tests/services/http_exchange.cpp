#include "tests/services/http_exchange.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace tntc::services {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string head_text(int status, const Headers& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  return text + "\r\n";
}

std::string hex(std::size_t number) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
    number /= 16;
  } while (number != 0);
  return digits;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

void append_little_endian(std::string& text, std::size_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((number >> (8 * i)) & 0xff);
}

}  // namespace

std::string ServedRequest::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& h) { return h.first == name; });
  return found == headers.end() ? std::string() : found->second;
}

int ServedRequest::count(std::string_view name) const {
  return static_cast<int>(
      std::ranges::count_if(headers, [&](const auto& h) { return h.first == name; }));
}

void StopSignal::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

bool StopSignal::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

bool StopSignal::sleep(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return stopped_; });
}

HttpExchange::HttpExchange(int socket, std::string& unread, ServedRequest request, StopSignal& stop)
    : socket_(socket), unread_(unread), request_(std::move(request)), stop_(stop) {}

bool HttpExchange::fill() {
  std::array<char, 16384> buffer;
  ssize_t size = -1;
  do {
    size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  unread_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

std::string HttpExchange::line() {
  while (unread_.find("\r\n") == std::string::npos)
    if (!fill()) return {};
  const std::size_t end = unread_.find("\r\n");
  std::string text = unread_.substr(0, end);
  unread_.erase(0, end + 2);
  return text;
}

std::string HttpExchange::exactly(std::size_t count) {
  while (unread_.size() < count)
    if (!fill()) break;
  std::string bytes = unread_.substr(0, count);
  unread_.erase(0, bytes.size());
  return bytes;
}

void HttpExchange::read_body() {
  const std::string length = request_.header("content-length");
  if (!length.empty()) {
    request_.body = exactly(std::stoul(length));
    return;
  }
  if (request_.header("transfer-encoding") != "chunked") return;
  while (true) {
    const std::string size = line();
    if (size.empty()) return;  // the connection has ended
    const std::size_t count = std::stoul(size, nullptr, 16);
    request_.body += exactly(count);
    line();
    if (count == 0) return;
  }
}

const std::string& HttpExchange::body() {
  if (!body_read_) read_body();
  body_read_ = true;
  return request_.body;
}

std::string HttpExchange::read_some() {
  body_read_ = true;
  if (unread_.empty() && !fill()) return {};
  return std::exchange(unread_, {});
}

void HttpExchange::respond(int status, std::string_view body, const Headers& headers) {
  Headers all = headers;
  all.emplace_back("Content-Length", std::to_string(body.size()));
  std::string text = head_text(status, all);
  if (request_.method != "HEAD") text += body;
  raw(text);
}

void HttpExchange::head(int status, const Headers& headers) {
  raw(head_text(status, headers));
}

void HttpExchange::chunk(std::string_view bytes) {
  if (!bytes.empty()) raw(hex(bytes.size()) + "\r\n" + std::string(bytes) + "\r\n");
}

void HttpExchange::end_chunks() {
  raw("0\r\n\r\n");
}

bool HttpExchange::raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) {
      keep_ = false;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void HttpExchange::wait_for_close() {
  keep_ = false;
  while (fill()) unread_.clear();
}

void HttpExchange::reset() {
  keep_ = false;
  const linger hard{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

std::string to_gzip(std::string_view bytes) {
  constexpr std::size_t kBlock = 65535;
  std::string text("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  for (std::size_t at = 0; at == 0 || at < bytes.size(); at += kBlock) {
    const std::string_view block = bytes.substr(at, kBlock);
    text += static_cast<char>(at + kBlock >= bytes.size() ? 1 : 0);
    append_little_endian(text, block.size(), 2);
    append_little_endian(text, ~block.size(), 2);
    text += block;
  }
  append_little_endian(text, crc32(bytes), 4);
  append_little_endian(text, bytes.size(), 4);
  return text;
}

}  // namespace tntc::services
