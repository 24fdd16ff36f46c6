#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "engine/engine.h"

namespace tntc::engine {

// "2026-02-03T04:05:06.789Z INFO  fetch#1 0190…: text" or one JSON object a line, without the line
// end. Line breaks inside the text stay in one record: as JSON escapes, or indented.
std::string to_text(const LogLine& line, LogFormat format);

// Writes log lines in batches: one write for all that come within 50 ms, at once when it is much,
// and before the program ends. Unbuffered writes of lines were measured to cost the existing engine
// two thirds of a run.
class LogWriter {
 public:
  // `write` gets whole lines; it is called on the loop's thread and from the destructor.
  using Write = std::function<void(std::string_view)>;
  LogWriter(boost::asio::io_context& loop, LogFormat format, Write write);
  ~LogWriter();

  void add(const LogLine& line);
  void flush();

 private:
  LogFormat format_;
  Write write_;
  std::string pending_;
  boost::asio::steady_timer timer_;
  bool armed_ = false;
};

}  // namespace tntc::engine
