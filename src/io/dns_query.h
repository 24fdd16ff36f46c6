#pragma once

#include <span>
#include <string>

#include "io/name_lookup.h"

namespace tntc::io {

// Asks the name servers of /etc/resolv.conf and waits for their answer: cname, mx, ns, srv, txt.
NameLookup::Answer query_records(const std::string& host, RecordType type);

// The records of that type in a DNS message (RFC 1035), which may be anything.
NameLookup::Answer records_in(std::span<const unsigned char> message, RecordType type);

}  // namespace tntc::io
