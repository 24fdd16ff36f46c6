// Bytes that claim to be the answer of a name server; the first says what was asked.
#include <cstdint>
#include <span>

#include "io/dns_query.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tntc::io::RecordType;
  constexpr RecordType kTypes[] = {RecordType::cname, RecordType::mx, RecordType::ns,
                                   RecordType::srv, RecordType::txt};
  if (size == 0) return 0;
  (void)tntc::io::records_in(std::span(data, size).subspan(1), kTypes[data[0] % 5]);
  return 0;
}
