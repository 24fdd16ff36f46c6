#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace tntc {

// What a caller can do about a failure. The set is closed: exactly one function maps it to an exit
// code (base/exit_code), one to an HTTP status (triggers/http_status).
enum class ErrorKind {
  invalid,
  not_found,
  denied,
  conflict,
  unavailable,
  no_space,  // a disk is full: later, or elsewhere
  cancelled,
  internal
};

std::string_view to_string(ErrorKind kind);

// One lower-case clause that says what went wrong; `during` puts what was being done before it.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string where;  // "file:line:column" where there is a file, else empty
  std::string hint;   // how to mend it, or empty

  bool operator==(const Error&) const = default;
};

// A derived class only so that the compiler refuses a Result that nobody looks at.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {});
tl::unexpected<Error> fail_at(ErrorKind kind, std::string where, std::string message,
                              std::string hint = {});

// The failure of the system call that has just set errno: "opening /a/b: No such file or
// directory".
tl::unexpected<Error> fail_errno(std::string doing, int code);

template <class T>
Result<T> during(std::string_view doing, Result<T> result) {
  if (!result) result.error().message = std::string(doing) + ": " + result.error().message;
  return result;
}

}  // namespace tntc

#define TNTC_JOIN_(a, b) a##b
#define TNTC_JOIN(a, b) TNTC_JOIN_(a, b)

// TNTC_TRY(const auto x, expr): declares x from a Result, or returns its error.
#define TNTC_TRY(decl, ...)                                                   \
  auto TNTC_JOIN(tntc_try_, __LINE__) = (__VA_ARGS__);                        \
  if (!TNTC_JOIN(tntc_try_, __LINE__))                                        \
    return tl::unexpected(std::move(TNTC_JOIN(tntc_try_, __LINE__)).error()); \
  decl = std::move(*TNTC_JOIN(tntc_try_, __LINE__))

// TNTC_CHECK(expr): returns the error of a Result<void>, else goes on.
#define TNTC_CHECK(...)                                                                         \
  if (auto TNTC_JOIN(tntc_check_, __LINE__) = (__VA_ARGS__); !TNTC_JOIN(tntc_check_, __LINE__)) \
  return tl::unexpected(std::move(TNTC_JOIN(tntc_check_, __LINE__)).error())
