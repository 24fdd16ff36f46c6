#include <algorithm>
#include <boost/json.hpp>
#include <functional>

#include "base/utf.h"
#include "bundle/base64.h"
#include "bundle/bundle.h"
#include "bundle/digest.h"
#include "bundle/limits.h"
#include "bundle/paths.h"
#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "tentacular-bundle";
constexpr int kVersion = 1;

// Far more than a bundle of kLargestBundle bytes can need. It bounds the memory that hostile bytes
// can make the parser take: each value costs it ten times its own size.
constexpr std::size_t kMostValues = 500'000;

tl::unexpected<Error> refuse(std::string what) {
  return fail(ErrorKind::invalid, std::move(what),
              "make the bundle again with this version of tntc");
}

// JSON strings hold text only: bytes that are no UTF-8 travel as {"base64": "..."}.
json::value to_json(std::string_view bytes) {
  if (is_utf8(bytes)) return json::string(bytes);
  return json::object{{"base64", to_base64(bytes)}};
}

json::array to_json(const std::vector<SourceFile>& sources) {
  json::array array;
  for (const SourceFile& source : sources)
    array.push_back(json::object{{"path", source.path}, {"text", to_json(source.text)}});
  return array;
}

json::array to_json(const std::vector<Module>& modules) {
  json::array array;
  for (const Module& module : modules)
    array.push_back(json::object{{"path", module.path},
                                 {"code", to_json(module.code)},
                                 {"map", to_json(module.source_map)}});
  return array;
}

std::size_t count_separators(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(bytes, [](char c) { return c == ',' || c == '[' || c == '{'; }));
}

// Commas and brackets inside strings are counted only when the quick count is too high.
bool has_too_many_values(std::string_view bytes) {
  if (count_separators(bytes) <= kMostValues) return false;
  std::size_t outside = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (in_string && bytes[i] == '\\')
      ++i;
    else if (bytes[i] == '"')
      in_string = !in_string;
    else if (!in_string)
      outside += count_separators(bytes.substr(i, 1));
  }
  return outside > kMostValues;
}

Result<json::value> parse_json(std::string_view bytes) {
  if (bytes.size() > kLargestBundle)
    return refuse("the bundle is longer than " + std::to_string(kLargestBundle) + " bytes");
  if (has_too_many_values(bytes)) return refuse("the bundle holds too many values");
  boost::system::error_code code;
  json::value document = json::parse(bytes, code);
  if (code) return refuse("the bundle is not JSON: " + code.message());
  return document;
}

// An object of which every member is taken exactly once: one that is missing, of another type or
// unknown is refused.
class Members {
 public:
  static Result<Members> of(const json::value& value, std::string what) {
    const json::object* const object = value.if_object();
    if (object == nullptr) return refuse(what + " is not an object");
    return Members(*object, std::move(what));
  }

  Result<const json::value*> take(std::string_view key) {
    ++taken_;
    const json::value* const value = object_->if_contains(key);
    if (value == nullptr) return refuse(what_ + " lacks `" + std::string(key) + "`");
    return value;
  }

  Result<std::string> text(std::string_view key) {
    TNTC_TRY(const json::value* const value, take(key));
    if (!value->is_string()) return refuse(what_ + ": `" + std::string(key) + "` is not a text");
    return std::string(value->get_string());
  }

  Result<std::string> bytes(std::string_view key) {
    TNTC_TRY(const json::value* const value, take(key));
    if (value->is_string()) return std::string(value->get_string());
    TNTC_TRY(Members encoded, Members::of(*value, what_ + ": `" + std::string(key) + "`"));
    TNTC_TRY(const std::string text, encoded.text("base64"));
    TNTC_CHECK(encoded.end());
    auto decoded = from_base64(text);
    if (!decoded) return refuse(what_ + ": `" + std::string(key) + "` is not base64");
    return std::move(*decoded);
  }

  Result<const json::array*> array(std::string_view key) {
    TNTC_TRY(const json::value* const value, take(key));
    if (!value->is_array()) return refuse(what_ + ": `" + std::string(key) + "` is not a list");
    return &value->get_array();
  }

  Result<void> end() const {
    if (object_->size() != taken_) return refuse(what_ + " has members this version does not know");
    return {};
  }

 private:
  Members(const json::object& object, std::string what)
      : object_(&object), what_(std::move(what)) {}

  const json::object* object_;
  std::string what_;
  std::size_t taken_ = 0;
};

Result<SourceFile> read_source(const json::value& value) {
  TNTC_TRY(Members members, Members::of(value, "a source"));
  SourceFile source;
  TNTC_TRY(source.path, members.text("path"));
  TNTC_TRY(source.text, members.bytes("text"));
  TNTC_CHECK(members.end());
  return source;
}

Result<Module> read_module(const json::value& value) {
  TNTC_TRY(Members members, Members::of(value, "a module"));
  Module module;
  TNTC_TRY(module.path, members.text("path"));
  TNTC_TRY(module.code, members.bytes("code"));
  TNTC_TRY(module.source_map, members.bytes("map"));
  TNTC_CHECK(members.end());
  return module;
}

Result<std::uint32_t> read_index(const json::value& value) {
  const std::int64_t* const number = value.if_int64();
  if (number == nullptr || *number < 0 || *number > UINT32_MAX)
    return refuse("`nodes` holds something that is not an index");
  return static_cast<std::uint32_t>(*number);
}

template <class T>
Result<std::vector<T>> read_all(Members& members, std::string_view key,
                                Result<T> (*read)(const json::value&)) {
  TNTC_TRY(const json::array* const array, members.array(key));
  std::vector<T> all;
  all.reserve(array->size());
  for (const json::value& value : *array) {
    TNTC_TRY(T item, read(value));
    all.push_back(std::move(item));
  }
  return all;
}

// Before anything else, so that a newer bundle is called that and not malformed.
Result<void> check_version(Members& members) {
  TNTC_TRY(const std::string format, members.text("format"));
  if (format != kFormat) return refuse("the file is not a bundle");
  TNTC_TRY(const json::value* const version, members.take("version"));
  const std::int64_t* const number = version->if_int64();
  if (number == nullptr || *number < 1) return refuse("the bundle has no format version");
  if (*number > kVersion)
    return fail(ErrorKind::invalid,
                "the bundle has format version " + std::to_string(*number) +
                    ", this program reads version " + std::to_string(kVersion),
                "use a newer tentacular-engine, or make the bundle with a tntc of its version");
  return {};
}

template <class T>
Result<void> check_paths(const std::vector<T>& files, const std::string& what) {
  for (const T& file : files) {
    if (!is_bundle_path(file.path)) return refuse(what + " has an illegal path");
  }
  const auto not_ascending = [](const T& a, const T& b) { return a.path >= b.path; };
  if (std::ranges::adjacent_find(files, not_ascending) != files.end())
    return refuse(what + "s are not in the order of their paths");
  return {};
}

Result<void> check_content(const Bundle& bundle) {
  TNTC_CHECK(check_paths(bundle.sources, "a source"));
  TNTC_CHECK(check_paths(bundle.modules, "a module"));
  for (const Module& module : bundle.modules) {
    if (!module.code.starts_with(kModulePrefix) || !module.code.ends_with(kModuleSuffix))
      return refuse("module " + module.path + " is not compiled code");
  }
  for (const std::uint32_t index : bundle.node_module) {
    if (index >= bundle.modules.size()) return refuse("a node names a module that is not there");
  }
  if (bundle.digest != digest_of(bundle))
    return refuse("the digest does not match: the bundle was changed after it was made");
  return {};
}

}  // namespace

std::string write_bundle(const Bundle& bundle) {
  json::array nodes(bundle.node_module.begin(), bundle.node_module.end());
  const json::object document{{"format", kFormat},
                              {"version", kVersion},
                              {"digest", bundle.digest},
                              {"compiler", bundle.compiler},
                              {"workflow", to_json(bundle.workflow_yaml)},
                              {"nodes", std::move(nodes)},
                              {"sources", to_json(bundle.sources)},
                              {"modules", to_json(bundle.modules)}};
  return json::serialize(document) + '\n';
}

Result<Bundle> read_bundle(std::string_view bytes) {
  TNTC_TRY(const json::value document, parse_json(bytes));
  TNTC_TRY(Members members, Members::of(document, "the bundle"));
  TNTC_CHECK(check_version(members));

  Bundle bundle;
  TNTC_TRY(bundle.digest, members.text("digest"));
  TNTC_TRY(bundle.compiler, members.text("compiler"));
  TNTC_TRY(bundle.workflow_yaml, members.bytes("workflow"));
  TNTC_TRY(bundle.node_module, read_all(members, "nodes", &read_index));
  TNTC_TRY(bundle.sources, read_all(members, "sources", &read_source));
  TNTC_TRY(bundle.modules, read_all(members, "modules", &read_module));
  TNTC_CHECK(members.end());
  TNTC_CHECK(check_content(bundle));
  return bundle;
}

}  // namespace tntc::bundle
