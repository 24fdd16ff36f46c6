// What src/bundle compiles, run in the VM: the values it gives and where its stacks lead.
#include <JavaScriptCore/JavaScript.h>
#include <gtest/gtest.h>

#include "bundle/source_map.h"
#include "bundle/testing/workflow_directory.h"
#include "runtime/js/vm.h"

namespace tntc::runtime::js {
namespace {

using bundle::Bundle;
using bundle::Module;
using bundle::WorkflowDirectory;

// A global object with nothing in it but the language.
class BareRealm {
 public:
  BareRealm() {
    set_vm_options();
    context_ = JSGlobalContextCreate(nullptr);
  }
  ~BareRealm() { JSGlobalContextRelease(context_); }
  BareRealm(const BareRealm&) = delete;
  BareRealm& operator=(const BareRealm&) = delete;

  JSValueRef evaluate(const std::string& code, const std::string& url) {
    JSStringRef script = JSStringCreateWithUTF8CString(code.c_str());
    JSStringRef source = JSStringCreateWithUTF8CString(url.c_str());
    JSValueRef exception = nullptr;
    JSValueRef value = JSEvaluateScript(context_, script, nullptr, source, 1, &exception);
    JSStringRelease(script);
    JSStringRelease(source);
    EXPECT_EQ(exception, nullptr) << (exception != nullptr ? text(exception) : "");
    return value;
  }

  void set_global(const char* name, JSValueRef value) {
    JSStringRef key = JSStringCreateWithUTF8CString(name);
    JSObjectSetProperty(context_, JSContextGetGlobalObject(context_), key, value, 0, nullptr);
    JSStringRelease(key);
  }

  std::string text(JSValueRef value) {
    JSStringRef string = JSValueToStringCopy(context_, value, nullptr);
    std::string bytes(JSStringGetMaximumUTF8CStringSize(string), '\0');
    bytes.resize(JSStringGetUTF8CString(string, bytes.data(), bytes.size()) - 1);
    JSStringRelease(string);
    return bytes;
  }

 private:
  JSGlobalContextRef context_ = nullptr;
};

// Loads the only module as the worker does, calls its default export, and gives what it returned
// or the mapped stack of what it threw.
std::string run(const Bundle& compiled) {
  BareRealm vm;
  const Module& module = compiled.modules.at(0);
  vm.set_global("factory", vm.evaluate(module.code, bundle::source_url(module)));
  vm.evaluate(
      "var said = ''; var holder = {};"
      "factory(holder).then(() => holder.default({}, {})).then(v => { said = 'value ' + v; },"
      "                                                        e => { said = e.stack; })",
      "tntc-internal:test");
  return bundle::map_stack(compiled.modules, vm.text(vm.evaluate("said", "tntc-internal:test")));
}

TEST(CompiledModule, ItsStacksLeadToTheExactPlacesInNodeAndHelper) {
  WorkflowDirectory directory;
  directory.write("nodes/x.ts",
                  "import { help } from \"../lib/h.ts\";\n"
                  "\n"
                  "interface Input { a: number }\n"
                  "class Stage {\n"
                  "  #seen = 1;\n"
                  "  async enter(v: Input): Promise<number> {\n"
                  "    await null;\n"
                  "    return [1].map((q) => this.leave(q, v))[0];\n"
                  "  }\n"
                  "  leave(q: number, v: Input) { const é = \"é\"; return help(q + v.a); }\n"
                  "}\n"
                  "export default async function (ctx: unknown, input: unknown) {\n"
                  "  return await new Stage().enter({ a: 1 });\n"
                  "}\n");
  directory.write("lib/h.ts",
                  "export function help(n: number): number {\n"
                  "  if (n > 0) throw new TypeError(\"boom\");\n"
                  "  return n;\n"
                  "}\n");
  const auto compiled = directory.compile({"./nodes/x.ts"});
  ASSERT_TRUE(compiled && compiled->bundle);

  EXPECT_EQ(run(*compiled->bundle),
            "    at help (lib/h.ts:2:24)\n"
            "    at leave (nodes/x.ts:10:54)\n"
            "    at <anonymous> (nodes/x.ts:8:32)\n"
            "    at enter (nodes/x.ts:8:16)");
}

TEST(CompiledModule, ItsStacksAreExactOnTheFirstLineBehindThePrefix) {
  WorkflowDirectory directory;
  directory.write("nodes/x.js", "(0, null).field; export default () => 1");
  auto compiled = directory.compile({"./nodes/x.js"});
  ASSERT_TRUE(compiled && compiled->bundle);
  // esbuild begins with a comment line; without it the statement stands on the wrapper's line.
  Module& module = compiled->bundle->modules.at(0);
  const std::size_t comment = module.code.find("// nodes/x.js\n");
  ASSERT_NE(comment, std::string::npos);
  module.code.erase(comment, std::string("// nodes/x.js\n").size());
  const std::size_t mappings = module.source_map.find("\"mappings\":\";");
  ASSERT_NE(mappings, std::string::npos);
  module.source_map.erase(mappings + std::string("\"mappings\":\"").size(), 1);

  EXPECT_EQ(run(*compiled->bundle), "    at <anonymous> (nodes/x.js:1:5)");
}

TEST(CompiledModule, RunsWithAllItImports) {
  WorkflowDirectory directory("a b#c?d%20e\xc3\xa9'\"");
  directory.write("nodes/n.ts",
                  "import json from \"./d.json\";\n"
                  "import again from \"./d.json\" with { type: \"json\" };\n"
                  "import text from \"../t.md\";\n"
                  "import { late } from \"../lib/h.ts\";\n"
                  "import type { Context } from \"tentacular\";\n"
                  "import { Context as C } from \"tentacular\";\n"
                  "enum Colour { red = 3 }\n"
                  "const early = await Promise.resolve(1);\n"
                  "export default async (ctx: C, input: Context): Promise<string> => {\n"
                  "  const m = await import(\"../lib/lazy.ts\");\n"
                  "  return [json.a, again.a, text, late(), Colour.red, early, m.lazy,\n"
                  "    import.meta.main].join();\n"
                  "};\n");
  directory.write("nodes/d.json", R"({"a": 7})");
  directory.write("t.md", "# é");
  directory.write("lib/h.ts", "export const late = () => \"l\";");
  directory.write("lib/lazy.ts", "export const lazy = 5;");
  const auto compiled = directory.compile({"nodes/n.ts"});
  ASSERT_TRUE(compiled) << compiled.error().message;
  ASSERT_TRUE(compiled->bundle) << tntc::to_text(compiled->diagnostics.at(0));

  EXPECT_EQ(run(*compiled->bundle), "value 7,7,# é,l,3,1,5,false");
}

}  // namespace
}  // namespace tntc::runtime::js
