// Runs bundled tests in JavaScriptCore. See run_jsc.sh.
#include <JavaScriptCore/JavaScript.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <sstream>
#include <string>

namespace {

std::string chunk_folder;
std::deque<JSObjectRef> waiting;
JSContextGroupRef group;

struct Text {
  explicit Text(const std::string& text) : ref(JSStringCreateWithUTF8CString(text.c_str())) {}
  explicit Text(JSStringRef text) : ref(text) {}
  ~Text() { JSStringRelease(ref); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  JSStringRef ref;
};

std::string utf8_of(JSContextRef context, JSValueRef value) {
  Text text(JSValueToStringCopy(context, value, nullptr));
  std::string bytes(JSStringGetMaximumUTF8CStringSize(text.ref), '\0');
  bytes.resize(JSStringGetUTF8CString(text.ref, bytes.data(), bytes.size()) - 1);
  return bytes;
}

std::string file_text(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(2);
  }
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

JSValueRef evaluate(JSContextRef, JSObjectRef function, JSObjectRef, size_t,
                    const JSValueRef arguments[], JSValueRef* exception) {
  auto* realm = static_cast<JSGlobalContextRef>(JSObjectGetPrivate(function));
  Text script(JSValueToStringCopy(realm, arguments[0], nullptr));
  Text url(JSValueToStringCopy(realm, arguments[1], nullptr));
  return JSEvaluateScript(realm, script.ref, nullptr, url.ref, 1, exception);
}

JSValueRef new_context(JSContextRef context, JSObjectRef, JSObjectRef, size_t, const JSValueRef[],
                       JSValueRef*) {
  static JSClassRef kind = [] {
    JSClassDefinition definition = kJSClassDefinitionEmpty;
    definition.callAsFunction = evaluate;
    return JSClassCreate(&definition);
  }();
  JSGlobalContextRef realm = JSGlobalContextCreateInGroup(group, nullptr);
  JSObjectRef made = JSObjectMake(context, nullptr, nullptr);
  set(context, made, "global", JSContextGetGlobalObject(realm));
  set(context, made, "evaluate", JSObjectMake(context, kind, realm));
  return made;
}

JSValueRef chunk_text(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                      const JSValueRef arguments[], JSValueRef*) {
  const std::string text = file_text(chunk_folder + "/" + utf8_of(context, arguments[0]) + ".js");
  return JSValueMakeString(context, Text(text).ref);
}

JSValueRef later(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                 const JSValueRef arguments[], JSValueRef*) {
  JSObjectRef run = JSValueToObject(context, arguments[0], nullptr);
  JSValueProtect(context, run);
  waiting.push_back(run);
  return JSValueMakeUndefined(context);
}

JSValueRef print(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                 const JSValueRef arguments[], JSValueRef*) {
  std::printf("%s\n", utf8_of(context, arguments[0]).c_str());
  return JSValueMakeUndefined(context);
}

JSValueRef leave(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                 const JSValueRef arguments[], JSValueRef*) {
  std::fflush(stdout);
  std::_Exit(static_cast<int>(JSValueToNumber(context, arguments[0], nullptr)));
}

}  // namespace

int main(int, char** argv) {
  chunk_folder = argv[1];
  group = JSContextGroupCreate();
  JSGlobalContextRef context = JSGlobalContextCreateInGroup(group, nullptr);
  JSObjectRef native = JSObjectMake(context, nullptr, nullptr);
  set(context, native, "newContext", new_context);
  set(context, native, "chunkText", chunk_text);
  set(context, native, "later", later);
  set(context, native, "print", print);
  set(context, native, "exit", leave);
  set(context, JSContextGetGlobalObject(context), "native", native);
  JSValueRef exception = nullptr;
  JSEvaluateScript(context, Text(file_text(argv[2])).ref, nullptr, Text("tests").ref, 1,
                   &exception);
  while (exception == nullptr && !waiting.empty()) {
    JSObjectRef run = waiting.front();
    waiting.pop_front();
    JSObjectCallAsFunction(context, run, nullptr, 0, nullptr, &exception);
    JSValueUnprotect(context, run);
  }
  if (exception) std::fprintf(stderr, "%s\n", utf8_of(context, exception).c_str());
  std::fprintf(stderr, "the tests did not come to their end\n");
  return 1;
}
