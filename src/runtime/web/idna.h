#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tntc::runtime::web {

enum class Strict { no, yes };

// The "domain to ASCII" operation of the URL standard (UTS #46, non-transitional), by ICU. Empty
// when the domain is not valid.
std::optional<std::string> domain_to_ascii(std::string_view domain, Strict strict);

// The display form; labels that cannot be decoded stay as they are.
std::string domain_to_unicode(std::string_view domain);

}  // namespace tntc::runtime::web
