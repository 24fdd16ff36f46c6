// Any bytes as a path and a body, a line end between them, posted to a workflow with triggers: what
// starts a run gives it JSON. Seeds: fuzz/corpus/event.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "base/utf.h"
#include "triggers/events.h"
#include "triggers/json_check.h"
#include "triggers/payload.h"

using namespace tntc;
using namespace tntc::triggers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<spec::Trigger> kTriggers = {
      {.type = spec::TriggerType::queue, .name = "orders", .subject = "orders.*"},
      {.type = spec::TriggerType::queue, .subject = ">"},
      {.type = spec::TriggerType::webhook, .path = "/hooks/push"}};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(bytes.find('\n'), bytes.size());
  const std::string_view path = bytes.substr(0, line_end);
  const std::string_view body = bytes.substr(std::min(line_end + 1, bytes.size()));

  if (const auto requests = requests_of_post(kTriggers, path, body)) {
    for (const RunRequest& request : *requests) TNTC_ASSERT(!find_json_fault(request.input));
  }
  TNTC_ASSERT(!find_json_fault(input_of_payload(body, path)) || !is_utf8(path));
  return 0;
}
