#pragma once

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/result.h"

namespace tntc::io {

// The functions of OpenSSL's libssl (and of libcrypto behind it) that our own TLS connections use.
// Opened at the first call of load(), not linked, as CurlLibrary is and for its reason.
struct TlsLibrary {
  // Once per process, from any thread; the table lives until the process ends. `unavailable` when
  // the library is missing, also in every later call.
  static Result<const TlsLibrary*> load();

  decltype(&::TLS_client_method) client_method = nullptr;
  decltype(&::SSL_CTX_new) context_new = nullptr;
  decltype(&::SSL_CTX_free) context_free = nullptr;
  decltype(&::SSL_CTX_ctrl) context_ctrl = nullptr;
  decltype(&::SSL_CTX_set_verify) set_verify = nullptr;
  decltype(&::SSL_CTX_load_verify_file) load_verify_file = nullptr;
  decltype(&::SSL_CTX_get_cert_store) get_cert_store = nullptr;

  decltype(&::SSL_new) ssl_new = nullptr;
  decltype(&::SSL_free) ssl_free = nullptr;
  decltype(&::SSL_ctrl) ssl_ctrl = nullptr;
  decltype(&::SSL_set_bio) set_bio = nullptr;
  decltype(&::SSL_set_connect_state) set_connect_state = nullptr;
  decltype(&::SSL_do_handshake) do_handshake = nullptr;
  decltype(&::SSL_read) read = nullptr;
  decltype(&::SSL_write) write = nullptr;
  decltype(&::SSL_shutdown) shutdown = nullptr;
  decltype(&::SSL_get_error) get_error = nullptr;
  decltype(&::SSL_get_verify_result) get_verify_result = nullptr;
  decltype(&::SSL_get0_param) get0_param = nullptr;
  decltype(&::SSL_set_alpn_protos) set_alpn_protos = nullptr;
  decltype(&::SSL_get0_alpn_selected) get0_alpn_selected = nullptr;

  decltype(&::X509_VERIFY_PARAM_set1_host) set1_host = nullptr;
  decltype(&::X509_VERIFY_PARAM_set1_ip_asc) set1_ip = nullptr;
  decltype(&::X509_VERIFY_PARAM_set_hostflags) set_hostflags = nullptr;
  decltype(&::X509_verify_cert_error_string) verify_text = nullptr;
  decltype(&::X509_STORE_add_cert) store_add_cert = nullptr;
  decltype(&::X509_free) x509_free = nullptr;
  decltype(&::PEM_read_bio_X509) pem_read = nullptr;

  decltype(&::BIO_new) bio_new = nullptr;
  decltype(&::BIO_s_mem) bio_s_mem = nullptr;
  decltype(&::BIO_new_mem_buf) bio_new_mem_buf = nullptr;
  decltype(&::BIO_read) bio_read = nullptr;
  decltype(&::BIO_write) bio_write = nullptr;
  decltype(&::BIO_free) bio_free = nullptr;
  decltype(&::BIO_ctrl_pending) bio_pending = nullptr;

  decltype(&::ERR_get_error) err_get = nullptr;
  decltype(&::ERR_clear_error) err_clear = nullptr;
  decltype(&::ERR_reason_error_string) err_reason = nullptr;
};

}  // namespace tntc::io
