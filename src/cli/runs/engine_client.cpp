#include "cli/runs/engine_client.h"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/hex.h"
#include "cli/provisions.h"
#include "engine/engine_token.h"
#include "io/http_client.h"
#include "ui/json_text.h"

namespace tntc::cli::runs {
namespace {

constexpr std::chrono::seconds kConnect(5);
constexpr std::chrono::seconds kWhole(60);
constexpr std::size_t kLargestAnswer = std::size_t{64} << 20;

// Gathers one answer.
class Answer : public io::HttpEvents {
 public:
  Answer(io::Loop& loop, io::HttpClient& client) : loop_(loop), client_(client) {}

  void on_head(io::TransferId, io::HttpHead head) override { status = head.status; }
  void on_data(io::TransferId id, std::string bytes) override {
    body += bytes;
    if (body.size() <= kLargestAnswer) return client_.read_more(id);
    client_.abort(id);
    fault = Error{ErrorKind::unavailable, "the answer is too long", {}, {}};
    loop_.stop();
  }
  void on_end(io::TransferId) override { loop_.stop(); }
  void on_error(io::TransferId, Error error) override {
    fault = std::move(error);
    loop_.stop();
  }
  void on_upload_ready(io::TransferId) override {}

  int status = 0;
  std::string body;
  std::optional<Error> fault;

 private:
  io::Loop& loop_;
  io::HttpClient& client_;
};

ErrorKind kind_of(int status) {
  switch (status) {
    case 401:
    case 403: return ErrorKind::denied;
    case 404: return ErrorKind::not_found;
    case 409: return ErrorKind::conflict;
    case 503: return ErrorKind::unavailable;
    case 507: return ErrorKind::no_space;
    default: break;
  }
  return status >= 500 ? ErrorKind::internal : ErrorKind::invalid;
}

// What the engine says of a request that it refused.
Error refusal(int status, std::string_view body, const std::string& url) {
  const std::string_view error = ui::member(body, "error");
  Error told{kind_of(status),
             ui::unquoted(ui::member(error, "message")),
             {},
             ui::unquoted(ui::member(error, "hint"))};
  if (told.message.empty()) {
    told.message = fmt::format("{} answers with status {}", url, status);
    if (status == 404 || status == 405) told.hint = "the engine may be of an older version";
  }
  return told;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
      continue;
    }
    encoded += '%';
    append_hex(encoded, static_cast<unsigned char>(c));
  }
  return encoded;
}

Result<EngineClient> EngineClient::connect(const World& world, const Place& place,
                                           const std::optional<std::string>& secrets) {
  const auto engine = engine::history::find_engine(place.state);
  if (!engine.runs) {
    return fail(ErrorKind::unavailable, "no engine runs for " + place.shown,
                "start one: `tntc dev " + place.shown +
                    "`, or tentacular-engine; runs that were recorded then go on");
  }
  if (engine.url.empty()) {
    return fail(ErrorKind::unavailable,
                fmt::format("process {} has the runs of {}, but does not say where it serves",
                            engine.process, place.shown),
                "try again when it has started; an engine of an older version never says it");
  }
  TNTC_TRY(const tntc::secrets::Loaded loaded, load_secrets(world, place.directory, secrets));
  TNTC_TRY(const SecretText token, engine::engine_token_text(loaded.json.reveal()));
  return EngineClient(engine.url, std::string(token.reveal()));
}

Result<std::string> EngineClient::ask(const std::string& method, const std::string& path,
                                      std::optional<std::string> body) const {
  TNTC_TRY(const std::unique_ptr<io::Loop> loop, io::Loop::make());
  // To an address that the engine of this directory has written: nothing is denied.
  io::HttpClient client(*loop, {.allowed = {}, .user_agent = "tntc"});
  Answer answer(*loop, client);
  io::HttpRequest request;
  request.method = method;
  request.url = url_ + path;
  if (!token_.empty()) request.headers.emplace_back("Tentacular-Token", token_);
  if (body) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(*body);
  }
  request.timeouts = {.connect = kConnect, .total = kWhole};
  const std::string doing = "asking the engine at " + url_;
  TNTC_CHECK(during(doing, client.start(std::move(request), answer)));
  loop->run();
  if (answer.fault) {
    return fail(ErrorKind::unavailable, doing + ": " + answer.fault->message,
                "look whether it still runs; `tntc dev` or tentacular-engine starts one");
  }
  if (answer.status / 100 == 2) return std::move(answer.body);
  return tl::unexpected(refusal(answer.status, answer.body, url_ + path));
}

}  // namespace tntc::cli::runs
