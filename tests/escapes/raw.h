#pragma once

#include <JavaScriptCore/JavaScript.h>

namespace tntc::escapes {

// Gives a realm the global function `raw(what, ...)`: system calls, as an attacker has them who has
// broken out of the VM. Each returns text, or throws an Error that names the call and its errno.
void give_raw(JSGlobalContextRef realm);

}  // namespace tntc::escapes
