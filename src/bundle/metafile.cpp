#include "bundle/metafile.h"

#include <algorithm>
#include <boost/json.hpp>

namespace tntc::bundle {
namespace {

namespace json = boost::json;

// A file imported with attributes is listed as "a.json with { type: 'json' }".
std::string plain_path(std::string_view path, bool has_attributes) {
  return std::string(path.substr(0, has_attributes ? path.rfind(" with {") : path.npos));
}

std::string text_or(const json::object& object, std::string_view key, std::string_view otherwise) {
  const json::value* const value = object.if_contains(key);
  const json::string* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string(otherwise) : std::string(*text);
}

Import read_import(const json::object& object) {
  Import import;
  import.path = plain_path(text_or(object, "path", ""), object.contains("with"));
  import.specifier = text_or(object, "original", import.path);
  import.is_external = object.contains("external");
  return import;
}

Input read_input(std::string_view path, const json::object& object) {
  Input input;
  input.path = plain_path(path, object.contains("with"));
  input.is_module = text_or(object, "format", "") == "esm";
  for (const json::value& import : object.at("imports").as_array())
    input.imports.push_back(read_import(import.as_object()));
  return input;
}

Metafile read(const json::object& document) {
  Metafile metafile;
  for (const auto& [path, input] : document.at("inputs").as_object())
    metafile.inputs.push_back(read_input(path, input.as_object()));
  std::ranges::sort(metafile.inputs, {}, &Input::path);
  for (const auto& [path, output] : document.at("outputs").as_object()) {
    for (const json::value& import : output.as_object().at("imports").as_array())
      metafile.externals.insert(text_or(import.as_object(), "path", ""));
  }
  return metafile;
}

}  // namespace

Result<Metafile> parse_metafile(std::string_view text) {
  try {
    return read(json::parse(text).as_object());
  } catch (const std::exception& e) {
    return fail(ErrorKind::internal,
                std::string("esbuild wrote a metafile we cannot read: ") + e.what());
  }
}

}  // namespace tntc::bundle
