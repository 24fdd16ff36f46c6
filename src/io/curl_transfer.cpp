#include "io/curl_transfer.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "io/http_client.h"
#include "io/http_failure.h"

namespace tntc::io {
namespace {

// What is kept for a reader that is behind, before the connection is told to wait.
constexpr std::size_t kReadAhead = 64u << 10;

// Sending these twice does what sending once does (RFC 9110, 9.2.2).
bool is_idempotent(std::string_view method) {
  return method != "POST" && method != "PATCH";
}

bool has_no_body(std::string_view method, int status) {
  return method == "HEAD" || status == 204 || status == 304;
}

// Empty when there is none, or more than one to take off.
std::string_view coding_of(const HttpHeaders& headers) {
  std::string_view coding;
  for (const auto& [name, value] : headers) {
    if (name != "content-encoding") continue;
    if (!coding.empty()) return {};
    coding = value;
  }
  return coding;
}

// Nothing where only the end of the body will tell.
std::optional<std::size_t> body_length(std::string_view method, const HttpHead& head) {
  if (has_no_body(method, head.status)) return 0;
  for (const auto& [name, value] : head.headers) {
    if (name == "transfer-encoding") return std::nullopt;
    if (name != "content-length") continue;
    std::size_t length = 0;
    const char* const end = value.data() + value.size();
    if (std::from_chars(value.data(), end, length).ptr == end) return length;
  }
  return std::nullopt;
}

CurlTransfer* self_of(void* pointer) {
  return static_cast<CurlTransfer*>(pointer);
}

}  // namespace

CurlTransfer::~CurlTransfer() = default;

void CurlTransfer::touch() {
  if (is_touched_) return;
  is_touched_ = true;
  touched_.push_back(id_);
}

std::optional<HttpHead> CurlTransfer::take_head() {
  return std::exchange(head_, std::nullopt);
}

bool CurlTransfer::take_upload_wish() {
  return std::exchange(upload_wish_, false) && !finished();
}

std::string CurlTransfer::take_bytes() {
  return decoder_ != nullptr ? decode() : std::exchange(received_, {});
}

std::string CurlTransfer::decode() {
  std::string bytes;
  const auto used = decoder_->decode(received_, bytes, kReadAhead);
  const bool stuck = used && *used == 0 && bytes.empty() && !received_.empty();
  if (!used || stuck) {
    fail_decoding(used ? "corrupt data" : used.error().message);
    return {};
  }
  received_.erase(0, *used);
  decoder_is_full_ = bytes.size() == kReadAhead;
  return bytes;
}

void CurlTransfer::fail_decoding(std::string_view why) {
  received_.clear();
  decoder_is_full_ = false;
  result_ = CURLE_BAD_CONTENT_ENCODING;
  failure_ = to_error({CURLE_BAD_CONTENT_ENCODING, 0, TransferPhase::reading, why});
  touch();
}

std::optional<Error> CurlTransfer::failure() const {
  const bool cut_short = decoder_ != nullptr && body_begun_ && !decoder_->complete();
  if (failure_ || !cut_short) return failure_;
  return to_error(
      {CURLE_BAD_CONTENT_ENCODING, 0, TransferPhase::reading, "unexpected end of the coded data"});
}

// An HTTP/2 server may answer in full and close the stream without an error, for it wants no more
// of the upload (RFC 9113, 8.1). libcurl then fails what is still to be sent, without a detail,
// which it gives for every stream closed with an error or before the head.
bool CurlTransfer::cut_off_by_whole_answer(CURLcode code) const {
  const bool may_lack_bytes = reading_paused_ || rest_.value_or(0) > 0;
  return code == CURLE_HTTP2_STREAM && detail_[0] == '\0' && head_seen_ && !may_lack_bytes;
}

void CurlTransfer::finish(CURLcode code) {
  if (finished()) return;
  if (cut_off_by_whole_answer(code)) code = CURLE_OK;
  result_ = code;
  if (code != CURLE_OK) failure_ = refusal_ ? *refusal_ : describe(code);
  touch();
}

Error CurlTransfer::describe(CURLcode code) const {
  long os_error = 0;
  curl_.easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
  TransferFailure failure;
  failure.code = code;
  failure.os_error = static_cast<int>(os_error);
  failure.detail = detail_[0] != '\0' ? detail_.data() : curl_.easy_strerror(code);
  if (requests_sent_ > 0) failure.phase = TransferPhase::requesting;
  if (head_seen_) failure.phase = TransferPhase::reading;
  return to_error(failure);
}

bool CurlTransfer::answered_early() const {
  return std::holds_alternative<StreamedBody>(request_.body) && head_seen_ && rest_ == 0 &&
         !sent_all_ && !finished();
}

void CurlTransfer::resume_reading() {
  if (std::exchange(reading_paused_, false)) resume();
}

void CurlTransfer::send(std::string_view bytes) {
  if (finished() || sent_all_) return;
  to_send_.append(bytes);
  if (std::exchange(sending_paused_, false)) resume();
}

void CurlTransfer::send_end() {
  sent_all_ = true;
  if (std::exchange(sending_paused_, false)) resume();
}

// Unpausing hands over what libcurl has kept back, so its callbacks may run inside.
void CurlTransfer::resume() {
  if (finished()) return;
  const int paused =
      (reading_paused_ ? CURLPAUSE_RECV : 0) | (sending_paused_ ? CURLPAUSE_SEND : 0);
  const CURLcode code = curl_.easy_pause(easy_.get(), paused);
  if (code != CURLE_OK) finish(code);
}

Result<void> CurlTransfer::prepare_body(HttpHead& head) {
  rest_ = body_length(request_.method, head);
  if (!decoding_ || has_no_body(request_.method, head.status)) return {};
  TNTC_TRY(decoder_, make_content_decoder(coding_of(head.headers)));
  if (decoder_ != nullptr) drop_coding_headers(head.headers);
  return {};
}

std::size_t CurlTransfer::on_header(std::string_view line) {
  auto head = parser_.line(line);
  const auto prepared = head && *head ? prepare_body(**head) : Result<void>();
  if (!head || !prepared) {
    refusal_ = head ? prepared.error() : head.error();
    refusal_->message = "client error (SendRequest): " + refusal_->message;
    return 0;  // anything but line.size() ends the transfer
  }
  if (*head) {
    head_ = std::move(**head);
    head_seen_ = true;
    touch();
  }
  return line.size();
}

std::size_t CurlTransfer::on_body(std::string_view bytes) {
  if (!received_.empty() && received_.size() + bytes.size() > kReadAhead) {
    reading_paused_ = true;
    return CURL_WRITEFUNC_PAUSE;  // libcurl keeps these bytes and brings them again
  }
  received_.append(bytes);
  body_begun_ = true;
  if (rest_) *rest_ -= std::min(*rest_, bytes.size());
  touch();
  return bytes.size();
}

std::size_t CurlTransfer::on_read(char* target, std::size_t room) {
  const std::size_t count = std::min(room, to_send_.size() - sent_);
  if (count == 0 && sent_all_) return 0;
  if (count == 0) {
    sending_paused_ = true;
    upload_wish_ = true;
    touch();
    return CURL_READFUNC_PAUSE;
  }
  std::memcpy(target, to_send_.data() + sent_, count);
  sent_ += count;
  if (sent_ == to_send_.size()) {
    to_send_.clear();
    sent_ = 0;
  }
  return count;
}

std::optional<std::string> CurlTransfer::denial(const std::optional<IpAddress>& address,
                                                std::uint16_t port) const {
  const Destination destination{host_, address, port, !direct_};
  for (const AddressCheck* check : {&options_.allowed, &request_.allowed}) {
    if (!*check) continue;
    if (auto reason = (*check)(destination))
      return "connecting to " + host_ + " is not allowed: " + *reason;
  }
  return std::nullopt;
}

// A proxy is the choice of whoever runs the program, not of the node.
curl_socket_t CurlTransfer::on_socket(const curl_sockaddr& address) {
  if (direct_) {
    const auto ip = IpAddress::of(address.addr);
    if (!ip) return CURL_SOCKET_BAD;
    std::uint16_t port = 0;  // at the same place in both families
    std::memcpy(&port, reinterpret_cast<const char*>(&address.addr) + sizeof(sa_family_t),
                sizeof port);
    if (const auto reason = denial(*ip, ntohs(port))) {
      refusal_ = Error{ErrorKind::denied, "client error (Connect): " + *reason, {}, {}};
      return CURL_SOCKET_BAD;
    }
    refusal_.reset();  // an earlier address was denied, this one is tried
  }
  return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

// Called before the request goes out, over a new connection or one kept from an earlier transfer
// whose checks were other ones.
int CurlTransfer::on_request(const char* address, int port) {
  const auto ip = IpAddress::parse(address);
  std::optional<std::string> reason;
  if (direct_ && !ip) reason = "the address of " + host_ + " cannot be checked";
  if (direct_ && ip) reason = denial(*ip, static_cast<std::uint16_t>(port));
  if (reason) {
    refusal_ = Error{ErrorKind::denied, "client error (Connect): " + *reason, {}, {}};
    return CURL_PREREQFUNC_ABORT;
  }
  refusal_.reset();
  // libcurl sends again by itself when a kept connection breaks before any answer; the server may
  // have done the work by then.
  if (requests_sent_++ > 0 && !is_idempotent(request_.method)) {
    refusal_ = to_error({CURLE_GOT_NOTHING, 0, TransferPhase::requesting, {}});
    return CURL_PREREQFUNC_ABORT;
  }
  return CURL_PREREQFUNC_OK;
}

std::size_t CurlTransfer::header_callback(char* bytes, std::size_t, std::size_t size, void* self) {
  return self_of(self)->on_header({bytes, size});
}

std::size_t CurlTransfer::body_callback(char* bytes, std::size_t, std::size_t size, void* self) {
  return self_of(self)->on_body({bytes, size});
}

std::size_t CurlTransfer::read_callback(char* bytes, std::size_t, std::size_t size, void* self) {
  return self_of(self)->on_read(bytes, size);
}

curl_socket_t CurlTransfer::socket_callback(void* self, curlsocktype, curl_sockaddr* address) {
  return self_of(self)->on_socket(*address);
}

int CurlTransfer::request_callback(void* self, char* remote, char*, int remote_port, int) {
  return self_of(self)->on_request(remote, remote_port);
}

}  // namespace tntc::io
