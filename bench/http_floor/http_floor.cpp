// The HTTP trigger in front of an engine that does nothing: what a run costs before any node runs.
//   http_floor once|post [port]
// `once` ends every run inside start(), `post` on the next turn of the loop, as an engine would.
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include "triggers/http_server.h"

namespace {

namespace asio = boost::asio;
using namespace tntc;
using namespace tntc::triggers;

enum class Ending { once, post };

constexpr std::string_view kId = "018f3b6e-7c1a-7000-8000-000000000001";
constexpr std::string_view kResult =
    R"({"success":true,"outputs":{"a":{"n":1},"b":{"n":2},"c":{"n":3}},"errors":{},)"
    R"("timing":{"startedAt":1700000000000,"completedAt":1700000000001,"durationMs":1,)"
    R"("nodeTimings":{}}})";

class NoEngine : public RunPort {
 public:
  NoEngine(asio::io_context& loop, Ending ending) : loop_(loop), ending_(ending) {}

  Result<RunId> start(RunRequest, Done done) override {
    RunOutcome outcome{RunId(kId), RunEnd::succeeded, std::string(kResult)};
    if (ending_ == Ending::once)
      done(std::move(outcome));
    else
      asio::post(loop_, [done = std::move(done), outcome = std::move(outcome)]() mutable {
        done(std::move(outcome));
      });
    return RunId(kId);
  }

  bool cancel(std::string_view) override { return false; }

 private:
  asio::io_context& loop_;
  Ending ending_;
};

int usage() {
  std::fputs("usage: http_floor once|post [port]\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) return usage();
  const std::string_view ending = argv[1];
  if (ending != "once" && ending != "post") return usage();
  HttpOptions options;
  if (argc == 3) {
    const std::string_view port = argv[2];
    const auto read = std::from_chars(port.data(), port.data() + port.size(), options.port);
    if (read.ec != std::errc() || read.ptr != port.data() + port.size()) return usage();
  }

  asio::io_context loop(1);
  NoEngine engine(loop, ending == "once" ? Ending::once : Ending::post);
  const auto server = HttpServer::listen(loop, options, engine, {});
  if (!server) {
    std::fprintf(stderr, "http_floor: %s\n", server.error().message.c_str());
    return 1;
  }
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { (*server)->stop(); });
  std::printf("listening on port %u\n", (*server)->port());
  std::fflush(stdout);
  loop.run();
}
