#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/host.h"
#include "runtime/js/vm.h"
#include "runtime/socket_port.h"

namespace tntc::runtime::js {

// What script can read about itself.
struct RealmNames {
  std::string_view workflow;
  std::string_view node;
  std::string_view path;  // of the node's file
};

// One call of a node.
struct Invocation {
  CallNumber call = 0;
  std::string_view input;  // JSON text; "" is undefined
  std::string_view run_id;
  int attempt = 1;
  std::uint32_t item_index = 0;  // of the element of a loop that it is for
  std::uint32_t item_count = 0;  // 0: of none
};

// One node's own global object, with nothing in it but the language, the prelude and the node's
// code. Every method that runs script takes the monotonic time (ns) at which that script is to be
// stopped and answers whether the VM still lives; after `false` neither the realm nor its VM may be
// used again, only destroyed.
class Realm {
 public:
  // `host` outlives the realm. Fails with `internal` when the prelude does not evaluate.
  static Result<std::unique_ptr<Realm>> make(Vm& vm, Host& host, const RealmNames& names);
  ~Realm();
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  // Evaluates a compiled module (bundle::Module::code); its errors reach every later invoke.
  [[nodiscard]] bool load(const std::string& path, std::string_view code, std::int64_t deadline);
  [[nodiscard]] bool invoke(const Invocation& invocation, std::int64_t deadline);
  // The attempt is over: ctx.signal is aborted and whatever is pending is forgotten.
  [[nodiscard]] bool cancel(std::string_view reason_name, std::string_view message,
                            std::int64_t deadline);
  [[nodiscard]] bool on_timer(TimerNumber timer, std::int64_t deadline);
  [[nodiscard]] bool on_fetch(FetchNumber fetch, const FetchNews& news, std::int64_t deadline);
  [[nodiscard]] bool on_socket(SocketNumber socket, const SocketNews& news, std::int64_t deadline);

  // To be called before a realm is destroyed whose VM goes on: without it its memory stays.
  void let_go();

  // Everything in the VM that nobody can reach is freed before it returns.
  void collect_garbage();

 private:
  friend struct Bindings;  // the other half of this class: what script calls

  Realm(Vm& vm, Host& host, const RealmNames& names);
  Result<void> start_prelude();
  JSValueRef evaluate_chunk(std::string_view name, JSValueRef* exception);
  bool call_core(JSObjectRef function, std::size_t count, const JSValueRef* arguments,
                 std::int64_t deadline);
  JSObjectRef core_function(const char* name);
  JSValueRef header_array(const FetchNews& news);
  static bool is_whole(const FetchNews& news);
  bool on_whole_fetch(FetchNumber fetch, const FetchNews& news, std::int64_t deadline);
  bool on_one_fetch(FetchNumber fetch, const FetchNews& news, std::int64_t deadline);

  Vm& vm_;
  Host& host_;
  RealmNames names_;
  JSGlobalContextRef context_;
  void** anchor_;  // this, or null once the realm is gone
  JSObjectRef host_object_ = nullptr;
  JSObjectRef core_ = nullptr;
  JSObjectRef type_error_ = nullptr;
  JSObjectRef invoke_ = nullptr, on_timer_ = nullptr, on_fetch_ = nullptr;
  std::int64_t made_at_;
};

}  // namespace tntc::runtime::js
