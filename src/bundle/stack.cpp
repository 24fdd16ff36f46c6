#include "bundle/source_map.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

constexpr std::string_view kScheme = "tntc:";
constexpr std::string_view kInternalScheme = "tntc-internal:";
constexpr std::string_view kNative = "[native code]";
constexpr std::string_view kNoName = "<anonymous>";

struct Frame {
  std::string_view function;
  std::string_view url;
  int line = 0;  // 0: the frame has no place
  int column = 0;
};

// Takes ":<number>" off the end of `text`.
std::optional<int> take_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  int number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (code != std::errc() || end != digits.data() + digits.size() || number < 1)
    return std::nullopt;
  text = text.substr(0, colon);
  return number;
}

// Where the '@' before an URL of ours stands. Names may hold others.
std::size_t find_url(std::string_view text) {
  for (const std::string_view begin : {"@tntc:", "@tntc-internal:", "@[native code]"}) {
    const std::size_t at = text.find(begin);
    if (at != text.npos) return at;
  }
  return text.npos;
}

std::optional<Frame> read_frame(std::string_view text) {
  const std::size_t at = find_url(text);
  if (at == text.npos) return std::nullopt;
  Frame frame{text.substr(0, at), text.substr(at + 1)};
  if (frame.url == kNative) return frame;
  std::string_view rest = frame.url;
  const auto column = take_number(rest);
  const auto line = column ? take_number(rest) : std::nullopt;
  if (!line) return std::nullopt;
  // "tntc:1:2" has lost its colon by now.
  if (!rest.starts_with(kScheme) && !rest.starts_with(kInternalScheme)) return std::nullopt;
  return Frame{frame.function, rest, *line, *column};
}

bool is_internal(const Frame& frame) {
  return frame.url == kNative || frame.url.starts_with(kInternalScheme);
}

// Parses the map of a module when a frame first needs it: a stack names few of them.
class Maps {
 public:
  explicit Maps(const std::vector<Module>& modules) : modules_(modules) {}

  // Null when there is no such module or its map cannot be read: that costs the exact place, not
  // the stack.
  const SourceMap* find(std::string_view path) {
    const auto module = std::ranges::find(modules_, path, &Module::path);
    if (module == modules_.end()) return nullptr;
    auto [entry, is_new] = maps_.try_emplace(path);
    if (is_new) {
      if (auto parsed = SourceMap::parse(module->source_map)) entry->second = std::move(*parsed);
    }
    return entry->second ? &*entry->second : nullptr;
  }

 private:
  const std::vector<Module>& modules_;
  std::map<std::string_view, std::optional<SourceMap>> maps_;
};

std::string place(const SourcePosition& at) {
  return at.source + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

// Empty when the frame is not the user's: the wrapper, what the compiler adds, and the statement
// that hands the default export over.
std::string to_line(const Frame& frame, Maps& maps) {
  const std::string name(frame.function.empty() ? kNoName : frame.function);
  const std::string_view path = frame.url.substr(kScheme.size());
  const SourceMap* const map = maps.find(path);
  if (map == nullptr) return "    at " + name + " (" + std::string(path) + ')';
  const int shift = frame.line == 1 ? static_cast<int>(kModulePrefix.size()) : 0;
  const auto found = map->lookup(frame.line, frame.column - shift);
  if (!found || found->source.starts_with(kInternalScheme)) return {};
  return "    at " + name + " (" + place(*found) + ')';
}

}  // namespace

std::string source_url(const Module& module) {
  return std::string(kScheme) + module.path;
}

std::string map_stack(const std::vector<Module>& modules, std::string_view stack) {
  Maps maps(modules);
  std::string mapped;
  while (!stack.empty()) {
    const std::size_t end = stack.find('\n');
    const std::string_view line = stack.substr(0, end);
    stack.remove_prefix(end == stack.npos ? stack.size() : end + 1);
    const auto frame = read_frame(line);
    if (frame && is_internal(*frame)) continue;
    const std::string shown = frame ? to_line(*frame, maps) : std::string(line);
    if (shown.empty()) continue;
    if (!mapped.empty()) mapped += '\n';
    mapped += shown;
  }
  return mapped;
}

}  // namespace tntc::bundle
