// Bytes as every kind of secrets file, as an example to uncomment, and as a text with secrets in
// it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "secrets/json_read.h"
#include "secrets/redactor.h"
#include "secrets/text_file.h"
#include "secrets/uncomment.h"
#include "secrets/yaml_read.h"

namespace {

using namespace tntc::secrets;

// What was read is written as JSON that reads as the same.
void check_json(const Tree& tree) {
  const auto text = to_json(tree);
  const auto again = read_json(text.reveal(), "x");
  if (!again || to_json(*again).reveal() != text.reveal()) std::abort();
}

// The first line are the secrets, the rest is the text.
void check_redaction(std::string_view bytes) {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const auto redactor = Redactor::make(bytes.substr(0, end));
  if (!redactor) return;
  std::string text(bytes.substr(end));
  const std::size_t before = text.size();
  if (redactor->redact(text) && text.size() >= before) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto tree = read_json(bytes, "x")) check_json(*tree);
  if (const auto tree = read_yaml(bytes, "x")) check_json(*tree);
  if (const auto tree = read_text_file(std::string(bytes), "x")) check_json(*tree);
  const auto made = uncomment(bytes, "x");
  if (made && !read_yaml(*made, "x")) std::abort();
  check_redaction(bytes);
  return 0;
}
