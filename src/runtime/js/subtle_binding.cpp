#include "runtime/js/subtle_binding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <string>
#include <utility>

#include "runtime/js/bindings.h"
#include "runtime/web/aes.h"
#include "runtime/web/curve.h"
#include "runtime/web/digest.h"
#include "runtime/web/frames.h"
#include "runtime/web/kdf.h"
#include "runtime/web/pkey.h"
#include "runtime/web/rsa.h"
#include "runtime/web/signature.h"

namespace tntc::runtime::js {
namespace {

using web::Direction;
using web::MayGoOn;

// The arguments after the operation's name; one that is missing or of another type is remembered as
// misuse, and the answer does not matter then.
class Arguments {
 public:
  Arguments(JSContextRef context, std::size_t count, const JSValueRef* values)
      : context_(context), count_(count), values_(values) {}

  bool misused() const { return misused_; }

  std::string text(std::size_t i) {
    if (i < count_ && JSValueIsString(context_, values_[i])) return to_utf8(context_, values_[i]);
    misused_ = true;
    return {};
  }

  // Of what fits an int and a uint32_t alike.
  std::uint32_t number(std::size_t i) {
    if (i < count_ && JSValueIsNumber(context_, values_[i])) {
      const double value = JSValueToNumber(context_, values_[i], nullptr);
      if (value >= 0 && value <= 0xffffffffu && std::floor(value) == value)
        return static_cast<std::uint32_t>(value);
    }
    misused_ = true;
    return 0;
  }

  // Valid until script runs again.
  std::string_view bytes(std::size_t i) {
    if (i >= count_ ||
        JSValueGetTypedArrayType(context_, values_[i], nullptr) != kJSTypedArrayTypeUint8Array) {
      misused_ = true;
      return {};
    }
    JSObjectRef array = JSValueToObject(context_, values_[i], nullptr);
    const auto* start =
        static_cast<const char*>(JSObjectGetTypedArrayBytesPtr(context_, array, nullptr));
    if (start == nullptr) return {};
    return {start + JSObjectGetTypedArrayByteOffset(context_, array, nullptr),
            JSObjectGetTypedArrayByteLength(context_, array, nullptr)};
  }

 private:
  JSContextRef context_;
  std::size_t count_;
  const JSValueRef* values_;
  bool misused_ = false;
};

// What an operation comes to.
struct Answer {
  std::string bytes;
  enum class Kind { bytes, yes, no } kind = Kind::bytes;
};
using Outcome = Result<Answer>;

Outcome answer(Result<std::string> bytes) {
  if (!bytes) return tl::unexpected(bytes.error());
  return Answer{std::move(*bytes)};
}
Outcome answer(const Result<bool>& holds) {
  if (!holds) return tl::unexpected(holds.error());
  return Answer{{}, *holds ? Answer::Kind::yes : Answer::Kind::no};
}
Outcome answer(const Result<std::vector<std::string>>& parts) {
  if (!parts) return tl::unexpected(parts.error());
  return Answer{web::to_frames(*parts)};
}

Direction direction(std::string_view text) {
  return text == "encrypt" ? Direction::encrypt : Direction::decrypt;
}

// One function for each operation; nothing in them runs script, so the views stay valid.

Outcome digest(Arguments& from, const MayGoOn& may_go_on) {
  const std::string hash = from.text(0);
  return answer(web::digest(hash, from.bytes(1), may_go_on));
}

Outcome hmac_sign(Arguments& from, const MayGoOn& may_go_on) {
  const std::string hash = from.text(0);
  return answer(web::hmac(hash, from.bytes(1), from.bytes(2), may_go_on));
}

Outcome hmac_verify(Arguments& from, const MayGoOn& may_go_on) {
  const std::string hash = from.text(0);
  TNTC_TRY(const std::string made, web::hmac(hash, from.bytes(1), from.bytes(2), may_go_on));
  return answer(Result<bool>(web::equal_in_constant_time(made, from.bytes(3))));
}

Outcome aes_cbc(Arguments& from, const MayGoOn& may_go_on) {
  const Direction way = direction(from.text(0));
  return answer(web::aes_cbc(way, from.bytes(1), from.bytes(2), from.bytes(3), may_go_on));
}

Outcome aes_ctr(Arguments& from, const MayGoOn& may_go_on) {
  const auto bits = static_cast<int>(std::min(from.number(2), 256u));
  return answer(web::aes_ctr(from.bytes(0), from.bytes(1), bits, from.bytes(3), may_go_on));
}

Outcome aes_gcm(Arguments& from, const MayGoOn& may_go_on) {
  const Direction way = direction(from.text(0));
  const web::GcmSettings settings{from.bytes(2), from.bytes(3),
                                  static_cast<int>(std::min(from.number(4), 128u))};
  return answer(web::aes_gcm(way, from.bytes(1), settings, from.bytes(5), may_go_on));
}

Outcome aes_kw(Arguments& from, const MayGoOn&) {
  const Direction way = direction(from.text(0));
  return answer(web::aes_kw(way, from.bytes(1), from.bytes(2)));
}

Outcome pbkdf2(Arguments& from, const MayGoOn& may_go_on) {
  const std::string hash = from.text(0);
  const web::Pbkdf2 settings{hash, from.bytes(1), from.bytes(2), from.number(3)};
  return answer(web::derive(settings, from.number(4), may_go_on));
}

Outcome hkdf(Arguments& from, const MayGoOn& may_go_on) {
  const std::string hash = from.text(0);
  const web::Hkdf settings{hash, from.bytes(1), from.bytes(2), from.bytes(3)};
  return answer(web::derive(settings, from.number(4), may_go_on));
}

// What needs the kind of a key and its bytes.
template <auto compute>
Outcome of_kind(Arguments& from, const MayGoOn&) {
  const std::string kind = from.text(0);
  return answer(compute(kind, from.bytes(1)));
}

Outcome shared_secret(Arguments& from, const MayGoOn&) {
  const std::string kind = from.text(0);
  return answer(web::shared_secret(kind, from.bytes(1), from.bytes(2)));
}

web::Scheme::Kind scheme_kind(std::string_view name) {
  if (name == "RSA-PSS") return web::Scheme::Kind::pss;
  if (name == "ECDSA") return web::Scheme::Kind::ecdsa;
  return name == "Ed25519" ? web::Scheme::Kind::eddsa : web::Scheme::Kind::pkcs1;
}

Outcome sign(Arguments& from, const MayGoOn& may_go_on) {
  const std::string name = from.text(0), key = from.text(1), hash = from.text(2);
  const auto salt = static_cast<int>(std::min(from.number(3), 1u << 16));
  const web::Scheme scheme{scheme_kind(name), key, hash, salt};
  return answer(web::sign(scheme, from.bytes(4), from.bytes(5), may_go_on));
}

Outcome verify(Arguments& from, const MayGoOn& may_go_on) {
  const std::string name = from.text(0), key = from.text(1), hash = from.text(2);
  const auto salt = static_cast<int>(std::min(from.number(3), 1u << 16));
  const web::Scheme scheme{scheme_kind(name), key, hash, salt};
  return answer(web::verify(scheme, from.bytes(4), from.bytes(5), from.bytes(6), may_go_on));
}

Outcome rsa_generate(Arguments& from, const MayGoOn& may_go_on) {
  const auto bits = static_cast<int>(std::min(from.number(0), 1u << 30));
  return answer(web::generate_rsa(bits, from.bytes(1), may_go_on));
}

Outcome rsa_oaep(Arguments& from, const MayGoOn&) {
  const Direction way = direction(from.text(0));
  const std::string hash = from.text(1);
  return answer(web::rsa_oaep(way, {hash, from.bytes(2)}, from.bytes(3), from.bytes(4)));
}

Outcome rsa_numbers_of_spki(Arguments& from, const MayGoOn&) {
  return answer(web::rsa_numbers_of_spki(from.bytes(0)));
}

Outcome rsa_numbers_of_pkcs8(Arguments& from, const MayGoOn&) {
  return answer(web::rsa_numbers_of_pkcs8(from.bytes(0)));
}

Outcome rsa_from_numbers(Arguments& from, const MayGoOn&) {
  const auto numbers = web::from_frames(from.bytes(0));
  if (!numbers) return fail(ErrorKind::invalid, "these are no numbers");
  return answer(web::rsa_from_numbers(*numbers));
}

Outcome generate_on_curve(Arguments& from, const MayGoOn&) {
  return answer(web::generate_on_curve(from.text(0)));
}

Outcome pkcs8_of_pair(Arguments& from, const MayGoOn&) {
  const std::string kind = from.text(0);
  return answer(web::pkcs8_of_pair(kind, from.bytes(1), from.bytes(2)));
}

struct Operation {
  std::string_view name;
  Outcome (*run)(Arguments&, const MayGoOn&);
};

constexpr std::array kOperations = {
    Operation{"digest", &digest},
    Operation{"hmacSign", &hmac_sign},
    Operation{"hmacVerify", &hmac_verify},
    Operation{"aesCbc", &aes_cbc},
    Operation{"aesCtr", &aes_ctr},
    Operation{"aesGcm", &aes_gcm},
    Operation{"aesKw", &aes_kw},
    Operation{"pbkdf2", &pbkdf2},
    Operation{"hkdf", &hkdf},
    Operation{"importSpki", &of_kind<&web::import_spki>},
    Operation{"importPkcs8", &of_kind<&web::import_pkcs8>},
    Operation{"publicHalf", &of_kind<&web::public_half>},
    Operation{"sharedSecret", &shared_secret},
    Operation{"sign", &sign},
    Operation{"verify", &verify},
    Operation{"rsaGenerate", &rsa_generate},
    Operation{"rsaOaep", &rsa_oaep},
    Operation{"rsaNumbersOfSpki", &rsa_numbers_of_spki},
    Operation{"rsaNumbersOfPkcs8", &rsa_numbers_of_pkcs8},
    Operation{"rsaFromNumbers", &rsa_from_numbers},
    Operation{"generateOnCurve", &generate_on_curve},
    Operation{"pointOf", &of_kind<&web::point_of>},
    Operation{"scalarOf", &of_kind<&web::scalar_of>},
    Operation{"spkiOfPoint", &of_kind<&web::spki_of_point>},
    Operation{"pkcs8OfPair", &pkcs8_of_pair},
};

constexpr std::string_view kNoMemory = "there is not enough memory for the result";

JSValueRef pack(JSContextRef context, const Outcome& outcome) {
  if (!outcome) return make_string(context, outcome.error().message);
  if (outcome->kind == Answer::Kind::bytes) {
    JSValueRef bytes = Bindings::make_bytes(context, outcome->bytes);
    return JSValueIsNull(context, bytes) ? make_string(context, kNoMemory) : bytes;
  }
  return JSValueMakeBoolean(context, outcome->kind == Answer::Kind::yes);
}

JSValueRef misuse(JSContextRef context, std::string_view operation, JSValueRef* exception) {
  const JSValueRef text =
      make_string(context, "host.subtle: wrong arguments for " + std::string(operation));
  *exception = JSObjectMakeError(context, 1, &text, nullptr);
  return JSValueMakeUndefined(context);
}

JSValueRef subtle(JSContextRef context, JSObjectRef function, JSObjectRef, std::size_t count,
                  const JSValueRef values[], JSValueRef* exception) {
  // No script of a VM runs after the VM.
  Vm& vm = *static_cast<Vm*>(JSObjectGetPrivate(function));
  const std::string name =
      count > 0 && JSValueIsString(context, values[0]) ? to_utf8(context, values[0]) : "";
  const auto* const operation = std::ranges::find(kOperations, name, &Operation::name);
  if (operation == kOperations.end()) return misuse(context, "an unknown operation", exception);
  Arguments arguments(context, count - 1, values + 1);
  const MayGoOn may_go_on = [&vm] { return vm.may_go_on(); };
  try {
    const Outcome outcome = operation->run(arguments, may_go_on);
    if (arguments.misused()) return misuse(context, name, exception);
    return pack(context, outcome);
  } catch (const std::bad_alloc&) {  // the worker's memory is limited
    return make_string(context, kNoMemory);
  }
}

}  // namespace

JSObjectRef make_subtle_function(JSContextRef context, Vm& vm) {
  static const JSClassRef kind = [] {
    JSClassDefinition definition = kJSClassDefinitionEmpty;
    definition.className = "Function";
    definition.callAsFunction = &subtle;
    return JSClassCreate(&definition);
  }();
  return JSObjectMake(context, kind, &vm);
}

}  // namespace tntc::runtime::js
