// What the core chunk costs in JavaScriptCore, with a host that does nothing.
//
//   g++ -std=c++20 -O2 core_bench.cpp -o core_bench $(pkg-config --cflags --libs
//   javascriptcoregtk-4.1) JSC_usePollingTraps=1 JSC_useTailCalls=0 JSC_useWasm=0 ./core_bench
//   <folder of bundled chunks>
#include <JavaScriptCore/JavaScript.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double micros_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

std::string folder;
std::string last_output;
bool last_ok = false;

struct Text {
  explicit Text(const std::string& text) : ref(JSStringCreateWithUTF8CString(text.c_str())) {}
  ~Text() { JSStringRelease(ref); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  JSStringRef ref;
};

std::string utf8_of(JSContextRef context, JSValueRef value) {
  JSStringRef text = JSValueToStringCopy(context, value, nullptr);
  std::string bytes(JSStringGetMaximumUTF8CStringSize(text), '\0');
  bytes.resize(JSStringGetUTF8CString(text, bytes.data(), bytes.size()) - 1);
  JSStringRelease(text);
  return bytes;
}

[[noreturn]] void give_up(JSContextRef context, const char* doing, JSValueRef exception) {
  JSObjectRef error = JSValueToObject(context, exception, nullptr);
  JSValueRef stack = JSObjectGetProperty(context, error, Text("stack").ref, nullptr);
  std::fprintf(stderr, "%s: %s\n%s\n", doing, utf8_of(context, exception).c_str(),
               utf8_of(context, stack).c_str());
  std::exit(1);
}

JSValueRef evaluate(JSContextRef context, const std::string& script) {
  JSValueRef exception = nullptr;
  JSValueRef result = JSEvaluateScript(context, Text(script).ref, nullptr, nullptr, 1, &exception);
  if (exception) give_up(context, "evaluating a script", exception);
  return result;
}

JSValueRef call(JSContextRef context, JSObjectRef function, size_t count,
                const JSValueRef* values) {
  JSValueRef exception = nullptr;
  JSValueRef result = JSObjectCallAsFunction(context, function, nullptr, count, values, &exception);
  if (exception) give_up(context, "calling a function", exception);
  return result;
}

JSObjectRef member(JSContextRef context, JSObjectRef object, const char* name) {
  return JSValueToObject(context, JSObjectGetProperty(context, object, Text(name).ref, nullptr),
                         nullptr);
}

std::string chunk_text(const std::string& name) {
  std::ifstream file(folder + "/" + name + ".js");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void set(JSContextRef context, JSObjectRef object, const char* name, JSValueRef value) {
  JSObjectSetProperty(context, object, Text(name).ref, value, 0, nullptr);
}

void set(JSContextRef context, JSObjectRef object, const char* name,
         JSObjectCallAsFunctionCallback callback) {
  set(context, object, name, JSObjectMakeFunctionWithCallback(context, Text(name).ref, callback));
}

JSValueRef on_done(JSContextRef context, JSObjectRef, JSObjectRef, size_t count,
                   const JSValueRef values[], JSValueRef*) {
  last_ok = count > 1 && JSValueToNumber(context, values[1], nullptr) == 1;
  last_output = utf8_of(context, values[2]);
  return JSValueMakeUndefined(context);
}

JSValueRef on_log(JSContextRef context, JSObjectRef, JSObjectRef, size_t, const JSValueRef values[],
                  JSValueRef*) {
  std::printf("log: %s\n", utf8_of(context, values[1]).c_str());
  return JSValueMakeUndefined(context);
}

JSValueRef empty_object_text(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                             const JSValueRef[], JSValueRef*) {
  return JSValueMakeString(context, Text("{}").ref);
}

struct Realm {
  JSGlobalContextRef context;
  JSObjectRef host;
  JSObjectRef core;
  JSObjectRef invoke;
  double core_micros;
};

JSObjectRef global_host;
JSObjectRef global_core;

JSValueRef on_chunk(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                    const JSValueRef values[], JSValueRef*) {
  const auto start = Clock::now();
  JSObjectRef make =
      JSValueToObject(context, evaluate(context, chunk_text(utf8_of(context, values[0]))), nullptr);
  const JSValueRef both[] = {global_host, global_core};
  JSValueRef exports = call(context, make, 2, both);
  std::printf("  chunk %s: %.0f us\n", utf8_of(context, values[0]).c_str(), micros_since(start));
  return exports;
}

Realm make_realm(JSContextGroupRef group, const std::string& core_text) {
  Realm realm{};
  realm.context = JSGlobalContextCreateInGroup(group, nullptr);
  realm.host = JSObjectMake(realm.context, nullptr, nullptr);
  JSValueProtect(realm.context, realm.host);
  set(realm.context, realm.host, "done", on_done);
  set(realm.context, realm.host, "log", on_log);
  set(realm.context, realm.host, "chunk", on_chunk);
  set(realm.context, realm.host, "config", empty_object_text);
  set(realm.context, realm.host, "secrets", empty_object_text);
  set(realm.context, realm.host, "nodeName", JSValueMakeString(realm.context, Text("count").ref));
  const auto start = Clock::now();
  JSObjectRef make = JSValueToObject(realm.context, evaluate(realm.context, core_text), nullptr);
  const JSValueRef host = realm.host;
  realm.core = JSValueToObject(realm.context, call(realm.context, make, 1, &host), nullptr);
  realm.core_micros = micros_since(start);
  JSValueProtect(realm.context, realm.core);
  realm.invoke = member(realm.context, realm.core, "invoke");
  global_host = realm.host;
  global_core = realm.core;
  return realm;
}

void load(const Realm& realm, const std::string& body) {
  const JSValueRef factory =
      evaluate(realm.context, "(async function(__tntc){\"use strict\";" + body + "})");
  call(realm.context, member(realm.context, realm.core, "load"), 1, &factory);
}

std::string invoke(const Realm& realm, const std::string& input) {
  static double id = 0;
  const JSValueRef values[] = {
      JSValueMakeNumber(realm.context, id++),
      JSValueMakeString(realm.context, Text(input).ref),
      JSValueMakeString(realm.context, Text("run-1").ref),
      JSValueMakeNumber(realm.context, 1),
  };
  call(realm.context, realm.invoke, 4, values);
  return last_output;
}

}  // namespace

int main(int argc, char** argv) {
  folder = argc > 1 ? argv[1] : ".";
  const std::string core_text = chunk_text("core");
  JSContextGroupRef group = JSContextGroupCreate();
  const char* nodes[] = {
      "__tntc.default = async (ctx, input) => ({ text: input.text ?? 'a b c', n: 1 })",
      "__tntc.default = async (ctx, input) => ({ words: input.text.split(' '), n: input.n + 1 })",
      "__tntc.default = async (ctx, input) => { return { count: input.words.length, n: input.n } }",
  };

  evaluate(JSGlobalContextCreateInGroup(group, nullptr), "0");
  Realm realms[3];
  for (int i = 0; i < 3; i++) {
    realms[i] = make_realm(group, core_text);
    std::printf("core chunk in realm %d: %.0f us\n", i, realms[i].core_micros);
    load(realms[i], nodes[i]);
  }
  std::vector<double> further;
  for (int i = 0; i < 301; i++) {
    const Realm realm = make_realm(group, core_text);
    further.push_back(realm.core_micros);
    JSGlobalContextRelease(realm.context);
  }
  std::ranges::sort(further);
  std::printf("core chunk in further realms of the VM: median %.1f us, best %.1f us\n",
              further[150], further[0]);

  for (int round = 0; round < 6; round++) {
    const int runs = 50000;
    const auto start = Clock::now();
    for (int i = 0; i < runs; i++) {
      std::string text = "{\"text\":\"the quick brown fox\"}";
      for (const Realm& realm : realms) text = invoke(realm, text);
      if (!last_ok || text != "{\"count\":4,\"n\":2}") {
        std::fprintf(stderr, "wrong outcome: %s\n", text.c_str());
        return 1;
      }
    }
    std::printf("three nodes: %.2f us per run\n", micros_since(start) / runs);
  }
  if (argc > 2) {
    load(realms[0], argv[2]);
    const auto start = Clock::now();
    std::string text = invoke(realms[0], "{}");
    std::printf("%s: %s (%.0f us)\n", last_ok ? "ok" : "failed", text.c_str(), micros_since(start));
  }
}
