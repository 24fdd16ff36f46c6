#include "runtime/web/idna.h"

#include <unicode/uidna.h>

#include <memory>
#include <vector>

namespace tntc::runtime::web {
namespace {

struct CloseUidna {
  void operator()(UIDNA* idna) const { uidna_close(idna); }
};
using Uidna = std::unique_ptr<UIDNA, CloseUidna>;

Uidna open(Strict strict) {
  // CheckBidi, CheckJoiners and non-transitional processing as the URL standard asks; strict adds
  // UseSTD3ASCIIRules.
  std::uint32_t options = UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                          UIDNA_NONTRANSITIONAL_TO_UNICODE;
  if (strict == Strict::yes) options |= UIDNA_USE_STD3_RULES;
  UErrorCode status = U_ZERO_ERROR;
  Uidna idna(uidna_openUTS46(options, &status));
  return U_SUCCESS(status) ? std::move(idna) : nullptr;
}

// Errors that the URL standard does not treat as failures without strictness: CheckHyphens=false
// and VerifyDnsLength=false.
constexpr std::uint32_t kTolerated = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                     UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                     UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

}  // namespace

std::optional<std::string> domain_to_ascii(std::string_view domain, Strict strict) {
  const Uidna idna = open(strict);
  if (!idna) return std::nullopt;
  std::vector<char> out(domain.size() * 4 + 64);
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const auto size =
      uidna_nameToASCII_UTF8(idna.get(), domain.data(), static_cast<std::int32_t>(domain.size()),
                             out.data(), static_cast<std::int32_t>(out.size()), &info, &status);
  const std::uint32_t tolerated = strict == Strict::yes ? 0 : kTolerated;
  if (U_FAILURE(status) || (info.errors & ~tolerated) != 0) return std::nullopt;
  return std::string(out.data(), static_cast<std::size_t>(size));
}

std::string domain_to_unicode(std::string_view domain) {
  const Uidna idna = open(Strict::no);
  if (!idna) return std::string(domain);
  std::vector<char> out(domain.size() * 4 + 64);
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const auto size =
      uidna_nameToUnicodeUTF8(idna.get(), domain.data(), static_cast<std::int32_t>(domain.size()),
                              out.data(), static_cast<std::int32_t>(out.size()), &info, &status);
  if (U_FAILURE(status)) return std::string(domain);
  return {out.data(), static_cast<std::size_t>(size)};
}

}  // namespace tntc::runtime::web
