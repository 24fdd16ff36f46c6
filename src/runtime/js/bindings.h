#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <string_view>

#include "runtime/js/realm.h"

namespace tntc::runtime::js {

// The native functions of the prelude's `host` object: each unpacks its arguments, calls the
// realm's Host (or computes, where nothing outside is needed) and packs the answer. Misuse is a
// TypeError.
struct Bindings {
  static JSObjectRef make_host_object(Realm& realm);
  // For JSGlobalContextSetUnhandledRejectionCallback.
  static JSObjectRef make_rejection_function(Realm& realm);
  // A fresh Uint8Array.
  static JSValueRef make_bytes(JSContextRef context, std::string_view bytes);

 private:
  struct Call;
  using Native = JSValueRef (*)(Call&);

  template <Native function>
  static JSValueRef enter(JSContextRef context, JSObjectRef function_object, JSObjectRef self,
                          std::size_t count, const JSValueRef arguments[], JSValueRef* exception);
  template <Native function>
  static void add(JSObjectRef host, Realm& realm, const char* name);
  template <Native function>
  static JSObjectRef make_function(Realm& realm);

  static JSValueRef chunk(Call&);
  static JSValueRef log(Call&);
  static JSValueRef epoch(Call&);
  static JSValueRef monotonic(Call&);
  static JSValueRef timer(Call&);
  static JSValueRef clear_timer(Call&);
  static JSValueRef step(Call&);
  static JSValueRef steps_are_kept(Call&);
  static JSValueRef keep_step(Call&);
  static JSValueRef event(Call&);
  static JSValueRef await_event(Call&);
  static JSValueRef waiting(Call&);
  static JSValueRef random(Call&);
  static JSValueRef uuid(Call&);
  static JSValueRef utf8_encode(Call&);
  static JSValueRef utf8_decode(Call&);
  static JSValueRef domain_to_ascii(Call&);
  static JSValueRef domain_to_unicode(Call&);
  static JSValueRef fetch(Call&);
  static JSValueRef fetch_read(Call&);
  static JSValueRef fetch_send(Call&);
  static JSValueRef fetch_abort(Call&);
  static JSValueRef done(Call&);
  static JSValueRef config(Call&);
  static JSValueRef secrets(Call&);
  static JSValueRef names_host(Call&);
  static JSValueRef env(Call&);
  static JSValueRef file(Call&);
  static JSValueRef socket(Call&);
  static JSValueRef rejected(Call&);
};

}  // namespace tntc::runtime::js
