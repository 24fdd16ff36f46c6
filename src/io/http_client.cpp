#include "io/http_client.h"

#include <sys/epoll.h>

#include <set>
#include <unordered_map>
#include <utility>

#include "base/assert.h"
#include "io/curl_transfer.h"

namespace tntc::io {
namespace {

// Connections kept for later transfers; more than a node talks to, less than it costs to worry.
constexpr long kKeptConnections = 64;

std::uint32_t to_epoll(int what) {
  std::uint32_t events = 0;
  if ((what & CURL_POLL_IN) != 0) events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) events |= EPOLLOUT;
  return events;
}

int to_curl(std::uint32_t events) {
  int mask = 0;
  if ((events & (EPOLLIN | EPOLLHUP)) != 0) mask |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) mask |= CURL_CSELECT_ERR;
  return mask;
}

}  // namespace

// The transfers of one client on one libcurl multi handle. libcurl asks for sockets and a timer to
// be watched, is told what happened to them, and stores in the CurlTransfers what that brought;
// only then, outside of libcurl, events go out, so they may call anything.
class HttpClient::Transfers {
 public:
  static Result<std::unique_ptr<Transfers>> make(Loop& loop, const HttpOptions& options);
  ~Transfers();

  Result<TransferId> start(HttpRequest request, HttpEvents& sink);
  void read_more(TransferId id);
  void send(TransferId id, std::string_view bytes);
  void send_end(TransferId id);
  void abort(TransferId id);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::unique_ptr<CurlTransfer> transfer;
    bool wants_data = true;  // the reader has asked for more than it was given
  };

  Transfers(Loop& loop, const CurlLibrary& curl, const HttpOptions& options, CURLM* multi);

  Entry* find(TransferId id);
  std::unique_ptr<CurlTransfer> take(TransferId id);
  void act(curl_socket_t socket, int events);
  void collect_finished();
  void deliver_all();
  void deliver(TransferId id);
  void deliver_events(TransferId id);
  void deliver_data(Entry& entry);
  void deliver_outcome(TransferId id);
  void deliver_later();

  int watch(curl_socket_t socket, int what);
  void set_timer(long milliseconds);

  static int socket_callback(CURL*, curl_socket_t socket, int what, void* self, void*);
  static int timer_callback(CURLM*, long milliseconds, void* self);

  Loop& loop_;
  const CurlLibrary& curl_;
  const HttpOptions& options_;
  CURLM* multi_;

  std::unordered_map<TransferId, Entry> entries_;
  std::vector<TransferId> touched_;
  std::set<curl_socket_t> watched_;
  TimerId curl_timer_;
  TimerId delivery_timer_;
  std::uint64_t last_id_ = 0;
  bool delivering_ = false;
};

Result<std::unique_ptr<HttpClient::Transfers>> HttpClient::Transfers::make(
    Loop& loop, const HttpOptions& options) {
  TNTC_TRY(const CurlLibrary* const curl, CurlLibrary::load());
  CURLM* multi = curl->multi_init();
  if (multi == nullptr) return fail(ErrorKind::internal, "starting HTTP: out of memory");
  return std::unique_ptr<Transfers>(new Transfers(loop, *curl, options, multi));
}

HttpClient::Transfers::Transfers(Loop& loop, const CurlLibrary& curl, const HttpOptions& options,
                                 CURLM* multi)
    : loop_(loop), curl_(curl), options_(options), multi_(multi) {
  void* const self = this;
  curl_.multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &socket_callback);
  curl_.multi_setopt(multi_, CURLMOPT_SOCKETDATA, self);
  curl_.multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &timer_callback);
  curl_.multi_setopt(multi_, CURLMOPT_TIMERDATA, self);
  curl_.multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kKeptConnections);
  // One transfer at a time on a connection, HTTP/2 as well: only so a reader that is behind holds
  // its server back. On a shared connection libcurl 7.88 goes on reading for the other streams, up
  // to 32 MB for each that waits, and leaks that when such a transfer is aborted.
  curl_.multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
}

HttpClient::Transfers::~Transfers() {
  TNTC_ASSERT(!delivering_);
  for (auto& [id, entry] : entries_) curl_.multi_remove_handle(multi_, entry.transfer->handle());
  entries_.clear();
  curl_.multi_cleanup(multi_);
  for (const curl_socket_t socket : watched_) loop_.unwatch(socket);
  loop_.cancel(curl_timer_);
  loop_.cancel(delivery_timer_);
}

HttpClient::Transfers::Entry* HttpClient::Transfers::find(TransferId id) {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

Result<TransferId> HttpClient::Transfers::start(HttpRequest request, HttpEvents& sink) {
  const TransferId id{++last_id_};
  TNTC_TRY(auto transfer,
           CurlTransfer::make({curl_, options_, touched_}, id, std::move(request), sink));
  const CURLMcode code = curl_.multi_add_handle(multi_, transfer->handle());
  if (code != CURLM_OK) return fail(ErrorKind::internal, "starting a request: libcurl refused it");
  entries_.emplace(id, Entry{std::move(transfer)});
  return id;
}

void HttpClient::Transfers::read_more(TransferId id) {
  Entry* entry = find(id);
  if (entry == nullptr) return;
  entry->wants_data = true;
  touched_.push_back(id);
  deliver_later();
}

void HttpClient::Transfers::send(TransferId id, std::string_view bytes) {
  if (Entry* entry = find(id)) entry->transfer->send(bytes);
  deliver_later();
}

void HttpClient::Transfers::send_end(TransferId id) {
  if (Entry* entry = find(id)) entry->transfer->send_end();
  deliver_later();
}

void HttpClient::Transfers::abort(TransferId id) {
  take(id);
}

std::unique_ptr<CurlTransfer> HttpClient::Transfers::take(TransferId id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return nullptr;
  std::unique_ptr<CurlTransfer> transfer = std::move(found->second.transfer);
  entries_.erase(found);
  curl_.multi_remove_handle(multi_, transfer->handle());
  return transfer;
}

void HttpClient::Transfers::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_.multi_socket_action(multi_, socket, events, &running);
  collect_finished();
  deliver_all();
}

void HttpClient::Transfers::collect_finished() {
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode code = message->data.result;  // the message is gone after the removal
    char* pointer = nullptr;
    curl_.easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
    // Removed now, so the connection is free for others while the reader is behind.
    curl_.multi_remove_handle(multi_, easy);
    reinterpret_cast<CurlTransfer*>(pointer)->finish(code);
  }
}

void HttpClient::Transfers::deliver_later() {
  if (touched_.empty() || delivery_timer_) return;
  delivery_timer_ = loop_.after(Duration::zero(), [this] {
    delivery_timer_ = TimerId();
    deliver_all();
  });
}

// What the events cause is delivered in the next turn: no transfer can keep the loop.
void HttpClient::Transfers::deliver_all() {
  delivering_ = true;
  for (const TransferId id : std::exchange(touched_, {})) deliver(id);
  delivering_ = false;
  deliver_later();
}

void HttpClient::Transfers::deliver(TransferId id) {
  const Entry* entry = find(id);
  if (entry == nullptr) return;
  HttpEvents& sink = entry->transfer->sink();
  deliver_events(id);
  sink.on_told(id);
}

// Every event may abort its transfer, so it is looked up anew before each.
void HttpClient::Transfers::deliver_events(TransferId id) {
  while (Entry* entry = find(id)) {
    CurlTransfer& transfer = *entry->transfer;
    transfer.look();
    if (transfer.answered_early()) transfer.finish(CURLE_OK);
    if (auto head = transfer.take_head()) {
      transfer.sink().on_head(id, std::move(*head));
      continue;
    }
    if (transfer.take_upload_wish()) {
      transfer.sink().on_upload_ready(id);
      continue;
    }
    if (transfer.has_bytes() && !entry->wants_data) return;
    if (transfer.has_bytes()) {
      deliver_data(*entry);
      continue;
    }
    if (transfer.finished()) deliver_outcome(id);
    return;
  }
}

void HttpClient::Transfers::deliver_data(Entry& entry) {
  CurlTransfer& transfer = *entry.transfer;
  std::string bytes = transfer.take_bytes();
  transfer.resume_reading();
  if (bytes.empty()) return;
  entry.wants_data = false;
  transfer.sink().on_data(transfer.id(), std::move(bytes));
}

void HttpClient::Transfers::deliver_outcome(TransferId id) {
  const std::unique_ptr<CurlTransfer> transfer = take(id);
  if (auto failure = transfer->failure()) return transfer->sink().on_error(id, std::move(*failure));
  transfer->sink().on_end(id);
}

int HttpClient::Transfers::watch(curl_socket_t socket, int what) {
  if (what == CURL_POLL_REMOVE) {
    loop_.unwatch(socket);
    watched_.erase(socket);
    return 0;
  }
  const std::uint32_t events = to_epoll(what);
  if (watched_.contains(socket)) return loop_.change(socket, events) ? 0 : -1;
  const auto watching = loop_.watch(
      socket, events, [this, socket](std::uint32_t ready) { act(socket, to_curl(ready)); });
  if (!watching) return -1;  // ends the transfers with an error
  watched_.insert(socket);
  return 0;
}

void HttpClient::Transfers::set_timer(long milliseconds) {
  loop_.cancel(curl_timer_);
  if (milliseconds < 0) return;
  curl_timer_ =
      loop_.after(std::chrono::milliseconds(milliseconds), [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

int HttpClient::Transfers::socket_callback(CURL*, curl_socket_t socket, int what, void* self,
                                           void*) {
  return static_cast<Transfers*>(self)->watch(socket, what);
}

int HttpClient::Transfers::timer_callback(CURLM*, long milliseconds, void* self) {
  static_cast<Transfers*>(self)->set_timer(milliseconds);
  return 0;
}

HttpClient::HttpClient(Loop& loop, HttpOptions options)
    : loop_(loop), options_(std::move(options)) {}

HttpClient::~HttpClient() = default;

Result<TransferId> HttpClient::start(HttpRequest request, HttpEvents& sink) {
  if (transfers_ == nullptr) {
    TNTC_TRY(transfers_, Transfers::make(loop_, options_));
  }
  return transfers_->start(std::move(request), sink);
}

void HttpClient::read_more(TransferId id) {
  if (transfers_ != nullptr) transfers_->read_more(id);
}

void HttpClient::send(TransferId id, std::string_view bytes) {
  if (transfers_ != nullptr) transfers_->send(id, bytes);
}

void HttpClient::send_end(TransferId id) {
  if (transfers_ != nullptr) transfers_->send_end(id);
}

void HttpClient::abort(TransferId id) {
  if (transfers_ != nullptr) transfers_->abort(id);
}

std::size_t HttpClient::size() const {
  return transfers_ != nullptr ? transfers_->size() : 0;
}

}  // namespace tntc::io
