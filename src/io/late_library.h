#pragma once

#include <dlfcn.h>

#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

// Shared libraries that are loaded when they are first needed, so that no start pays for what it
// does not use. Never closed: OpenSSL and libcurl leave exit handlers and threads behind.
namespace tntc::io {

// `unavailable` with `hint` when it is not there; `what` is "the TLS library".
Result<void*> open_library(const char* name, std::string_view what, std::string_view hint);

// False when the library, and what it depends on, has no such symbol.
template <class Function>
bool find_symbol(void* library, const char* symbol, Function& function) {
  // POSIX promises that a function pointer survives dlsym's void*.
  function = reinterpret_cast<Function>(::dlsym(library, symbol));
  return function != nullptr;
}

// What `open` made of the library the first time: a Result<Library> that stays, its error too.
// `Library` is to be the caller's own type: there is one for each.
template <class Library>
Result<const Library*> load_once(Result<Library> (*open)()) {
  static std::once_flag once;
  static const Result<Library>* opened = nullptr;  // never freed, as the library is not closed
  std::call_once(once, [open] { opened = new Result<Library>(open()); });
  if (!*opened) return tl::unexpected(opened->error());
  return &**opened;
}

}  // namespace tntc::io
