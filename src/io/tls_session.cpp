#include "io/tls_session.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/ip_address.h"
#include "io/tls_library.h"

namespace tntc::io {
namespace {

constexpr std::size_t kLargestRecord = 16u << 10;

// What Deno calls the commonest of OpenSSL's verdicts.
std::string_view verdict_text(long verdict) {
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return "Expired";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "NotValidYet";
    case X509_V_ERR_CERT_REVOKED: return "Revoked";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return "NotValidForName";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return "UnknownIssuer";
    default: return {};
  }
}

// "h2,http/1.1" as the bytes of the extension: each with its length before it.
Result<std::string> alpn_bytes(std::string_view protocols) {
  std::string bytes;
  for (std::size_t at = 0; at < protocols.size();) {
    const std::size_t end = std::min(protocols.find(',', at), protocols.size());
    if (end == at || end - at > 255) {
      return fail(ErrorKind::invalid, "an ALPN protocol has 1 to 255 characters");
    }
    bytes += static_cast<char>(end - at);
    bytes += protocols.substr(at, end - at);
    at = end + 1;
  }
  return bytes;
}

Result<void> trust_extra(const TlsLibrary& tls, SSL_CTX* context, const std::string& pem) {
  if (pem.empty()) return {};
  BIO* bytes = tls.bio_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  if (bytes == nullptr) return fail(ErrorKind::internal, "reading CA certificates: out of memory");
  int found = 0;
  while (X509* one = tls.pem_read(bytes, nullptr, nullptr, nullptr)) {
    tls.store_add_cert(tls.get_cert_store(context), one);
    tls.x509_free(one);
    ++found;
  }
  tls.bio_free(bytes);
  tls.err_clear();
  if (found == 0) return fail(ErrorKind::invalid, "the CA certificates hold no PEM certificate");
  return {};
}

}  // namespace

struct TlsSession::Handles {
  explicit Handles(const TlsLibrary& library) : tls(library) {}
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    if (ssl != nullptr) tls.ssl_free(ssl);  // and both BIOs
    if (context != nullptr) tls.context_free(context);
  }

  const TlsLibrary& tls;
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;
  BIO* input = nullptr;
  BIO* output = nullptr;
};

TlsSession::TlsSession(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}

TlsSession::~TlsSession() = default;

Result<std::unique_ptr<TlsSession>> TlsSession::make(const TlsTrust& trust) {
  TNTC_TRY(const TlsLibrary* const library, TlsLibrary::load());
  const TlsLibrary& tls = *library;
  TNTC_TRY(const std::string alpn, alpn_bytes(trust.protocols));
  auto handles = std::make_unique<Handles>(tls);
  handles->context = tls.context_new(tls.client_method());
  if (handles->context == nullptr) return fail(ErrorKind::internal, "starting TLS: out of memory");
  tls.context_ctrl(handles->context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
  tls.set_verify(handles->context, SSL_VERIFY_PEER, nullptr);
  // Where the system has none the extra ones stand alone: fewer are trusted, never more.
  tls.load_verify_file(handles->context, trust.ca_file.c_str());
  tls.err_clear();
  TNTC_CHECK(trust_extra(tls, handles->context, trust.extra_ca));

  handles->ssl = tls.ssl_new(handles->context);
  handles->input = tls.bio_new(tls.bio_s_mem());
  handles->output = tls.bio_new(tls.bio_s_mem());
  if (handles->ssl == nullptr || handles->input == nullptr || handles->output == nullptr) {
    return fail(ErrorKind::internal, "starting TLS: out of memory");
  }
  tls.set_bio(handles->ssl, handles->input, handles->output);
  tls.set_connect_state(handles->ssl);
  X509_VERIFY_PARAM* const wanted = tls.get0_param(handles->ssl);
  const bool is_address = IpAddress::parse(trust.host).has_value();
  const int set = is_address ? tls.set1_ip(wanted, trust.host.c_str())
                             : tls.set1_host(wanted, trust.host.c_str(), trust.host.size());
  // Without a host any certificate would do.
  if (trust.host.empty() || set != 1) {
    return fail(ErrorKind::invalid, "`" + trust.host + "` is no host name for TLS");
  }
  tls.set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (!is_address) {
    std::string name = trust.host;
    tls.ssl_ctrl(handles->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 name.data());
  }
  if (!alpn.empty()) {
    tls.set_alpn_protos(handles->ssl, reinterpret_cast<const unsigned char*>(alpn.data()),
                        static_cast<unsigned>(alpn.size()));
  }
  return std::unique_ptr<TlsSession>(new TlsSession(std::move(handles)));
}

Error TlsSession::failure(std::string_view doing) const {
  const TlsLibrary& tls = handles_->tls;
  const long verdict = tls.get_verify_result(handles_->ssl);
  std::string text;
  if (verdict != X509_V_OK) {
    const std::string_view known = verdict_text(verdict);
    text = "invalid peer certificate: " +
           (known.empty() ? std::string(tls.verify_text(verdict)) : std::string(known));
  } else {
    const unsigned long code = tls.err_get();
    const char* reason = code == 0 ? nullptr : tls.err_reason(code);
    text = std::string(doing) + ": " + (reason != nullptr ? reason : "the peer broke it off");
  }
  tls.err_clear();
  return {ErrorKind::invalid, text, {}, {}};
}

Result<bool> TlsSession::handshake() {
  const TlsLibrary& tls = handles_->tls;
  tls.err_clear();
  const int done = tls.do_handshake(handles_->ssl);
  if (done == 1) return true;
  if (tls.get_error(handles_->ssl, done) == SSL_ERROR_WANT_READ) return false;
  return tl::unexpected(failure("tls handshake error"));
}

void TlsSession::feed(std::string_view from_peer) {
  handles_->tls.bio_write(handles_->input, from_peer.data(), static_cast<int>(from_peer.size()));
}

Result<std::string> TlsSession::read(std::size_t most) {
  const TlsLibrary& tls = handles_->tls;
  std::string bytes(std::min(most, kLargestRecord), '\0');
  tls.err_clear();
  const int got = tls.read(handles_->ssl, bytes.data(), static_cast<int>(bytes.size()));
  if (got > 0) {
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
  }
  switch (tls.get_error(handles_->ssl, got)) {
    case SSL_ERROR_WANT_READ: return std::string();
    case SSL_ERROR_ZERO_RETURN: peer_closed_ = true; return std::string();
    default: return tl::unexpected(failure("tls error"));
  }
}

// To memory: it takes everything or fails.
Result<void> TlsSession::write(std::string_view bytes) {
  const TlsLibrary& tls = handles_->tls;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kLargestRecord);
    tls.err_clear();
    if (tls.write(handles_->ssl, bytes.data(), static_cast<int>(size)) <= 0) {
      return tl::unexpected(failure("tls error"));
    }
    bytes.remove_prefix(size);
  }
  return {};
}

void TlsSession::close_write() {
  handles_->tls.shutdown(handles_->ssl);
  handles_->tls.err_clear();
}

std::string TlsSession::take_output() {
  std::string bytes(handles_->tls.bio_pending(handles_->output), '\0');
  if (bytes.empty()) return bytes;
  const int got =
      handles_->tls.bio_read(handles_->output, bytes.data(), static_cast<int>(bytes.size()));
  TNTC_ASSERT(got == static_cast<int>(bytes.size()));
  return bytes;
}

std::string TlsSession::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  handles_->tls.get0_alpn_selected(handles_->ssl, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

}  // namespace tntc::io
