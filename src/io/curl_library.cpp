#include "io/curl_library.h"

#include <string>

#include "io/late_library.h"

namespace tntc::io {
namespace {

constexpr const char* kName = "libcurl.so.4";

// 7.88.0, Debian 12's: the first with every option and behaviour relied on here.
constexpr unsigned kOldest = 0x075800;

bool find_easy(void* library, CurlLibrary& curl) {
  return find_symbol(library, "curl_easy_init", curl.easy_init) &&
         find_symbol(library, "curl_easy_cleanup", curl.easy_cleanup) &&
         find_symbol(library, "curl_easy_setopt", curl.easy_setopt) &&
         find_symbol(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         find_symbol(library, "curl_easy_pause", curl.easy_pause) &&
         find_symbol(library, "curl_easy_strerror", curl.easy_strerror);
}

bool find_multi(void* library, CurlLibrary& curl) {
  return find_symbol(library, "curl_multi_init", curl.multi_init) &&
         find_symbol(library, "curl_multi_cleanup", curl.multi_cleanup) &&
         find_symbol(library, "curl_multi_setopt", curl.multi_setopt) &&
         find_symbol(library, "curl_multi_add_handle", curl.multi_add_handle) &&
         find_symbol(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
         find_symbol(library, "curl_multi_socket_action", curl.multi_socket_action) &&
         find_symbol(library, "curl_multi_info_read", curl.multi_info_read) &&
         find_symbol(library, "curl_multi_assign", curl.multi_assign);
}

bool find_values(void* library, CurlLibrary& curl) {
  return find_symbol(library, "curl_slist_append", curl.slist_append) &&
         find_symbol(library, "curl_slist_free_all", curl.slist_free_all) &&
         find_symbol(library, "curl_url", curl.url) &&
         find_symbol(library, "curl_url_cleanup", curl.url_cleanup) &&
         find_symbol(library, "curl_url_set", curl.url_set) &&
         find_symbol(library, "curl_url_get", curl.url_get) &&
         find_symbol(library, "curl_free", curl.free);
}

Result<CurlLibrary> open() {
  constexpr const char* kHint = "install the package libcurl4";
  TNTC_TRY(void* const library, open_library(kName, "the HTTP library", kHint));
  CurlLibrary curl;
  if (!find_symbol(library, "curl_global_init", curl.global_init) ||
      !find_symbol(library, "curl_version_info", curl.version_info) || !find_easy(library, curl) ||
      !find_multi(library, curl) || !find_values(library, curl))
    return fail(ErrorKind::unavailable,
                std::string("loading the HTTP library: ") + kName + " lacks a function", kHint);
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return fail(ErrorKind::unavailable, "starting the HTTP library: curl_global_init failed");
  const curl_version_info_data* version = curl.version_info(CURLVERSION_NOW);
  if (version->version_num < kOldest)
    return fail(ErrorKind::unavailable,
                std::string("loading the HTTP library: version ") + version->version +
                    " is older than 7.88.0",
                kHint);
  if ((version->features & CURL_VERSION_ASYNCHDNS) == 0)
    return fail(ErrorKind::unavailable,
                "loading the HTTP library: this build looks up names while everything waits",
                kHint);
  return curl;
}

}  // namespace

Result<const CurlLibrary*> CurlLibrary::load() {
  return load_once(&open);
}

}  // namespace tntc::io
