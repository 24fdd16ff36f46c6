// fetch of real nodes against a real TLS peer with a private authority, HTTP/1.1 and HTTP/2.
#include <gmock/gmock.h>

#include <algorithm>

#include "engine/testing/engine_fixture.h"
#include "tests/services/tls_peer.h"

namespace tntc::engine::testing {
namespace {

using services::TlsPeer;
using ::testing::HasSubstr;

class WorkerFetchTest : public EngineFixture,
                        public ::testing::WithParamInterface<TlsPeer::Speaks> {
 protected:
  void SetUp() override {
    if (!peer.problem().empty()) GTEST_SKIP() << peer.problem();
    // /tmp is open to every node.
    client = "const client = Deno.createHttpClient({caCerts: [await Deno.readTextFile('" +
             peer.ca_file() + "')]});";
  }
  std::string node(const std::string& body) {
    make(make_bundle({{"act", client + body, ""}}, "edges: []\nconfig:\n  timeout: 120s\n"));
    const Told& told = run_node("act");
    const std::string output = told.output("act");
    return output.empty() ? told.error("act") : output;
  }
  std::string text_of(const std::string& path) {
    return node("return (await fetch('" + peer.url(path) + "', {client})).text();");
  }
  // The most memory any worker has held, in MiB.
  static std::size_t peak() {
    std::size_t most = 0;
    for (const int pid : workers()) {
      const auto status = io::read_file("/proc/" + std::to_string(pid) + "/status", 1u << 16);
      if (!status) continue;
      const std::size_t at = status->find("VmHWM:");
      if (at != std::string::npos) {
        most = std::max(most, std::size_t(std::atoll(status->c_str() + at + 6)) >> 10);
      }
    }
    return most;
  }

  TlsPeer peer{GetParam()};
  std::string client;
};

TEST_P(WorkerFetchTest, SpeaksTheVersionThePeerOffers) {
  EXPECT_EQ(text_of("/version"), GetParam() == TlsPeer::Speaks::http1 ? "\"1.1\"" : "\"2.0\"");
}

TEST_P(WorkerFetchTest, WithoutTheClientThePeerIsNotTrusted) {
  EXPECT_THAT(node("await fetch('" + peer.url("/version") + "');"),
              HasSubstr("invalid peer certificate: UnknownIssuer"));
}

TEST_P(WorkerFetchTest, SlowAndChunkedAnswersArriveWhole) {
  EXPECT_EQ(text_of("/slow"), "\"" + std::string(20, 's') + "\"");
  EXPECT_THAT(text_of("/chunked"), HasSubstr("piece 0;piece 1;"));
}

TEST_P(WorkerFetchTest, ATruncatedAnswerIsAnErrorAndNotAShortText) {
  EXPECT_THAT(text_of("/truncated"), HasSubstr("error reading a body from connection"));
}

TEST_P(WorkerFetchTest, ATlsConnectionByHandReachesThePeerToo) {
  if (GetParam() != TlsPeer::Speaks::http1) GTEST_SKIP() << "HTTP/2 is not spoken by hand";
  const std::string url = peer.url("");
  EXPECT_EQ(node("const conn = await Deno.connectTls({hostname: '127.0.0.1', port: " +
                 url.substr(url.rfind(':') + 1) + ", caCerts: [await Deno.readTextFile('" +
                 peer.ca_file() +
                 "')]}); await conn.write(new TextEncoder().encode('GET /version HTTP/1.1\\r\\n"
                 "Host: x\\r\\nConnection: close\\r\\n\\r\\n'));"
                 "const text = await new Response(conn.readable).text(); conn.close();"
                 "return text.startsWith('HTTP/1.1 200 OK');"),
            "true");
}

TEST_P(WorkerFetchTest, AGigabyteStreamsInBoundedMemory) {
  EXPECT_EQ(node("let size = 0; const got = await fetch('" + peer.url("/huge") +
                 "', {client}); for await (const piece of got.body) size += piece.length; "
                 "return size;"),
            std::to_string(1u << 30));
  const std::size_t held = peak();
  RecordProperty("peak_mib", static_cast<int>(held));
  EXPECT_LT(held, 600u);  // some 60 in the product; sanitizers keep a few hundred of what was freed
}

INSTANTIATE_TEST_SUITE_P(Peers, WorkerFetchTest,
                         ::testing::Values(TlsPeer::Speaks::http1, TlsPeer::Speaks::http2_and_1),
                         [](const auto& one) {
                           return one.param == TlsPeer::Speaks::http1 ? "Http1" : "Http2";
                         });

}  // namespace
}  // namespace tntc::engine::testing
