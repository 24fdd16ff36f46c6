#pragma once

#include <string>

#include "io/name_lookup.h"

namespace tntc::io {

// Asks the name servers of /etc/resolv.conf and waits for their answer: cname, mx, ns, srv, txt.
NameLookup::Answer query_records(const std::string& host, RecordType type);

}  // namespace tntc::io
