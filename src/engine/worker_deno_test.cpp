// The Deno namespace of real nodes, through the engine and a real worker behind its walls.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "engine/testing/engine_fixture.h"

namespace tntc::engine::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class DenoTest : public EngineFixture {
 protected:
  DenoTest() {
    // Not below /tmp, where every node may read and write.
    std::string name = fs::canonical("/var/tmp").string() + "/tntc-deno-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    root = name;
    workflow = root + "/wf";
    fs::create_directories(workflow + "/out");
    put(workflow + "/a.txt", "inside");
    put(workflow + "/.secrets.yaml", "hidden: 1");
    put(root + "/outside.txt", "outside");
    fs::create_symlink("../outside.txt", workflow + "/link");
    options.directory = workflow;
  }
  ~DenoTest() override { fs::remove_all(root); }

  static void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  // The output of a node of this body; or what it failed with.
  std::string node(const std::string& body, const std::string& capabilities = "") {
    make(make_bundle({{"act", body, "", capabilities}}));
    const Told& told = run_node("act");
    const std::string output = told.output("act");
    return output.empty() ? told.error("act") : output;
  }
  // The class of the error of each promise.
  std::string errors_of(const std::string& promises, const std::string& capabilities = "") {
    return node("const out = []; for (const run of [" + promises +
                    "]) try { await run(); out.push('done'); } catch (e) { out.push(e.name); } "
                    "return out.join();",
                capabilities);
  }

  std::string root;
  std::string workflow;
};

TEST_F(DenoTest, ANodeReadsTheFilesOfItsWorkflow) {
  EXPECT_EQ(node("return [await Deno.readTextFile('a.txt'), (await Deno.stat('a.txt')).size, "
                 "Deno.cwd().endsWith('/wf')];"),
            R"(["inside",6,true])");
}

TEST_F(DenoTest, NothingLeadsOut) {
  EXPECT_EQ(
      errors_of("() => Deno.readTextFile('../outside.txt'), () => Deno.readTextFile('link'), "
                "() => Deno.readTextFile('.secrets.yaml'), "
                "() => Deno.readTextFile('/proc/self/environ'), "
                "() => Deno.readFile('/proc/self/mem'), () => Deno.readTextFile('/etc/passwd'), "
                "() => Deno.writeTextFile('a.txt', 'x'), () => Deno.remove('a.txt'), "
                "() => Deno.symlink('/etc', 'etc'), () => Deno.link('.secrets.yaml', 'x')"),
      "\"NotCapable,NotCapable,NotCapable,NotCapable,NotCapable,NotCapable,NotCapable,"
      "NotCapable,NotSupported,NotSupported\"");
}

TEST_F(DenoTest, ARefusalSaysWhatAllowsIt) {
  EXPECT_THAT(node("await Deno.writeTextFile('out/x', '1');"),
              AllOf(HasSubstr("node `act` may not write " + workflow + "/out/x"),
                    HasSubstr("capabilities: {write: [")));
}

TEST_F(DenoTest, DeclaredPathsAreOpenThroughTheWallToo) {
  EXPECT_EQ(node("await Deno.mkdir('out/deep/er', {recursive: true});"
                 "await Deno.writeTextFile('out/deep/er/x', 'one');"
                 "await Deno.rename('out/deep/er/x', 'out/y');"
                 "await Deno.writeTextFile('report.json', '{}');"
                 "const text = await Deno.readTextFile('out/y');"
                 "await Deno.remove('out/deep', {recursive: true});"
                 "return [text, [...Deno.readDirSync('out')].map((e) => e.name)];",
                 "capabilities: {read: [.], write: [out, report.json]}"),
            R"(["one",["y"]])");
  EXPECT_TRUE(fs::exists(workflow + "/report.json"));
}

TEST_F(DenoTest, WhatIsReadableElsewhereIsWhatWasDeclared) {
  const std::string declared = "capabilities: {read: [" + root + "/outside.txt]}";
  EXPECT_EQ(node("return Deno.readTextFile('" + root + "/outside.txt');", declared), "\"outside\"");
  EXPECT_EQ(errors_of("() => Deno.readTextFile('a.txt'), () => Deno.readDir('" + root +
                          "')[Symbol.asyncIterator]().next()",
                      declared),
            "\"NotCapable,NotCapable\"");
}

TEST_F(DenoTest, ANodeSeesTheVariablesItDeclares) {
  provisions.env = {{"MODE", "fast"}, {"HOME", "/root"}};
  EXPECT_EQ(node("const out = [Deno.env.get('MODE'), Deno.env.get('NONE') === undefined, "
                 "Deno.env.toObject()]; try { Deno.env.get('HOME') } catch (e) { "
                 "out.push(e instanceof Deno.errors.NotCapable) } return out;",
                 "capabilities: {env: [MODE, NONE]}"),
            R"(["fast",true,{"MODE":"fast"},true])");
}

TEST_F(DenoTest, AConnectionTalksHttpByHand) {
  gate.open();
  const std::string port = gate.url().substr(17, gate.url().size() - 18);
  EXPECT_EQ(node("const conn = await Deno.connect({hostname: '127.0.0.1', port: " + port +
                 "}); await conn.write(new TextEncoder().encode('GET / HTTP/1.1\\r\\n\\r\\n'));"
                 "const text = await new Response(conn.readable).text(); conn.close();"
                 "return text.split('\\r\\n\\r\\n')[1];"),
            "\"open\"");
}

TEST_F(DenoTest, ConnectionsAreJudgedAndEndWithTheAttempt) {
  EXPECT_EQ(errors_of("() => Deno.connect({hostname: '169.254.169.254', port: 80}), "
                      "() => Deno.connect({hostname: '2852039166', port: 80}), "
                      "() => Deno.connect({hostname: '127.0.0.1', port: 1})"),
            "\"NotCapable,NotCapable,ConnectionRefused\"");
  const std::string port = gate.url().substr(17, gate.url().size() - 18);
  EXPECT_THAT(node("const conn = await Deno.connect({port: " + port +
                       "}); await conn.read(new Uint8Array(1));",
                   "timeout: 300ms"),
              HasSubstr("timed out"));
}

TEST_F(DenoTest, ExitAndProgramsAreRefusedWithTheReason) {
  EXPECT_THAT(node("Deno.exit(0);"),
              HasSubstr("Deno.exit is not available in workflow nodes: a node ends by returning"));
  EXPECT_THAT(node("new Deno.Command('ls');"), HasSubstr("nodes start no programs"));
}

}  // namespace
}  // namespace tntc::engine::testing
