#include "worker/node_sockets.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <deque>
#include <vector>

#include "io/files.h"
#include "tests/services/tls_peer.h"

namespace tntc::worker {
namespace {

using runtime::SocketAct;
using runtime::SocketCall;
using runtime::SocketEvent;
using runtime::SocketNumber;
using ::testing::HasSubstr;

struct Told {
  SocketEvent event;
  std::string text;
  std::string name;
};

// A listening socket on the loopback, served by the test itself.
class Listener {
 public:
  Listener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(::listen(fd_.get(), 8), 0);
    ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
  }
  // Nobody there: empty.
  io::Fd accept() const { return io::Fd(::accept(fd_.get(), nullptr, nullptr)); }

  std::uint16_t port = 0;

 private:
  io::Fd fd_;
};

class NodeSocketsTest : public ::testing::Test {
 protected:
  NodeSocketsTest() { declare({}); }

  void declare(const grants::Declared& declared,
               grants::Sandbox sandbox = grants::Sandbox::standard) {
    sockets.reset();
    grants.emplace(*grants::Grants::make(declared, sandbox, {"act", ""}));
    sockets.emplace(
        *grants, *loop,
        [this] {
          ++touched;
          return Result<void>();
        },
        [this](SocketNumber, const runtime::SocketNews& news) {
          told.push_back({news.event, std::string(news.text), std::string(news.name)});
        });
  }

  // What is told next; the deadline only ends a test that has failed.
  Told next() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(40);
    while (told.empty() && std::chrono::steady_clock::now() < deadline) {
      loop->run_once(std::chrono::milliseconds(100));
    }
    if (told.empty()) return {SocketEvent::failure, "nothing was told", ""};
    Told first = told.front();
    told.pop_front();
    return first;
  }
  // The loop turns until somebody has come.
  io::Fd visitor(const Listener& listener) {
    for (int turns = 0; turns < 2000; ++turns) {
      if (io::Fd peer = listener.accept()) {
        const timeval patience{.tv_sec = 20, .tv_usec = 0};  // a test that fails is to end
        ::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        return peer;
      }
      loop->run_once(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "nobody came";
    return {};
  }
  std::string refused(const SocketCall& call) {
    const auto answer = sockets->act(call);
    return answer ? "allowed" : std::string(answer.error().name) + ": " + answer.error().message;
  }
  SocketNumber connect(const std::string& host, std::uint16_t port) {
    const auto number =
        sockets->act({.act = SocketAct::connect, .host = host, .number = double(port)});
    EXPECT_TRUE(number) << number.error().message;
    return number.value_or(0);
  }

  std::unique_ptr<io::Loop> loop = std::move(*io::Loop::make());
  std::optional<grants::Grants> grants;
  std::deque<Told> told;
  int touched = 0;
  std::optional<NodeSockets> sockets;
};

TEST_F(NodeSocketsTest, ReadsWhatThePeerWritesAndTheOtherWayRound) {
  const Listener listener;
  const SocketNumber one = connect("127.0.0.1", listener.port);
  const io::Fd peer = visitor(listener);
  const Told opened = next();
  EXPECT_EQ(opened.event, SocketEvent::opened) << opened.text;
  EXPECT_THAT(opened.text, HasSubstr("\"port\":" + std::to_string(listener.port)));
  EXPECT_EQ(touched, 1);
  ASSERT_TRUE(sockets->act({.act = SocketAct::write, .socket = one, .bytes = "ping"}));
  EXPECT_EQ(next().event, SocketEvent::wrote);
  char buffer[16];
  ASSERT_EQ(::recv(peer.get(), buffer, sizeof buffer, 0), 4);
  ASSERT_TRUE(sockets->act({.act = SocketAct::read, .socket = one, .number = 2}));
  EXPECT_THAT(refused({.act = SocketAct::read, .socket = one, .number = 2}), HasSubstr("Busy"));
  ASSERT_EQ(::send(peer.get(), "pong", 4, 0), 4);
  EXPECT_EQ(next().text, "po");
  ASSERT_TRUE(sockets->act({.act = SocketAct::read, .socket = one, .number = 9}));
  EXPECT_EQ(next().text, "ng");
}

TEST_F(NodeSocketsTest, EachSideCloses) {
  const Listener listener;
  const SocketNumber one = connect("127.0.0.1", listener.port);
  io::Fd peer = visitor(listener);
  next();
  ASSERT_TRUE(sockets->act({.act = SocketAct::close_write, .socket = one}));
  ASSERT_TRUE(sockets->act({.act = SocketAct::read, .socket = one, .number = 9}));
  for (int i = 0; i < 5; ++i) loop->run_once(std::chrono::milliseconds(10));
  char buffer[16];
  EXPECT_EQ(::recv(peer.get(), buffer, sizeof buffer, 0), 0);
  EXPECT_THAT(refused({.act = SocketAct::write, .socket = one, .bytes = "x"}),
              HasSubstr("BrokenPipe"));
  ASSERT_EQ(::send(peer.get(), "last", 4, 0), 4);
  EXPECT_EQ(next().text, "last");
  peer.reset();
  ASSERT_TRUE(sockets->act({.act = SocketAct::read, .socket = one, .number = 9}));
  EXPECT_EQ(next().event, SocketEvent::end);
  ASSERT_TRUE(sockets->act({.act = SocketAct::close, .socket = one}));
  EXPECT_TRUE(sockets->empty());
  EXPECT_THAT(refused({.act = SocketAct::read, .socket = one}), HasSubstr("BadResource"));
}

TEST_F(NodeSocketsTest, AWriteIsAnsweredWhenThePeerHasTakenIt) {
  const Listener listener;
  const SocketNumber one = connect("127.0.0.1", listener.port);
  const io::Fd peer = visitor(listener);
  next();
  const std::string much(std::size_t{12} << 20, 'x');
  ASSERT_TRUE(sockets->act({.act = SocketAct::write, .socket = one, .bytes = much}));
  for (int i = 0; i < 20; ++i) loop->run_once(std::chrono::milliseconds(1));
  EXPECT_TRUE(told.empty());
  std::string buffer(std::size_t{1} << 20, '\0');
  for (std::size_t got = 0; got < much.size();) {
    loop->run_once(std::chrono::milliseconds(1));
    const ssize_t n = ::recv(peer.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n > 0) got += static_cast<std::size_t>(n);
  }
  EXPECT_EQ(next().event, SocketEvent::wrote);
}

TEST_F(NodeSocketsTest, NobodyThereIsConnectionRefused) {
  std::uint16_t port = 0;
  {
    port = Listener().port;
  }
  connect("127.0.0.1", port);
  const Told failed = next();
  EXPECT_EQ(failed.name, "ConnectionRefused");
  EXPECT_EQ(failed.text, "Connection refused (os error 111)");
  EXPECT_TRUE(sockets->empty());
}

TEST_F(NodeSocketsTest, HostsAreJudgedInEverySpellingAndByTheirAddresses) {
  for (const char* host : {"169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254"}) {
    EXPECT_THAT(refused({.act = SocketAct::connect, .host = host, .number = 80}),
                HasSubstr("NotCapable"))
        << host;
  }
  // These are told apart from names only by the resolver.
  for (const char* host : {"2852039166", "0xa9.0xfe.0251.254", "0xa9fea9fe"}) {
    connect(host, 80);
    const Told failed = next();
    EXPECT_EQ(failed.name, "NotCapable") << host;
    EXPECT_THAT(failed.text, HasSubstr("169.254.169.254 is a link-local address")) << host;
  }
}

TEST_F(NodeSocketsTest, ANameThatLeadsToAPrivateAddressIsRefusedWhereThoseAre) {
  declare({.net = {{"*"}}}, grants::Sandbox::strict);
  connect("localhost", 80);
  const Told failed = next();
  EXPECT_EQ(failed.name, "NotCapable");
  EXPECT_THAT(failed.text, HasSubstr("is a private address"));
}

TEST_F(NodeSocketsTest, WhatIsNotDeclaredIsNeitherConnectedToNorLookedUp) {
  declare({.net = {{"db.example:5432"}}});
  EXPECT_THAT(refused({.act = SocketAct::connect, .host = "db.example", .number = 80}),
              HasSubstr("NotCapable: node `act` may not reach db.example:80"));
  EXPECT_THAT(refused({.act = SocketAct::look_up, .host = "x.evil", .type = "TXT"}),
              HasSubstr("NotCapable: node `act` may not look up x.evil"));
  EXPECT_EQ(touched, 0);
  EXPECT_EQ(refused({.act = SocketAct::look_up, .host = "db.example", .type = "A"}), "allowed");
}

TEST_F(NodeSocketsTest, AHostThatTheResolverWouldReadOtherwiseIsNone) {
  declare({.net = {{"allowed.example"}}});
  const std::string hidden("127.0.0.1\0.allowed.example", 26);
  EXPECT_THAT(refused({.act = SocketAct::connect, .host = hidden, .number = 80}),
              HasSubstr("InvalidData"));
  EXPECT_THAT(refused({.act = SocketAct::look_up, .host = hidden, .type = "A"}),
              HasSubstr("InvalidData"));
  for (const char* host : {"", "a b", "a\n", "\xc3\xbc.example"}) {
    EXPECT_THAT(refused({.act = SocketAct::connect, .host = host, .number = 80}),
                HasSubstr("InvalidData"));
  }
}

TEST_F(NodeSocketsTest, LooksUpAddresses) {
  ASSERT_TRUE(sockets->act({.act = SocketAct::look_up, .host = "127.0.0.1", .type = "A"}));
  const Told records = next();
  EXPECT_EQ(records.event, SocketEvent::records);
  EXPECT_EQ(records.text, R"(["127.0.0.1"])");
  EXPECT_THAT(refused({.act = SocketAct::look_up, .host = "x", .type = "PTR"}),
              HasSubstr("NotSupported"));
}

TEST_F(NodeSocketsTest, ClosingAllForgetsWhatIsUnderWay) {
  const Listener listener;
  connect("127.0.0.1", listener.port);
  const io::Fd peer = visitor(listener);
  next();
  connect("127.0.0.1", listener.port);
  sockets->close_all();
  for (int i = 0; i < 20; ++i) loop->run_once(std::chrono::milliseconds(2));
  EXPECT_TRUE(told.empty());
  char buffer[4];
  EXPECT_EQ(::recv(peer.get(), buffer, sizeof buffer, 0), 0);
}

TEST_F(NodeSocketsTest, ANodeHasAHundredConnectionsAndNoMore) {
  const Listener listener;
  const SocketCall call{
      .act = SocketAct::connect, .host = "127.0.0.1", .number = double(listener.port)};
  // Names are looked up by 32 threads of the process at most, so not all begin at once.
  std::vector<io::Fd> peers;
  for (int open = 0; open < 100; ++open) {
    ASSERT_EQ(refused(call), "allowed") << open;
    EXPECT_EQ(next().event, SocketEvent::opened);
    peers.push_back(visitor(listener));
  }
  EXPECT_THAT(refused(call), HasSubstr("Busy: a node may have 100 connections"));
}

class NodeSocketsTlsTest : public NodeSocketsTest {
 protected:
  void SetUp() override {
    if (!peer.problem().empty()) GTEST_SKIP() << peer.problem();
    ca = *io::read_file(peer.ca_file(), 1u << 20);
    const std::string url = peer.url("");
    port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }
  SocketNumber connect_tls(const runtime::TlsOptions& options) {
    const auto number = sockets->act(
        {.act = SocketAct::connect, .host = "127.0.0.1", .number = double(port), .tls = options});
    EXPECT_TRUE(number) << number.error().message;
    return number.value_or(0);
  }
  std::string get(SocketNumber socket) {
    EXPECT_TRUE(
        sockets->act({.act = SocketAct::write,
                      .socket = socket,
                      .bytes = "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}));
    EXPECT_EQ(next().event, SocketEvent::wrote);
    std::string all;
    for (;;) {
      EXPECT_TRUE(sockets->act({.act = SocketAct::read, .socket = socket, .number = 100}));
      const Told one = next();
      if (one.event != SocketEvent::data)
        return all + (one.event == SocketEvent::end ? "$" : one.text);
      all += one.text;
    }
  }

  services::TlsPeer peer{services::TlsPeer::Speaks::http1};
  std::string ca;
  std::uint16_t port = 0;
};

TEST_F(NodeSocketsTlsTest, SpeaksToAPeerOfAPrivateAuthority) {
  const SocketNumber one =
      connect_tls({.host = "127.0.0.1", .extra_ca = ca, .protocols = "http/1.1"});
  const Told opened = next();
  ASSERT_EQ(opened.event, SocketEvent::opened) << opened.text;
  EXPECT_THAT(opened.text, HasSubstr(R"("alpnProtocol":"http/1.1")"));
  EXPECT_THAT(get(one), AllOf(HasSubstr("200 OK"), HasSubstr("1.1"), ::testing::EndsWith("$")));
}

TEST_F(NodeSocketsTlsTest, WhoeverIsNotThePeerWantedIsRefused) {
  connect_tls({.host = "127.0.0.1", .extra_ca = {}, .protocols = {}});
  Told failed = next();
  EXPECT_EQ(failed.name, "InvalidData");
  EXPECT_EQ(failed.text, "invalid peer certificate: UnknownIssuer");
  connect_tls({.host = "db.example", .extra_ca = ca, .protocols = {}});
  failed = next();
  EXPECT_EQ(failed.name, "InvalidData");
  EXPECT_EQ(failed.text, "invalid peer certificate: NotValidForName");
}

TEST_F(NodeSocketsTlsTest, StartsOnAConnectionThatIsOpen) {
  const SocketNumber one = connect("127.0.0.1", port);
  next();
  ASSERT_TRUE(sockets->act(
      {.act = SocketAct::start_tls,
       .socket = one,
       .tls = runtime::TlsOptions{.host = "127.0.0.1", .extra_ca = ca, .protocols = {}}}));
  ASSERT_EQ(next().event, SocketEvent::opened);
  EXPECT_THAT(get(one), HasSubstr("200 OK"));
}

TEST_F(NodeSocketsTlsTest, APeerThatSpeaksNoTlsIsAnError) {
  const Listener listener;
  port = listener.port;
  connect_tls({.host = "127.0.0.1", .extra_ca = ca, .protocols = {}});
  loop->run_once(std::chrono::milliseconds(50));
  const io::Fd plain = visitor(listener);
  ASSERT_EQ(::send(plain.get(), "220 hello\r\n", 11, 0), 11);
  const Told failed = next();
  EXPECT_EQ(failed.event, SocketEvent::failure);
  EXPECT_THAT(failed.text, HasSubstr("tls handshake error"));
}

}  // namespace
}  // namespace tntc::worker
