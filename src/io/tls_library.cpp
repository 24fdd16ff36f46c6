#include "io/tls_library.h"

#include <dlfcn.h>

#include <mutex>
#include <string>

namespace tntc::io {
namespace {

constexpr const char* kName = "libssl.so.3";

template <class Function>
bool find(void* library, const char* symbol, Function& function) {
  // POSIX promises that a function pointer survives dlsym's void*; what libssl depends on is
  // searched as well.
  function = reinterpret_cast<Function>(::dlsym(library, symbol));
  return function != nullptr;
}

bool find_context(void* library, TlsLibrary& tls) {
  return find(library, "TLS_client_method", tls.client_method) &&
         find(library, "SSL_CTX_new", tls.context_new) &&
         find(library, "SSL_CTX_free", tls.context_free) &&
         find(library, "SSL_CTX_ctrl", tls.context_ctrl) &&
         find(library, "SSL_CTX_set_verify", tls.set_verify) &&
         find(library, "SSL_CTX_load_verify_file", tls.load_verify_file) &&
         find(library, "SSL_CTX_get_cert_store", tls.get_cert_store);
}

bool find_session(void* library, TlsLibrary& tls) {
  return find(library, "SSL_new", tls.ssl_new) && find(library, "SSL_free", tls.ssl_free) &&
         find(library, "SSL_ctrl", tls.ssl_ctrl) && find(library, "SSL_set_bio", tls.set_bio) &&
         find(library, "SSL_set_connect_state", tls.set_connect_state) &&
         find(library, "SSL_do_handshake", tls.do_handshake) &&
         find(library, "SSL_read", tls.read) && find(library, "SSL_write", tls.write) &&
         find(library, "SSL_shutdown", tls.shutdown) &&
         find(library, "SSL_get_error", tls.get_error) &&
         find(library, "SSL_get_verify_result", tls.get_verify_result) &&
         find(library, "SSL_get0_param", tls.get0_param) &&
         find(library, "SSL_set_alpn_protos", tls.set_alpn_protos) &&
         find(library, "SSL_get0_alpn_selected", tls.get0_alpn_selected);
}

bool find_rest(void* library, TlsLibrary& tls) {
  return find(library, "X509_VERIFY_PARAM_set1_host", tls.set1_host) &&
         find(library, "X509_VERIFY_PARAM_set1_ip_asc", tls.set1_ip) &&
         find(library, "X509_VERIFY_PARAM_set_hostflags", tls.set_hostflags) &&
         find(library, "X509_verify_cert_error_string", tls.verify_text) &&
         find(library, "X509_STORE_add_cert", tls.store_add_cert) &&
         find(library, "X509_free", tls.x509_free) &&
         find(library, "PEM_read_bio_X509", tls.pem_read) &&
         find(library, "BIO_new", tls.bio_new) && find(library, "BIO_s_mem", tls.bio_s_mem) &&
         find(library, "BIO_new_mem_buf", tls.bio_new_mem_buf) &&
         find(library, "BIO_read", tls.bio_read) && find(library, "BIO_write", tls.bio_write) &&
         find(library, "BIO_free", tls.bio_free) &&
         find(library, "BIO_ctrl_pending", tls.bio_pending) &&
         find(library, "ERR_get_error", tls.err_get) &&
         find(library, "ERR_clear_error", tls.err_clear) &&
         find(library, "ERR_reason_error_string", tls.err_reason);
}

Result<TlsLibrary> open() {
  constexpr const char* kHint = "install the package libssl3";
  // Never closed: OpenSSL leaves exit handlers behind.
  void* library = ::dlopen(kName, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = ::dlerror();
    return fail(ErrorKind::unavailable,
                std::string("loading the TLS library: ") + (why != nullptr ? why : kName), kHint);
  }
  TlsLibrary tls;
  if (!find_context(library, tls) || !find_session(library, tls) || !find_rest(library, tls)) {
    return fail(ErrorKind::unavailable,
                std::string("loading the TLS library: ") + kName + " lacks a function", kHint);
  }
  return tls;
}

}  // namespace

Result<const TlsLibrary*> TlsLibrary::load() {
  static std::once_flag once;
  static const Result<TlsLibrary>* opened = nullptr;  // leaked on purpose, see dlopen above
  std::call_once(once, [] { opened = new Result<TlsLibrary>(open()); });
  if (!*opened) return tl::unexpected(opened->error());
  return &**opened;
}

}  // namespace tntc::io
