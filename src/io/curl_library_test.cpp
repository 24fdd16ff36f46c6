#include "io/curl_library.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tntc::io {
namespace {

TEST(CurlLibrary, LoadsOnceForAllThreads) {
  std::vector<const CurlLibrary*> seen(4);
  std::vector<std::thread> threads;
  for (auto& slot : seen)
    threads.emplace_back([&slot] {
      const auto loaded = CurlLibrary::load();
      if (loaded) slot = *loaded;
    });
  for (auto& thread : threads) thread.join();
  ASSERT_NE(seen[0], nullptr);
  for (const auto* library : seen) EXPECT_EQ(library, seen[0]);
}

TEST(CurlLibrary, SpeaksHttp2OverTlsAndLooksUpNamesAside) {
  const auto curl = CurlLibrary::load();
  ASSERT_TRUE(curl) << curl.error().message;
  const curl_version_info_data* version = (*curl)->version_info(CURLVERSION_NOW);
  for (const int feature : {CURL_VERSION_HTTP2, CURL_VERSION_SSL, CURL_VERSION_ASYNCHDNS,
                            CURL_VERSION_LIBZ, CURL_VERSION_BROTLI, CURL_VERSION_IPV6})
    EXPECT_NE(version->features & feature, 0) << feature;
}

}  // namespace
}  // namespace tntc::io
