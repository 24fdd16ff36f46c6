// How a CurlTransfer becomes a libcurl handle: URL, headers, method, body, connection, callbacks.
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/assert.h"
#include "io/curl_transfer.h"
#include "io/files.h"
#include "io/http_client.h"
#include "io/proxy_choice.h"

namespace tntc::io {
namespace {

// What make_content_decoder knows.
constexpr const char* kCodings = "gzip, br, deflate";

// Refused by fetch as well; CONNECT would turn the connection into a tunnel.
constexpr std::array<std::string_view, 3> kForbiddenMethods{"CONNECT", "TRACE", "TRACK"};

// Debian's has 220 KB.
constexpr std::size_t kMaxCaFile = 16u << 20;

// Headers that describe the connection or the framing, which are libcurl's to say.
constexpr std::array<std::string_view, 10> kFramingHeaders{
    "connection", "content-length",    "expect",  "host",   "http2-settings", "keep-alive",
    "te",         "transfer-encoding", "trailer", "upgrade"};

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool is_framing(std::string_view name) {
  if (name.size() > 6 && ascii::equal_ignoring_case(name.substr(0, 6), "proxy-")) return true;
  return std::ranges::any_of(kFramingHeaders, [&](std::string_view framing) {
    return ascii::equal_ignoring_case(name, framing);
  });
}

bool has(const HttpHeaders& headers, std::string_view name) {
  return std::ranges::any_of(
      headers, [&](const auto& header) { return ascii::equal_ignoring_case(header.first, name); });
}

// libcurl takes "Name:" for "leave this header out" and "Name;" for an empty value.
std::string to_line(const std::pair<std::string, std::string>& header) {
  const std::size_t first = header.second.find_first_not_of(" \t");
  if (first == std::string::npos) return header.first + ";";
  return header.first + ": " + header.second.substr(first);
}

Result<void> check_method(std::string_view method, const HttpBody& body) {
  if (!is_token(method))
    return fail(ErrorKind::invalid, "`" + std::string(method) + "` is not an HTTP method");
  const bool forbidden = std::ranges::any_of(kForbiddenMethods, [&](std::string_view name) {
    return ascii::equal_ignoring_case(method, name);
  });
  if (forbidden)
    return fail(ErrorKind::invalid, "method " + std::string(method) + " cannot be used");
  if ((method == "GET" || method == "HEAD") && !std::holds_alternative<NoBody>(body))
    return fail(ErrorKind::invalid,
                "a request with method " + std::string(method) + " cannot have a body");
  return {};
}

}  // namespace

CurlTransfer::CurlTransfer(const Home& home, TransferId id, HttpRequest request, HttpEvents& sink)
    : curl_(home.curl),
      options_(home.options),
      touched_(home.touched),
      id_(id),
      request_(std::move(request)),
      sink_(sink),
      parser_(request_.limits),
      url_(curl_.url(), {&curl_}),
      headers_(nullptr, {&curl_}),
      easy_(curl_.easy_init(), {&curl_}) {}

Result<std::unique_ptr<CurlTransfer>> CurlTransfer::make(const Home& home, TransferId id,
                                                         HttpRequest request, HttpEvents& sink) {
  TNTC_CHECK(check_method(request.method, request.body));
  std::unique_ptr<CurlTransfer> transfer(new CurlTransfer(home, id, std::move(request), sink));
  if (transfer->url_ == nullptr || transfer->easy_ == nullptr)
    return fail(ErrorKind::internal, "starting a request: out of memory");
  TNTC_CHECK(transfer->parse_url());
  TNTC_CHECK(transfer->check_url());
  TNTC_CHECK(transfer->set_headers());
  transfer->set_connection();
  transfer->set_method_and_body();
  transfer->set_callbacks();
  return transfer;
}

// An option libcurl refuses is a defect of ours or of its build, checked when it was loaded.
template <class Value>
void CurlTransfer::set(CURLoption option, Value value) {
  TNTC_ASSERT(curl_.easy_setopt(easy_.get(), option, value) == CURLE_OK);
}

std::string CurlTransfer::url_part(CURLUPart part) const {
  char* text = nullptr;
  if (curl_.url_get(url_.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  std::string result = text;
  curl_.free(text);
  return result;
}

// libcurl's own parser, whose result it also connects to: no second opinion about what the host is.
Result<void> CurlTransfer::parse_url() {
  const auto bad = [this](const char* why) {
    return fail(ErrorKind::invalid, "`" + request_.url + "` " + why);
  };
  if (!is_field_value(request_.url)) return bad("is not a URL");
  const CURLUcode code = curl_.url_set(url_.get(), CURLUPART_URL, request_.url.c_str(),
                                       CURLU_DISALLOW_USER | CURLU_PATH_AS_IS);
  if (code == CURLUE_USER_NOT_ALLOWED) return bad("holds a user name or password");
  if (code == CURLUE_UNSUPPORTED_SCHEME) return bad("is neither http nor https");
  if (code != CURLUE_OK) return bad("is not a URL");
  const std::string scheme = url_part(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return bad("is neither http nor https");
  if (!url_part(CURLUPART_ZONEID).empty()) return bad("holds an IPv6 zone");

  host_ = url_part(CURLUPART_HOST);
  if (host_.starts_with('[') && host_.ends_with(']')) host_ = host_.substr(1, host_.size() - 2);
  set(CURLOPT_CURLU, url_.get());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PATH_AS_IS, 1L);

  const std::string& proxy = scheme == "http" ? options_.http_proxy : options_.https_proxy;
  direct_ = proxy.empty() || is_direct(host_, options_.no_proxy);
  // Set in any case, or libcurl reads the environment.
  set(CURLOPT_PROXY, direct_ ? "" : proxy.c_str());
  set(CURLOPT_NOPROXY, "");
  return {};
}

// What the URL itself says needs no connection to be refused, and a proxy must not be a way around;
// nor must a name that leads nowhere tell its name servers anything.
Result<void> CurlTransfer::check_url() const {
  const auto address = IpAddress::parse(host_);
  const int port = std::atoi(url_part(CURLUPART_PORT).c_str());  // libcurl has checked the digits
  if (const auto reason = denial(address, static_cast<std::uint16_t>(port)))
    return fail(ErrorKind::denied, *reason);
  return {};
}

Result<void> CurlTransfer::set_headers() {
  std::vector<std::string> lines;
  for (const auto& header : request_.headers) {
    if (!is_token(header.first))
      return fail(ErrorKind::invalid, "`" + header.first + "` is not a header name");
    if (!is_field_value(header.second))
      return fail(ErrorKind::invalid, "header " + header.first + " holds a line break or NUL");
    if (!is_framing(header.first)) lines.push_back(to_line(header));
  }
  // A part of a coded body could not be decoded.
  decoding_ = !has(request_.headers, "range");
  if (!has(request_.headers, "accept-encoding"))
    lines.push_back(std::string("Accept-Encoding: ") + (decoding_ ? kCodings : "identity"));
  // Left to itself libcurl would call every body a form, and wait a second for a 100 Continue.
  if (!has(request_.headers, "content-type")) lines.push_back("Content-Type:");
  lines.push_back("Expect:");

  for (const std::string& line : lines) {
    curl_slist* longer = curl_.slist_append(headers_.get(), line.c_str());
    TNTC_ASSERT(longer != nullptr);
    static_cast<void>(headers_.release());  // now part of `longer`
    headers_.reset(longer);
  }
  set(CURLOPT_HTTPHEADER, headers_.get());
  if (!options_.user_agent.empty()) set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  return {};
}

void CurlTransfer::set_method_and_body() {
  const std::string& method = request_.method;
  const std::string* bytes = std::get_if<std::string>(&request_.body);
  const bool needs_length = method == "POST" || method == "PUT";  // "Content-Length: 0", as fetch
  if (std::holds_alternative<StreamedBody>(request_.body)) {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &read_callback);
    set(CURLOPT_READDATA, static_cast<void*>(this));
  } else if (bytes != nullptr || needs_length) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes != nullptr ? bytes->size() : 0));
    set(CURLOPT_POSTFIELDS, bytes != nullptr ? bytes->data() : "");
  } else if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
    return;
  }
  set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void CurlTransfer::set_connection() {
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // libcurl ends a transfer whose coding it does not know, and unfolds all of what it has read.
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  // Else giving a transfer up waits for its name look-up, and the whole loop with it.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.timeouts.connect.count()));
  if (request_.timeouts.total)
    set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(request_.timeouts.total->count())));
  set_trust();
}

void CurlTransfer::set_trust() {
  // One file and no directory: only so libcurl keeps the parsed certificates between connections.
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set(CURLOPT_CAINFO, options_.ca_file.c_str());
  if (request_.extra_ca.empty()) return;
  // libcurl takes a file or bytes, so the system's certificates join the extra ones here. Where
  // they cannot be read the extra ones stand alone: fewer are trusted, never more.
  if (const auto system = read_file(options_.ca_file, kMaxCaFile))
    request_.extra_ca += "\n" + *system;
  curl_blob blob{request_.extra_ca.data(), request_.extra_ca.size(), CURL_BLOB_NOCOPY};
  set(CURLOPT_CAINFO_BLOB, &blob);
}

void CurlTransfer::set_callbacks() {
  void* const self = this;
  set(CURLOPT_PRIVATE, self);
  set(CURLOPT_ERRORBUFFER, detail_.data());
  set(CURLOPT_HEADERFUNCTION, &header_callback);
  set(CURLOPT_HEADERDATA, self);
  set(CURLOPT_WRITEFUNCTION, &body_callback);
  set(CURLOPT_WRITEDATA, self);
  set(CURLOPT_OPENSOCKETFUNCTION, &socket_callback);
  set(CURLOPT_OPENSOCKETDATA, self);
  set(CURLOPT_PREREQFUNCTION, &request_callback);
  set(CURLOPT_PREREQDATA, self);
}

}  // namespace tntc::io
