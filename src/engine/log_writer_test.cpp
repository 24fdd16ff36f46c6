#include "engine/log_writer.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace tntc::engine {
namespace {

const LogLine kLine{1770091506789, Level::info, "run-1", "fetch", 2, "two\nlines \x1b[31m"};

TEST(LogWriter, WritesTextThatStaysOneRecord) {
  EXPECT_EQ(to_text(kLine, LogFormat::text),
            "2026-02-03T04:05:06.789Z info  fetch#2 run-1: two\n    lines \\x1b[31m");
}

TEST(LogWriter, WritesJsonOnOneLine) {
  EXPECT_EQ(to_text(kLine, LogFormat::json),
            R"({"time":"2026-02-03T04:05:06.789Z","level":"info","run":"run-1","node":"fetch",)"
            R"("attempt":2,"msg":"two\nlines \u001b[31m"})");
}

TEST(LogWriter, BatchesLinesAndLosesNoneAtTheEnd) {
  boost::asio::io_context loop;
  std::vector<std::string> writes;
  {
    LogWriter writer(loop, LogFormat::text,
                     [&](std::string_view text) { writes.emplace_back(text); });
    writer.add(kLine);
    writer.add(kLine);
    EXPECT_TRUE(writes.empty());
    loop.run();
    EXPECT_EQ(writes.size(), 1u);
    writer.add(kLine);
  }
  EXPECT_EQ(writes.size(), 2u);
}

}  // namespace
}  // namespace tntc::engine
