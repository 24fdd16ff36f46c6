#pragma once

#include <JavaScriptCore/JavaScript.h>

// Functions that libjavascriptcoregtk exports but whose declarations Debian's package does not
// install (WebKit: API/JSContextRefPrivate.h). The linker checks that they are there.
extern "C" {

using JSShouldTerminateCallback = bool (*)(JSContextRef, void* user);

// After `limit` seconds of CPU time of the thread inside the VM the callback decides: true ends the
// script with an exception that it cannot catch. The limit is not armed again when it says false.
void JSContextGroupSetExecutionTimeLimit(JSContextGroupRef group, double limit,
                                         JSShouldTerminateCallback callback, void* user);

// `function` is called with (promise, reason) for a promise rejected with nobody waiting for it.
void JSGlobalContextSetUnhandledRejectionCallback(JSGlobalContextRef context, JSObjectRef function,
                                                  JSValueRef* exception);

// A full collection, at once (WebKit: API/JSBasePrivate.h).
void JSSynchronousGarbageCollectForDebugging(JSContextRef context);

// Off: eval, Function and relatives throw an EvalError with `message`.
void JSGlobalContextSetEvalEnabled(JSGlobalContextRef context, bool enabled, JSStringRef message);
}
