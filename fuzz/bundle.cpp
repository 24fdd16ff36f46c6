// Bytes that claim to be a bundle, and the source maps and stacks that come with one.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bundle/bundle.h"
#include "bundle/digest.h"
#include "bundle/source_map.h"

namespace {

// What was accepted must be written and read back as it is.
void check_round_trip(const tntc::bundle::Bundle& bundle) {
  const auto again = tntc::bundle::read_bundle(tntc::bundle::write_bundle(bundle));
  if (!again || again->digest != bundle.digest) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto bundle = tntc::bundle::read_bundle(bytes)) check_round_trip(*bundle);

  const std::size_t half = size / 2;
  if (const auto map = tntc::bundle::SourceMap::parse(bytes.substr(0, half))) {
    for (int line = 0; line < 8; ++line) map->lookup(line, line * line);
  }
  const tntc::bundle::Module module{"nodes/x.ts", "", std::string(bytes.substr(0, half))};
  tntc::bundle::map_stack({module}, bytes.substr(half));
  return 0;
}
