#include "worker/fetches.h"

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "io/http_client.h"

namespace tntc::worker {
namespace {

using runtime::FetchEvent;
using runtime::FetchNews;

class Fetches : public Transport, private io::HttpEvents {
 public:
  Fetches(io::Loop& loop, const Proxies& proxies) : loop_(loop), proxies_(proxies) {}

  Result<Number> start(const runtime::FetchCall& call, io::AddressCheck allowed,
                       News news) override {
    if (!client_) {
      // Every request brings the check of its node.
      client_.emplace(loop_, io::HttpOptions{.allowed = {},
                                             .user_agent = "Tentacular/" TNTC_VERSION,
                                             .http_proxy = proxies_.http,
                                             .https_proxy = proxies_.https,
                                             .no_proxy = proxies_.none});
    }
    io::HttpRequest request;
    request.allowed = std::move(allowed);
    request.method = call.method;
    request.url = call.url;
    request.headers = call.headers;
    request.extra_ca = call.extra_ca;
    if (call.upload == runtime::UploadKind::bytes) request.body = call.body;
    if (call.upload == runtime::UploadKind::streamed) request.body = io::StreamedBody{};
    TNTC_TRY(const io::TransferId id, client_->start(std::move(request), *this));
    // Shared: the listener may abort its own fetch, and so be erased, while it is being told.
    listeners_[id] = std::make_shared<News>(std::move(news));
    return static_cast<Number>(id);
  }
  void read_more(Number fetch) override { client_->read_more(io::TransferId{fetch}); }
  void send_body(Number fetch, std::string_view bytes) override {
    client_->send(io::TransferId{fetch}, bytes);
  }
  void end_body(Number fetch) override { client_->send_end(io::TransferId{fetch}); }
  void abort(Number fetch) override {
    listeners_.erase(io::TransferId{fetch});
    client_->abort(io::TransferId{fetch});
  }

 private:
  enum class After { goes_on, is_over };

  // Of the one transfer whose events are being told.
  struct Gathered {
    std::optional<io::HttpHead> head;
    std::optional<std::string> bytes;
    bool ended = false;
    std::optional<Error> error;
  };

  void tell(io::TransferId id, const FetchNews& news, After after) {
    const auto found = listeners_.find(id);
    if (found == listeners_.end()) return;
    const std::shared_ptr<News> listener = found->second;
    if (after == After::is_over) listeners_.erase(found);
    (*listener)(news);
  }

  // A short answer comes whole: entering script once for all of it saves two of three entries.
  void on_head(io::TransferId, io::HttpHead head) override { gathered_.head = std::move(head); }
  void on_data(io::TransferId, std::string bytes) override { gathered_.bytes = std::move(bytes); }
  void on_end(io::TransferId) override { gathered_.ended = true; }
  void on_error(io::TransferId, Error error) override { gathered_.error = std::move(error); }

  void on_told(io::TransferId id) override {
    const Gathered all = std::exchange(gathered_, {});
    std::array<FetchNews, 3> news;
    std::size_t count = 0;
    const auto add = [&](FetchNews one) {
      news[count] = one;
      if (count > 0) news[count - 1].then = &news[count];
      ++count;
    };
    if (all.head) {
      add({FetchEvent::head, all.head->status, all.head->status_text, all.head->headers});
    }
    if (all.bytes) add({FetchEvent::data, 0, *all.bytes, {}});
    if (all.ended) add({FetchEvent::end, 0, {}, {}});
    if (all.error) add({FetchEvent::failure, 0, all.error->message, {}});
    const bool over = all.ended || all.error;
    if (count > 0) tell(id, news[0], over ? After::is_over : After::goes_on);
  }

  void on_upload_ready(io::TransferId id) override {
    tell(id, {FetchEvent::wants_body, 0, {}, {}}, After::goes_on);
  }

  io::Loop& loop_;
  const Proxies& proxies_;
  Gathered gathered_;
  std::unordered_map<io::TransferId, std::shared_ptr<News>> listeners_;
  std::optional<io::HttpClient> client_;  // last: it ends its transfers first
};

}  // namespace

std::unique_ptr<Transport> make_transport(io::Loop& loop, const Proxies& proxies) {
  return std::make_unique<Fetches>(loop, proxies);
}

}  // namespace tntc::worker
