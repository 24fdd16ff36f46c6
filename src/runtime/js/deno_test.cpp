// The Deno namespace of a real VM: what reaches the host and what comes back.
#include <gtest/gtest.h>

#include "runtime/testing/realm_fixture.h"

namespace tntc::runtime::js {
namespace {

using runtime::testing::late;
using runtime::testing::node_of;

class DenoRealmTest : public runtime::testing::RealmFixture {
 protected:
  void begin(const std::string& body) {
    load(node_of(body));
    ASSERT_TRUE(invoke(1));
  }
  std::string end() const {
    const CallEnd* found = host.end_of(1);
    return found == nullptr ? "still running" : found->text;
  }
};

TEST_F(DenoRealmTest, FilesGoThroughTheHostAndBack) {
  host.texts["a"] = "gr\xc3\xbcn";
  begin(
      "await Deno.writeTextFile('b', 'x\\0y'); return [await Deno.readTextFile('a'), "
      "(await Deno.readFile('b')).length];");
  EXPECT_EQ(end(), "[\"gr\xc3\xbcn\",3]");
  EXPECT_EQ(host.texts["b"], std::string("x\0y", 3));
}

TEST_F(DenoRealmTest, AFaultIsAnErrorOfItsClass) {
  begin(
      "try { await Deno.readTextFile('none') } catch (e) { return [e instanceof "
      "Deno.errors.NotFound, e.message] }");
  EXPECT_EQ(end(), R"([true,"No such file or directory (os error 2): readfile"])");
}

TEST_F(DenoRealmTest, VariablesAreAskedOneByOne) {
  host.variables["MODE"] = "fast";
  begin("return [Deno.env.get('MODE'), Deno.env.toObject()];");
  EXPECT_EQ(end(), R"(["fast",{"ONE":"1"}])");
}

TEST_F(DenoRealmTest, ASocketOpensReadsAndFails) {
  begin(
      "const c = await Deno.connect({hostname: 'db', port: 7}); await c.write(new "
      "Uint8Array([65])); const into = new Uint8Array(8); const n = await c.read(into); try { "
      "await "
      "c.read(into) } catch (e) { return [n, into[0], e.name, e.message, c.remoteAddr.port] }");
  ASSERT_EQ(host.socket_calls.size(), 1u);
  EXPECT_EQ(host.socket_calls[0].host, "db");
  EXPECT_EQ(host.socket_calls[0].number, 7);
  const auto tell = [this](SocketEvent event, std::string_view text, std::string_view name = {}) {
    ASSERT_TRUE(realm->on_socket(1, {event, text, name}, late()));
  };
  tell(SocketEvent::opened, R"({"localAddr":{},"remoteAddr":{"port":7},"alpnProtocol":""})");
  ASSERT_EQ(host.socket_bytes.size(), 2u);
  EXPECT_EQ(host.socket_bytes[1], "A");
  tell(SocketEvent::wrote, {});
  tell(SocketEvent::data, "hello");
  tell(SocketEvent::failure, "gone", "ConnectionReset");
  EXPECT_EQ(end(), R"([5,104,"ConnectionReset","gone",7])");
}

TEST_F(DenoRealmTest, CertificatesOfAClientReachTheFetch) {
  begin(
      "const client = Deno.createHttpClient({caCerts: ['-----BEGIN CERTIFICATE-----']}); await "
      "fetch('http://h/', {client});");
  ASSERT_EQ(host.fetches.size(), 1u);
  EXPECT_EQ(host.fetches.begin()->second.call.extra_ca, "-----BEGIN CERTIFICATE-----");
}

}  // namespace
}  // namespace tntc::runtime::js
