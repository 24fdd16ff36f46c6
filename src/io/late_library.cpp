#include "io/late_library.h"

namespace tntc::io {

Result<void*> open_library(const char* name, std::string_view what, std::string_view hint) {
  void* const library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library != nullptr) return library;
  const char* const why = ::dlerror();
  return fail(ErrorKind::unavailable,
              "loading " + std::string(what) + ": " + (why != nullptr ? why : name),
              std::string(hint));
}

}  // namespace tntc::io
