#include "runtime/js/realm.h"

#include <array>
#include <utility>

#include "base/assert.h"
#include "runtime/js/bindings.h"
#include "runtime/js/private_api.h"
#include "runtime/web/chunks.h"

namespace tntc::runtime::js {
namespace {

// The prelude is ours and small; the deadline only keeps a defect in it from hanging the worker.
constexpr std::int64_t kPreludeTime = 5'000'000'000;

constexpr const char* kEvalOff = "eval and Function are disabled in workflow nodes";

// The kinds of the prelude's onFetch(id, kind, a, b, c, d) beyond those of FetchEvent.
constexpr double kWhole = 5, kLast = 6;

JSObjectRef as_function(JSContextRef context, JSValueRef value) {
  if (value == nullptr || !JSValueIsObject(context, value)) return nullptr;
  JSObjectRef object = JSValueToObject(context, value, nullptr);
  return JSObjectIsFunction(context, object) ? object : nullptr;
}

}  // namespace

Realm::Realm(Vm& vm, Host& host, const RealmNames& names)
    : vm_(vm),
      host_(host),
      names_(names),
      context_(JSGlobalContextCreateInGroup(vm.group(), nullptr)),
      anchor_(vm.make_anchor(this)),
      made_at_(monotonic_ns()) {
  if (vm.hook() != nullptr) {
    vm.hook()(context_);
    return;
  }
  JSGlobalContextSetEvalEnabled(context_, false, vm.shared_text("eval-off", kEvalOff));
}

Realm::~Realm() {
  for (JSObjectRef kept : {host_object_, core_, type_error_, invoke_, on_timer_, on_fetch_}) {
    if (kept != nullptr) JSValueUnprotect(context_, kept);
  }
  *anchor_ = nullptr;
  JSGlobalContextRelease(context_);
}

Result<std::unique_ptr<Realm>> Realm::make(Vm& vm, Host& host, const RealmNames& names) {
  std::unique_ptr<Realm> realm(new Realm(vm, host, names));
  TNTC_CHECK(during("starting a realm", realm->start_prelude()));
  return realm;
}

Result<void> Realm::start_prelude() {
  const Vm::Entry entry(vm_, monotonic_ns() + kPreludeTime);
  const auto keep = [this](JSObjectRef object) {
    if (object != nullptr) JSValueProtect(context_, object);
    return object;
  };
  JSValueRef exception = nullptr;
  JSObjectRef global = JSContextGetGlobalObject(context_);
  type_error_ = keep(as_function(
      context_, JSObjectGetProperty(context_, global, vm_.shared_text("TypeError", "TypeError"),
                                    &exception)));
  host_object_ = keep(Bindings::make_host_object(*this));
  JSObjectRef start = as_function(context_, evaluate_chunk("core", &exception));
  if (start != nullptr) {
    const JSValueRef arguments[] = {host_object_};
    JSValueRef core = JSObjectCallAsFunction(context_, start, nullptr, std::size(arguments),
                                             arguments, &exception);
    if (core != nullptr && JSValueIsObject(context_, core)) {
      core_ = keep(JSValueToObject(context_, core, nullptr));
    }
  }
  if (core_ == nullptr) {
    return fail(ErrorKind::internal, "the prelude failed: " + to_utf8(context_, exception));
  }
  invoke_ = keep(core_function("invoke"));
  on_timer_ = keep(core_function("onTimer"));
  on_fetch_ = keep(core_function("onFetch"));
  TNTC_ASSERT(invoke_ != nullptr && on_timer_ != nullptr && on_fetch_ != nullptr);
  JSGlobalContextSetUnhandledRejectionCallback(context_, Bindings::make_rejection_function(*this),
                                               &exception);
  return {};
}

JSObjectRef Realm::core_function(const char* name) {
  return as_function(context_,
                     JSObjectGetProperty(context_, core_, vm_.shared_text(name, name), nullptr));
}

JSValueRef Realm::evaluate_chunk(std::string_view name, JSValueRef* exception) {
  for (const web::Chunk& chunk : web::chunks()) {
    if (chunk.name != name) continue;
    const std::string url = "tntc-internal:" + std::string(name);
    return JSEvaluateScript(context_, vm_.shared_text("chunk " + url, chunk.code), nullptr,
                            vm_.shared_text(url, url), 1, exception);
  }
  return nullptr;
}

bool Realm::call_core(JSObjectRef function, std::size_t count, const JSValueRef* arguments,
                      std::int64_t deadline) {
  {
    const Vm::Entry entry(vm_, deadline);
    JSValueRef exception = nullptr;
    JSObjectCallAsFunction(context_, function, nullptr, count, arguments, &exception);
    // The prelude catches what node code throws; what arrives here is the end of the VM, or a
    // stack overflow inside the prelude itself, which the node's own promise reports.
  }
  return vm_.stopped() == Stop::none;
}

bool Realm::load(const std::string& path, std::string_view code, std::int64_t deadline) {
  JSValueRef exception = nullptr;
  JSValueRef factory = nullptr;
  {
    const Vm::Entry entry(vm_, deadline);
    const std::string url = "tntc:" + path;
    factory = JSEvaluateScript(context_, vm_.shared_text("module " + path, code), nullptr,
                               vm_.shared_text(url, url), 1, &exception);
  }
  if (vm_.stopped() != Stop::none) return false;
  const JSValueRef argument = factory != nullptr ? factory : JSValueMakeUndefined(context_);
  JSObjectRef load = core_function("load");
  return call_core(load, 1, &argument, deadline);
}

bool Realm::invoke(const Invocation& invocation, std::int64_t deadline) {
  const std::array<JSValueRef, 6> arguments = {JSValueMakeNumber(context_, invocation.call),
                                               make_string(context_, invocation.input),
                                               make_string(context_, invocation.run_id),
                                               JSValueMakeNumber(context_, invocation.attempt),
                                               JSValueMakeNumber(context_, invocation.item_index),
                                               JSValueMakeNumber(context_, invocation.item_count)};
  return call_core(invoke_, invocation.item_count == 0 ? 4 : arguments.size(), arguments.data(),
                   deadline);
}

bool Realm::cancel(std::string_view reason_name, std::string_view message, std::int64_t deadline) {
  const std::array<JSValueRef, 2> arguments = {make_string(context_, reason_name),
                                               make_string(context_, message)};
  return call_core(core_function("cancel"), arguments.size(), arguments.data(), deadline);
}

bool Realm::on_timer(TimerNumber timer, std::int64_t deadline) {
  const JSValueRef argument = JSValueMakeNumber(context_, timer);
  return call_core(on_timer_, 1, &argument, deadline);
}

// The global object holds the callback for rejections strongly, and the callback, like every object
// of the realm, holds the global object.
void Realm::let_go() {
  JSGlobalContextSetUnhandledRejectionCallback(context_, vm_.sink(), nullptr);
}

// JSGarbageCollect only asks for a collection, which a timer of WebKit's run loop would begin; our
// threads have none.
void Realm::collect_garbage() {
  JSSynchronousGarbageCollectForDebugging(context_);
}

JSValueRef Realm::header_array(const FetchNews& news) {
  JSObjectRef array = JSObjectMakeArray(context_, 0, nullptr, nullptr);
  // Element by element: values in a vector are invisible to the collector.
  unsigned index = 0;
  for (const auto& [name, value] : news.headers) {
    JSObjectSetPropertyAtIndex(context_, array, index++, make_string(context_, name), nullptr);
    JSObjectSetPropertyAtIndex(context_, array, index++, make_string(context_, value), nullptr);
  }
  return array;
}

// Whether the news are a whole answer, or its rest, which one entry tells.
bool Realm::is_whole(const FetchNews& news) {
  const FetchNews* next = news.then;
  if (news.event == FetchEvent::head && next != nullptr) {
    if (next->event == FetchEvent::data) next = next->then;
    return next != nullptr && next->event == FetchEvent::end;
  }
  return news.event == FetchEvent::data && next != nullptr && next->event == FetchEvent::end;
}

bool Realm::on_whole_fetch(FetchNumber fetch, const FetchNews& news, std::int64_t deadline) {
  const JSValueRef number = JSValueMakeNumber(context_, fetch);
  if (news.event == FetchEvent::data) {
    const std::array<JSValueRef, 3> arguments = {number, JSValueMakeNumber(context_, kLast),
                                                 Bindings::make_bytes(context_, news.text)};
    return call_core(on_fetch_, arguments.size(), arguments.data(), deadline);
  }
  const bool has_data = news.then->event == FetchEvent::data;
  const std::array<JSValueRef, 6> arguments = {
      number,
      JSValueMakeNumber(context_, kWhole),
      JSValueMakeNumber(context_, news.status),
      make_string(context_, news.text),
      header_array(news),
      has_data ? Bindings::make_bytes(context_, news.then->text) : JSValueMakeNull(context_)};
  return call_core(on_fetch_, arguments.size(), arguments.data(), deadline);
}

bool Realm::on_fetch(FetchNumber fetch, const FetchNews& news, std::int64_t deadline) {
  if (is_whole(news)) return on_whole_fetch(fetch, news, deadline);
  for (const FetchNews* one = &news; one != nullptr; one = one->then) {
    if (!on_one_fetch(fetch, *one, deadline)) return false;
  }
  return true;
}

bool Realm::on_one_fetch(FetchNumber fetch, const FetchNews& news, std::int64_t deadline) {
  const auto number = [this](double value) { return JSValueMakeNumber(context_, value); };
  std::array<JSValueRef, 5> arguments = {number(fetch), number(static_cast<int>(news.event)),
                                         nullptr, nullptr, nullptr};
  std::size_t count = 2;
  switch (news.event) {
    case FetchEvent::head:
      arguments[2] = number(news.status);
      arguments[3] = make_string(context_, news.text);
      arguments[4] = header_array(news);
      count = 5;
      break;
    case FetchEvent::data:
      arguments[2] = Bindings::make_bytes(context_, news.text);
      count = 3;
      break;
    case FetchEvent::failure:
      arguments[2] = make_string(context_, news.text);
      count = 3;
      break;
    case FetchEvent::end:
    case FetchEvent::wants_body: break;
  }
  return call_core(on_fetch_, count, arguments.data(), deadline);
}

bool Realm::on_socket(SocketNumber socket, const SocketNews& news, std::int64_t deadline) {
  // onSocket(id, event, a, b); the events have the numbers of SocketEvent.
  const std::array<JSValueRef, 4> arguments = {
      JSValueMakeNumber(context_, socket),
      JSValueMakeNumber(context_, static_cast<int>(news.event)),
      news.event == SocketEvent::data ? Bindings::make_bytes(context_, news.text)
                                      : make_string(context_, news.text),
      make_string(context_, news.name)};
  return call_core(core_function("onSocket"), arguments.size(), arguments.data(), deadline);
}

}  // namespace tntc::runtime::js
