#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace tntc::runtime {

// A failure as script sees it: the class of `Deno.errors` it becomes, and its message, in Deno's
// wording where there is one, because workflows look into it.
struct Fault {
  const char* name = "Error";  // "NotFound", "NotCapable", …
  std::string message;
};

template <class T>
using Answer = tl::expected<T, Fault>;

inline tl::unexpected<Fault> fault(const char* name, std::string message) {
  return tl::unexpected(Fault{name, std::move(message)});
}

// The failure of a system call: "No such file or directory (os error 2): stat 'a.txt'".
Fault system_fault(int code, const std::string& doing);

}  // namespace tntc::runtime
