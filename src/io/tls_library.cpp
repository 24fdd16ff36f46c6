#include "io/tls_library.h"

#include <string>

#include "io/late_library.h"

namespace tntc::io {
namespace {

constexpr const char* kName = "libssl.so.3";

bool find_context(void* library, TlsLibrary& tls) {
  return find_symbol(library, "TLS_client_method", tls.client_method) &&
         find_symbol(library, "SSL_CTX_new", tls.context_new) &&
         find_symbol(library, "SSL_CTX_free", tls.context_free) &&
         find_symbol(library, "SSL_CTX_ctrl", tls.context_ctrl) &&
         find_symbol(library, "SSL_CTX_set_verify", tls.set_verify) &&
         find_symbol(library, "SSL_CTX_load_verify_file", tls.load_verify_file) &&
         find_symbol(library, "SSL_CTX_get_cert_store", tls.get_cert_store);
}

bool find_session(void* library, TlsLibrary& tls) {
  return find_symbol(library, "SSL_new", tls.ssl_new) &&
         find_symbol(library, "SSL_free", tls.ssl_free) &&
         find_symbol(library, "SSL_ctrl", tls.ssl_ctrl) &&
         find_symbol(library, "SSL_set_bio", tls.set_bio) &&
         find_symbol(library, "SSL_set_connect_state", tls.set_connect_state) &&
         find_symbol(library, "SSL_do_handshake", tls.do_handshake) &&
         find_symbol(library, "SSL_read", tls.read) &&
         find_symbol(library, "SSL_write", tls.write) &&
         find_symbol(library, "SSL_shutdown", tls.shutdown) &&
         find_symbol(library, "SSL_get_error", tls.get_error) &&
         find_symbol(library, "SSL_get_verify_result", tls.get_verify_result) &&
         find_symbol(library, "SSL_get0_param", tls.get0_param) &&
         find_symbol(library, "SSL_set_alpn_protos", tls.set_alpn_protos) &&
         find_symbol(library, "SSL_get0_alpn_selected", tls.get0_alpn_selected);
}

bool find_rest(void* library, TlsLibrary& tls) {
  return find_symbol(library, "X509_VERIFY_PARAM_set1_host", tls.set1_host) &&
         find_symbol(library, "X509_VERIFY_PARAM_set1_ip_asc", tls.set1_ip) &&
         find_symbol(library, "X509_VERIFY_PARAM_set_hostflags", tls.set_hostflags) &&
         find_symbol(library, "X509_verify_cert_error_string", tls.verify_text) &&
         find_symbol(library, "X509_STORE_add_cert", tls.store_add_cert) &&
         find_symbol(library, "X509_free", tls.x509_free) &&
         find_symbol(library, "PEM_read_bio_X509", tls.pem_read) &&
         find_symbol(library, "BIO_new", tls.bio_new) &&
         find_symbol(library, "BIO_s_mem", tls.bio_s_mem) &&
         find_symbol(library, "BIO_new_mem_buf", tls.bio_new_mem_buf) &&
         find_symbol(library, "BIO_read", tls.bio_read) &&
         find_symbol(library, "BIO_write", tls.bio_write) &&
         find_symbol(library, "BIO_free", tls.bio_free) &&
         find_symbol(library, "BIO_ctrl_pending", tls.bio_pending) &&
         find_symbol(library, "ERR_get_error", tls.err_get) &&
         find_symbol(library, "ERR_clear_error", tls.err_clear) &&
         find_symbol(library, "ERR_reason_error_string", tls.err_reason);
}

Result<TlsLibrary> open() {
  constexpr const char* kHint = "install the package libssl3";
  TNTC_TRY(void* const library, open_library(kName, "the TLS library", kHint));
  TlsLibrary tls;
  if (!find_context(library, tls) || !find_session(library, tls) || !find_rest(library, tls)) {
    return fail(ErrorKind::unavailable,
                std::string("loading the TLS library: ") + kName + " lacks a function", kHint);
  }
  return tls;
}

}  // namespace

Result<const TlsLibrary*> TlsLibrary::load() {
  return load_once(&open);
}

}  // namespace tntc::io
