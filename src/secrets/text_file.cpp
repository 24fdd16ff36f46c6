#include "secrets/text_file.h"

#include "base/utf.h"
#include "secrets/json_read.h"

namespace tntc::secrets {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_line_ends(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<Tree> read_text_file(std::string bytes, const std::string& file) {
  const SecretText held(std::move(bytes));
  std::string_view text = held.reveal();
  if (!is_utf8(text)) {
    return fail_at(ErrorKind::invalid, file, "the secret is not UTF-8 text",
                   "write binary values as base64: `base64 -w0 KEY > FILE`");
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const char opening = first == text.npos ? '\0' : text[first];
  if (opening == '{') {
    auto object = read_json(text, file);
    if (!object) {
      object.error().hint =
          "correct the JSON; a text that begins with { is written as {\"value\": \"...\"}";
    }
    return object;
  }
  if (opening == '[') {  // may be the first section of an INI file as well
    if (auto list = read_json(text, file)) return list;
  }
  return make_text(std::string(without_line_ends(text)), 0);
}

}  // namespace tntc::secrets
