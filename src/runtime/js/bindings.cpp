#include "runtime/js/bindings.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/utf.h"
#include "runtime/file_port.h"
#include "runtime/js/script_clock.h"
#include "runtime/js/subtle_binding.h"
#include "runtime/socket_port.h"
#include "runtime/web/idna.h"
#include "runtime/web/random.h"

namespace tntc::runtime::js {

// One call from script: its arguments, checked as they are taken. After the first failure the
// answer is an exception whatever the function returns.
struct Bindings::Call {
  Realm& realm;
  JSContextRef context;
  std::size_t count;
  const JSValueRef* arguments;
  JSValueRef* exception;

  Host& host() const { return realm.host_; }
  JSValueRef nothing() const { return JSValueMakeUndefined(context); }
  JSValueRef text(std::string_view value) const { return make_string(context, value); }
  JSValueRef number(double value) const { return JSValueMakeNumber(context, value); }
  bool has(std::size_t i) const { return i < count && !JSValueIsUndefined(context, arguments[i]); }

  // Keeps an exception that is there already.
  JSValueRef throw_type_error(std::string_view message) const {
    if (failed()) return nothing();
    const JSValueRef argument = make_string(context, message);
    *exception = JSObjectCallAsConstructor(context, realm.type_error_, 1, &argument, nullptr);
    return nothing();
  }

  // "NotFound\n<message>": a text, from which the prelude makes an error of that class.
  JSValueRef throw_fault(const Fault& fault) const {
    *exception = make_string(context, std::string(fault.name) + "\n" + fault.message);
    return nothing();
  }

  std::string string_at(std::size_t i) const {
    if (i < count && JSValueIsString(context, arguments[i])) return to_utf8(context, arguments[i]);
    throw_type_error("argument " + std::to_string(i + 1) + " must be a string");
    return {};
  }

  // Empty when it is not given.
  std::string text_if(std::size_t i) const { return has(i) ? string_at(i) : std::string(); }

  double number_at(std::size_t i) const {
    if (i < count && JSValueIsNumber(context, arguments[i])) {
      return JSValueToNumber(context, arguments[i], nullptr);
    }
    throw_type_error("argument " + std::to_string(i + 1) + " must be a number");
    return 0;
  }

  std::uint32_t id_at(std::size_t i) const {
    const double value = number_at(i);
    if (value >= 0 && value <= 0xffffffffu) return static_cast<std::uint32_t>(value);
    throw_type_error("argument " + std::to_string(i + 1) + " is not an id");
    return 0;
  }

  bool is_bytes(std::size_t i) const {
    return i < count &&
           JSValueGetTypedArrayType(context, arguments[i], nullptr) == kJSTypedArrayTypeUint8Array;
  }

  // The bytes of a Uint8Array, valid until script runs again.
  std::span<char> bytes_at(std::size_t i) const {
    if (!is_bytes(i)) {
      throw_type_error("argument " + std::to_string(i + 1) + " must be a Uint8Array");
      return {};
    }
    JSObjectRef array = JSValueToObject(context, arguments[i], nullptr);
    auto* start = static_cast<char*>(JSObjectGetTypedArrayBytesPtr(context, array, nullptr));
    if (start == nullptr) return {};
    return {start + JSObjectGetTypedArrayByteOffset(context, array, nullptr),
            JSObjectGetTypedArrayByteLength(context, array, nullptr)};
  }

  // Empty when it is something else; valid until script runs again.
  std::string_view view_if(std::size_t i) const {
    if (!is_bytes(i)) return {};
    const std::span<char> bytes = bytes_at(i);
    return {bytes.data(), bytes.size()};
  }

  bool failed() const { return *exception != nullptr; }
};

namespace {

JSClassRef function_class(JSObjectCallAsFunctionCallback callback) {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Function";
  definition.callAsFunction = callback;
  return JSClassCreate(&definition);
}

void set(JSContextRef context, JSObjectRef object, Vm& vm, const char* name, JSValueRef value) {
  JSObjectSetProperty(context, object, vm.shared_text(name, name), value, kJSPropertyAttributeNone,
                      nullptr);
}

}  // namespace

template <Bindings::Native function>
JSValueRef Bindings::enter(JSContextRef context, JSObjectRef function_object, JSObjectRef,
                           std::size_t count, const JSValueRef arguments[], JSValueRef* exception) {
  // A function object may outlive its realm inside the VM's garbage.
  auto* realm = static_cast<Realm*>(*static_cast<void**>(JSObjectGetPrivate(function_object)));
  if (realm == nullptr) return JSValueMakeUndefined(context);
  Call call{*realm, context, count, arguments, exception};
  return function(call);
}

template <Bindings::Native function>
JSObjectRef Bindings::make_function(Realm& realm) {
  static const JSClassRef kind = function_class(&enter<function>);
  return JSObjectMake(realm.context_, kind, realm.anchor_);
}

template <Bindings::Native function>
void Bindings::add(JSObjectRef host, Realm& realm, const char* name) {
  set(realm.context_, host, realm.vm_, name, make_function<function>(realm));
}

JSObjectRef Bindings::make_host_object(Realm& realm) {
  JSObjectRef host = JSObjectMake(realm.context_, nullptr, nullptr);
  add<&chunk>(host, realm, "chunk");
  add<&log>(host, realm, "log");
  add<&epoch>(host, realm, "epoch");
  add<&monotonic>(host, realm, "monotonic");
  add<&timer>(host, realm, "timer");
  add<&clear_timer>(host, realm, "clearTimer");
  add<&step>(host, realm, "step");
  add<&steps_are_kept>(host, realm, "stepsAreKept");
  add<&keep_step>(host, realm, "keepStep");
  add<&event>(host, realm, "event");
  add<&await_event>(host, realm, "awaitEvent");
  add<&waiting>(host, realm, "waiting");
  add<&random>(host, realm, "random");
  add<&uuid>(host, realm, "uuid");
  add<&utf8_encode>(host, realm, "utf8Encode");
  add<&utf8_decode>(host, realm, "utf8Decode");
  add<&domain_to_ascii>(host, realm, "domainToASCII");
  add<&domain_to_unicode>(host, realm, "domainToUnicode");
  add<&fetch>(host, realm, "fetch");
  add<&fetch_read>(host, realm, "fetchRead");
  add<&fetch_send>(host, realm, "fetchSend");
  add<&fetch_abort>(host, realm, "fetchAbort");
  add<&done>(host, realm, "done");
  add<&config>(host, realm, "config");
  add<&secrets>(host, realm, "secrets");
  add<&names_host>(host, realm, "namesHost");
  set(realm.context_, host, realm.vm_, "subtle", make_subtle_function(realm.context_, realm.vm_));
  add<&env>(host, realm, "env");
  add<&file>(host, realm, "file");
  add<&socket>(host, realm, "socket");
#if defined(__aarch64__)
  constexpr const char* kArch = "aarch64";
#else
  constexpr const char* kArch = "x86_64";
#endif
  set(realm.context_, host, realm.vm_, "arch", make_string(realm.context_, kArch));
  set(realm.context_, host, realm.vm_, "nodeName", make_string(realm.context_, realm.names_.node));
  set(realm.context_, host, realm.vm_, "nodePath", make_string(realm.context_, realm.names_.path));
  set(realm.context_, host, realm.vm_, "workflowName",
      make_string(realm.context_, realm.names_.workflow));
  return host;
}

JSObjectRef Bindings::make_rejection_function(Realm& realm) {
  return make_function<&rejected>(realm);
}

JSValueRef Bindings::make_bytes(JSContextRef context, std::string_view bytes) {
  // Handed over, not copied into a pinned buffer: pinned buffers cannot be transferred.
  void* copy = std::malloc(bytes.size() + 1);
  if (copy == nullptr) return JSValueMakeNull(context);
  std::memcpy(copy, bytes.data(), bytes.size());
  return JSObjectMakeTypedArrayWithBytesNoCopy(
      context, kJSTypedArrayTypeUint8Array, copy, bytes.size(),
      [](void* start, void*) { std::free(start); }, nullptr, nullptr);
}

JSValueRef Bindings::chunk(Call& call) {
  const std::string name = call.string_at(0);
  if (call.failed()) return call.nothing();
  JSValueRef made = call.realm.evaluate_chunk(name, call.exception);
  if (call.failed()) return call.nothing();
  if (made == nullptr) return call.throw_type_error("there is no prelude chunk " + name);
  JSObjectRef start = JSValueToObject(call.context, made, call.exception);
  if (start == nullptr) return call.nothing();
  const JSValueRef arguments[] = {call.realm.host_object_,
                                  call.realm.core_ != nullptr ? call.realm.core_ : call.nothing()};
  return JSObjectCallAsFunction(call.context, start, nullptr, 2, arguments, call.exception);
}

JSValueRef Bindings::log(Call& call) {
  const auto level = call.id_at(0);
  const std::string line = call.string_at(1);
  if (!call.failed()) call.host().log(static_cast<LogLevel>(level > 3 ? 3 : level), line);
  return call.nothing();
}

JSValueRef Bindings::epoch(Call& call) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return call.number(static_cast<double>(now.tv_sec) * 1e3 +
                     static_cast<double>(now.tv_nsec) / 1e6);
}

JSValueRef Bindings::monotonic(Call& call) {
  if (const ScriptClock* clock = script_clock()) {
    return call.number(static_cast<double>(clock->elapsed_ns) / 1e6);
  }
  return call.number(static_cast<double>(monotonic_ns() - call.realm.made_at_) / 1e6);
}

JSValueRef Bindings::timer(Call& call) {
  const double delay = call.number_at(0);
  if (call.failed()) return call.nothing();
  const auto started = call.host().start_timer(std::isfinite(delay) && delay > 0 ? delay : 0);
  if (!started) return call.throw_type_error(started.error().message);
  return call.number(*started);
}

JSValueRef Bindings::clear_timer(Call& call) {
  const TimerNumber timer = call.id_at(0);
  if (!call.failed()) call.host().clear_timer(timer);
  return call.nothing();
}

JSValueRef Bindings::step(Call& call) {
  const std::string name = call.string_at(0);
  if (call.failed()) return call.nothing();
  const auto known = call.host().step(name);
  if (!known) return call.throw_type_error(known.error().message);
  return *known ? call.text(**known) : JSValueMakeNull(call.context);
}

JSValueRef Bindings::steps_are_kept(Call& call) {
  return JSValueMakeBoolean(call.context, call.host().keeps_steps());
}

JSValueRef Bindings::keep_step(Call& call) {
  const std::string name = call.string_at(0);
  const std::string text = call.failed() ? std::string() : call.string_at(1);
  if (call.failed()) return call.nothing();
  const auto number = call.host().keep_step(name, text);
  if (!number) return call.throw_type_error(number.error().message);
  return call.number(*number);
}

JSValueRef Bindings::event(Call& call) {
  const std::string name = call.string_at(0);
  const std::uint32_t index = call.failed() ? 0 : call.id_at(1);
  if (call.failed()) return call.nothing();
  const auto payload = call.host().event(name, index);
  return payload ? call.text(*payload) : JSValueMakeNull(call.context);
}

JSValueRef Bindings::await_event(Call& call) {
  const std::string name = call.string_at(0);
  const std::uint32_t index = call.failed() ? 0 : call.id_at(1);
  if (call.failed()) return call.nothing();
  const auto number = call.host().await_event(name, index);
  if (!number) return call.throw_type_error(number.error().message);
  return call.number(*number);
}

JSValueRef Bindings::waiting(Call& call) {
  const bool begins = call.has(0) && JSValueToBoolean(call.context, call.arguments[0]);
  Wait wait;
  const double until = call.number_at(1);
  // What is no time at all is never.
  if (until > 0 && until < 8.64e15) wait.until = static_cast<std::int64_t>(until);
  if (!call.failed()) wait.event = call.text_if(2);
  if (!call.failed()) call.host().wait(wait, begins);
  return call.nothing();
}

JSValueRef Bindings::random(Call& call) {
  const std::span<char> bytes = call.bytes_at(0);
  if (!call.failed()) web::fill_random(bytes);
  return call.nothing();
}

JSValueRef Bindings::uuid(Call& call) {
  return call.text(web::make_uuid4());
}

JSValueRef Bindings::utf8_encode(Call& call) {
  const std::string text = call.string_at(0);
  return call.failed() ? call.nothing() : make_bytes(call.context, text);
}

JSValueRef Bindings::utf8_decode(Call& call) {
  const std::span<char> bytes = call.bytes_at(0);
  if (call.failed()) return call.nothing();
  const std::string_view text(bytes.data(), bytes.size());
  const bool fatal = call.count > 1 && JSValueToBoolean(call.context, call.arguments[1]);
  if (fatal && !is_utf8(text)) return JSValueMakeNull(call.context);
  return call.text(text);
}

JSValueRef Bindings::domain_to_ascii(Call& call) {
  const std::string domain = call.string_at(0);
  if (call.failed()) return call.nothing();
  const bool strict = call.count > 1 && JSValueToBoolean(call.context, call.arguments[1]);
  const auto ascii = web::domain_to_ascii(domain, strict ? web::Strict::yes : web::Strict::no);
  return ascii ? call.text(*ascii) : JSValueMakeNull(call.context);
}

JSValueRef Bindings::domain_to_unicode(Call& call) {
  const std::string domain = call.string_at(0);
  return call.failed() ? call.nothing() : call.text(web::domain_to_unicode(domain));
}

JSValueRef Bindings::fetch(Call& call) {
  FetchCall request;
  request.method = call.string_at(0);
  request.url = call.string_at(1);
  if (call.failed()) return call.nothing();
  if (!call.has(2) || !JSValueIsArray(call.context, call.arguments[2])) {
    return call.throw_type_error("argument 3 must be an array");
  }
  JSObjectRef flat = JSValueToObject(call.context, call.arguments[2], nullptr);
  const auto element = [&](unsigned i) {
    return to_utf8(call.context, JSObjectGetPropertyAtIndex(call.context, flat, i, call.exception));
  };
  JSValueRef length = JSObjectGetProperty(call.context, flat,
                                          call.realm.vm_.shared_text("length", "length"), nullptr);
  const auto size = static_cast<unsigned>(JSValueToNumber(call.context, length, nullptr));
  for (unsigned i = 0; i + 1 < size && !call.failed(); i += 2) {
    request.headers.emplace_back(element(i), element(i + 1));
  }
  if (call.is_bytes(3)) {
    request.body = call.view_if(3);
    request.upload = UploadKind::bytes;
  } else if (call.has(3) && JSValueIsString(call.context, call.arguments[3])) {
    request.body = call.string_at(3);
    request.upload = UploadKind::bytes;
  } else if (call.has(3) && JSValueIsBoolean(call.context, call.arguments[3])) {
    request.upload = UploadKind::streamed;
  }
  request.extra_ca = call.text_if(4);
  request.service = call.text_if(5);
  request.path = call.text_if(6);
  if (call.failed()) return call.nothing();
  const auto started = call.host().start_fetch(std::move(request));
  if (!started) return call.throw_type_error(started.error().message);
  return call.number(*started);
}

JSValueRef Bindings::fetch_read(Call& call) {
  const FetchNumber fetch = call.id_at(0);
  if (!call.failed()) call.host().read_more(fetch);
  return call.nothing();
}

JSValueRef Bindings::fetch_send(Call& call) {
  const FetchNumber fetch = call.id_at(0);
  if (call.failed()) return call.nothing();
  if (!call.has(1) || JSValueIsNull(call.context, call.arguments[1])) {
    call.host().end_body(fetch);
    return call.nothing();
  }
  const std::span<char> bytes = call.bytes_at(1);
  if (!call.failed()) call.host().send_body(fetch, {bytes.data(), bytes.size()});
  return call.nothing();
}

JSValueRef Bindings::fetch_abort(Call& call) {
  const FetchNumber fetch = call.id_at(0);
  if (!call.failed()) call.host().abort_fetch(fetch);
  return call.nothing();
}

JSValueRef Bindings::done(Call& call) {
  const CallNumber number = call.id_at(0);
  CallEnd end;
  end.ok = call.number_at(1) != 0;
  end.text = call.string_at(2);
  end.stack = call.text_if(3);
  end.name = call.text_if(4);
  if (!call.failed() && call.has(5)) {
    end.retry = static_cast<Retry>(std::min(call.id_at(5), static_cast<std::uint32_t>(Retry::no)));
  }
  if (!call.failed() && call.has(6)) end.status = static_cast<int>(call.id_at(6));
  // Of script that is to be ended nothing counts that it says until then.
  if (!call.failed() && call.realm.vm_.stopped() == Stop::none)
    call.host().done(number, std::move(end));
  return call.nothing();
}

JSValueRef Bindings::config(Call& call) {
  return call.text(call.host().config());
}

JSValueRef Bindings::secrets(Call& call) {
  return call.text(call.host().secrets());
}

JSValueRef Bindings::names_host(Call& call) {
  const std::string host = call.string_at(0);
  const std::uint32_t port = call.id_at(1);
  if (call.failed()) return call.nothing();
  const bool named =
      port <= 0xffff && call.host().names_host(host, static_cast<std::uint16_t>(port));
  return JSValueMakeBoolean(call.context, named);
}

JSValueRef Bindings::env(Call& call) {
  if (!call.has(0)) return call.text(call.host().all_env());
  const std::string name = call.string_at(0);
  if (call.failed()) return call.nothing();
  const auto value = call.host().env(name);
  if (!value) return call.throw_fault(value.error());
  return *value ? call.text(**value) : JSValueMakeNull(call.context);
}

// file(act, path, second, bytes, flags, mode, size): text, bytes or undefined.
JSValueRef Bindings::file(Call& call) {
  FileCall wanted;
  const std::uint32_t act = call.id_at(0);
  wanted.act = static_cast<FileAct>(act);
  wanted.path = call.string_at(1);
  wanted.second = call.string_at(2);
  wanted.bytes = call.view_if(3);
  wanted.flags = call.id_at(4);
  if (call.has(5)) wanted.mode = call.id_at(5);
  const double size = call.has(6) ? call.number_at(6) : 0;
  if (call.failed()) return call.nothing();
  constexpr double kExact = 9007199254740991;  // the largest integer a double tells exactly
  if (act > static_cast<std::uint32_t>(FileAct::truncate) || !(size >= 0 && size <= kExact)) {
    return call.throw_type_error("no such file act");
  }
  wanted.size = static_cast<std::uint64_t>(size);
  const auto reply = call.host().files().act(wanted);
  if (!reply) return call.throw_fault(reply.error());
  return wanted.act == FileAct::read ? make_bytes(call.context, *reply) : call.text(*reply);
}

// socket(act, socket, number, host, type, bytes, TLS host, extra CA, ALPN): a number.
JSValueRef Bindings::socket(Call& call) {
  SocketCall wanted;
  const std::uint32_t act = call.id_at(0);
  wanted.act = static_cast<SocketAct>(act);
  wanted.socket = call.id_at(1);
  wanted.number = call.number_at(2);
  wanted.host = call.text_if(3);
  wanted.type = call.text_if(4);
  wanted.bytes = call.view_if(5);
  if (call.has(6)) {
    wanted.tls = TlsOptions{
        .host = call.string_at(6), .extra_ca = call.text_if(7), .protocols = call.text_if(8)};
  }
  if (call.failed()) return call.nothing();
  if (act > static_cast<std::uint32_t>(SocketAct::look_up)) {
    return call.throw_type_error("no such socket act");
  }
  const auto number = call.host().sockets().act(wanted);
  if (!number) return call.throw_fault(number.error());
  return call.number(*number);
}

JSValueRef Bindings::rejected(Call& call) {
  JSObjectRef unhandled = call.realm.core_function("unhandled");
  if (unhandled == nullptr || call.count < 2) return call.nothing();
  return JSObjectCallAsFunction(call.context, unhandled, nullptr, 1, call.arguments + 1,
                                call.exception);
}

}  // namespace tntc::runtime::js
