#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/content_decoder.h"
#include "io/curl_library.h"
#include "io/head_parser.h"
#include "io/http_message.h"

namespace tntc::io {

struct HttpOptions;

// One request and its response: owns the libcurl handle, answers libcurl's callbacks by storing
// what they bring, and keeps it until its owner takes it. Knows no loop and calls nobody but
// libcurl and the two address checks.
class CurlTransfer {
 public:
  // Where transfers live; both outlive them.
  struct Home {
    const CurlLibrary& curl;
    const HttpOptions& options;
    std::vector<TransferId>& touched;  // gets the id of a transfer that holds news, once per take
  };

  static Result<std::unique_ptr<CurlTransfer>> make(const Home& home, TransferId id,
                                                    HttpRequest request, HttpEvents& sink);

  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer();

  CURL* handle() const { return easy_.get(); }
  TransferId id() const { return id_; }
  HttpEvents& sink() const { return sink_; }

  // The owner looks at the transfer now: the next news makes it touched again.
  void look() { is_touched_ = false; }

  // What libcurl has brought, each once.
  std::optional<HttpHead> take_head();
  bool take_upload_wish();
  bool has_bytes() const { return !received_.empty() || decoder_is_full_; }
  // Decoded; may be empty where what has come does not make a byte yet.
  std::string take_bytes();

  // All bytes are in; nothing more comes from libcurl.
  void finish(CURLcode code);
  bool finished() const { return result_.has_value(); }
  // Once finished and without bytes left: nothing when it ended well.
  std::optional<Error> failure() const;

  // The answer is whole although the upload is not: libcurl would wait for the rest, which nobody
  // reads any more.
  bool answered_early() const;

  // Lets go on what waits; libcurl may call back from inside.
  void resume_reading();
  void send(std::string_view bytes);
  void send_end();

 private:
  struct EasyCleanup {
    const CurlLibrary* curl;
    void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
  };
  struct ListCleanup {
    const CurlLibrary* curl;
    void operator()(curl_slist* list) const { curl->slist_free_all(list); }
  };
  struct UrlCleanup {
    const CurlLibrary* curl;
    void operator()(CURLU* url) const { curl->url_cleanup(url); }
  };

  CurlTransfer(const Home& home, TransferId id, HttpRequest request, HttpEvents& sink);

  template <class Value>
  void set(CURLoption option, Value value);
  Result<void> parse_url();
  std::string url_part(CURLUPart part) const;
  Result<void> check_url() const;
  std::optional<std::string> denial(const std::optional<IpAddress>& address,
                                    std::uint16_t port) const;
  Result<void> set_headers();
  void set_method_and_body();
  void set_connection();
  void set_trust();
  void set_callbacks();
  void resume();
  void touch();
  bool cut_off_by_whole_answer(CURLcode code) const;
  Error describe(CURLcode code) const;

  Result<void> prepare_body(HttpHead& head);
  std::string decode();
  void fail_decoding(std::string_view why);

  std::size_t on_header(std::string_view line);
  std::size_t on_body(std::string_view bytes);
  std::size_t on_read(char* target, std::size_t room);
  curl_socket_t on_socket(const curl_sockaddr& address);
  int on_request(const char* address, int port);

  static std::size_t header_callback(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t body_callback(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t read_callback(char* bytes, std::size_t, std::size_t size, void* self);
  static curl_socket_t socket_callback(void* self, curlsocktype, curl_sockaddr* address);
  static int request_callback(void* self, char* remote, char* local, int remote_port, int);

  const CurlLibrary& curl_;
  const HttpOptions& options_;
  std::vector<TransferId>& touched_;
  TransferId id_;
  HttpRequest request_;
  HttpEvents& sink_;
  HeadParser parser_;

  std::unique_ptr<CURLU, UrlCleanup> url_;
  std::unique_ptr<curl_slist, ListCleanup> headers_;
  std::unique_ptr<CURL, EasyCleanup> easy_;  // goes first: it uses all of the above
  std::array<char, CURL_ERROR_SIZE> detail_{};

  std::string host_;      // without brackets
  bool direct_ = true;    // no proxy between us and the host
  bool decoding_ = true;  // codings are taken off
  bool is_touched_ = false;
  int requests_sent_ = 0;

  std::optional<HttpHead> head_;  // not taken yet
  bool head_seen_ = false;
  std::string received_;                     // not taken yet, as it came
  std::unique_ptr<ContentDecoder> decoder_;  // of a coded body
  bool decoder_is_full_ = false;             // has perhaps more than the last take had room for
  bool body_begun_ = false;
  std::optional<std::size_t> rest_;  // bytes of the body still to come, where that is known
  bool reading_paused_ = false;

  std::string to_send_;
  std::size_t sent_ = 0;   // of to_send_
  bool sent_all_ = false;  // no more send() comes
  bool sending_paused_ = false;
  bool upload_wish_ = false;

  std::optional<Error> refusal_;  // why one of our callbacks stopped the transfer
  std::optional<CURLcode> result_;
  std::optional<Error> failure_;
};

}  // namespace tntc::io
