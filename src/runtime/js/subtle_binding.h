#pragma once

#include <JavaScriptCore/JavaScript.h>

#include "runtime/js/vm.h"

namespace tntc::runtime::js {

// host.subtle(operation, ...arguments): the computations behind crypto.subtle. Arguments are texts,
// numbers and Uint8Arrays; the answer is a Uint8Array, a boolean, or, when the computation failed,
// a text that says why. Misuse is an Error. What can take long asks the VM's brake as it goes
// and ends early when script is to be stopped, so that the time limit holds.
JSObjectRef make_subtle_function(JSContextRef context, Vm& vm);

}  // namespace tntc::runtime::js
