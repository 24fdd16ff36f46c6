// The only file that includes yaml-cpp, and the only one of the parser in which exceptions exist.
#include "spec/yaml_load.h"

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "spec/map_keys.h"
#include "spec/scalar_source.h"

namespace tntc::spec {
namespace {

// Deeper than any sensible file, shallow enough for recursion over the tree.
constexpr std::size_t kDeepest = 64;
// What anchors and aliases may add to the tree, in all.
constexpr std::size_t kMostCopiedValues = 100'000;
constexpr std::size_t kMostCopiedBytes = 4u << 20;

constexpr std::string_view kTextTag = "tag:yaml.org,2002:str";
constexpr std::string_view kListTag = "tag:yaml.org,2002:seq";
constexpr std::string_view kMapTag = "tag:yaml.org,2002:map";

// Leaves yaml-cpp from inside an event; the finding has been added.
struct Stop {};

struct Size {
  std::size_t values = 0;
  std::size_t bytes = 0;
  std::size_t height = 0;  // levels, 1 for a scalar

  void add_child(const Size& child) {
    values += child.values;
    bytes += child.bytes;
    height = std::max(height, child.height + 1);
  }
};

struct Sized {
  YamlValue value;
  Size size;
};

// A list or map whose end has not been read yet.
struct Open {
  YamlValue value;
  Size size;
  YAML::anchor_t anchor = 0;
  bool has_key = false;      // map: a key was read, its value comes next
  bool drops_value = false;  // map: that key is unusable
};

bool is_spelled_null(std::string_view source, std::size_t offset) {
  const std::string_view rest = source.substr(std::min(offset, source.size()));
  for (const std::string_view spelling : {"~", "null", "Null", "NULL"}) {
    if (!rest.starts_with(spelling)) continue;
    const std::string_view after = rest.substr(spelling.size(), 1);
    return after.empty() || std::string_view(" \t\r\n,]}#").find(after[0]) != after.npos;
  }
  return false;
}

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Findings& findings) : findings_(findings) {}

  bool has_root() const { return has_root_; }
  YamlValue take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    stop({offset_of(mark), "several-documents", "a second document begins here",
          "keep one workflow per file and remove the `---` line"});
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlValue value;
    value.offset = offset_of_null(mark);
    complete(std::move(value), {1, 0, 1}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchored_.find(anchor);
    if (known == anchored_.end()) {
      stop({offset_of(mark), "alias-cycle", "this alias stands inside the value it names",
            "write the value out"});
    }
    if (open_.size() + known->second.size.height > kDeepest) too_deep(offset_of(mark));
    charge(known->second.size, offset_of(mark));
    YamlValue copy = known->second.value;
    // As a key or a scalar it is best shown where it is used, a mapping where it is written.
    if (copy.kind == YamlKind::text) copy.offset = offset_of(mark);
    complete(std::move(copy), known->second.size, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    YamlValue value;
    value.kind = YamlKind::text;
    value.offset = offset_of(mark);
    value.is_quoted = tag != "?";
    value.text = text;
    check_tag(tag, kTextTag, value.offset);
    if (value.is_quoted && !is_closed(findings_.source().text(), value.offset)) {
      stop({value.offset, "yaml-syntax", "this is not YAML: the quotes have no end",
            "close the quotes"});
    }
    complete(std::move(value), {1, text.size(), 1}, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(tag, kListTag, offset_of(mark));
    open(YamlKind::list, mark, anchor);
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(tag, kMapTag, offset_of(mark));
    open(YamlKind::map, mark, anchor);
  }

  void OnSequenceEnd() override { close(); }

  void OnMapEnd() override {
    settle_keys(open_.back().value, findings_);
    close();
  }

 private:
  static std::uint32_t offset_of(const YAML::Mark& mark) {
    return static_cast<std::uint32_t>(std::max(mark.pos, 0));
  }

  // yaml-cpp puts a value that was left out at the token after it: people look for it at its key,
  // or where the last thing before it stands.
  std::uint32_t offset_of_null(const YAML::Mark& mark) const {
    const std::uint32_t offset = offset_of(mark);
    const std::string_view source = findings_.source().text();
    if (is_spelled_null(source, offset)) return offset;
    if (!open_.empty() && open_.back().has_key) return open_.back().value.keys.back().offset;
    const std::size_t before = source.substr(0, offset).find_last_not_of(" \t\r\n");
    return before == source.npos ? 0 : static_cast<std::uint32_t>(before);
  }

  void open(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (open_.size() >= kDeepest) too_deep(offset_of(mark));
    Open opened;
    opened.value.kind = kind;
    opened.value.offset = offset_of(mark);
    opened.size = {1, 0, 1};
    opened.anchor = anchor;
    open_.push_back(std::move(opened));
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    complete(std::move(closed.value), closed.size, closed.anchor);
  }

  void complete(YamlValue value, const Size& size, YAML::anchor_t anchor) {
    if (anchor != 0) {
      charge(size, value.offset);
      anchored_[anchor] = {value, size};
    }
    if (open_.empty()) {
      has_root_ = true;
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    parent.size.add_child(size);
    if (parent.value.kind == YamlKind::list) {
      parent.value.items.push_back(std::move(value));
    } else if (parent.has_key) {
      take_item(parent, std::move(value));
    } else {
      take_key(parent, std::move(value));
    }
  }

  void take_key(Open& map, YamlValue key) {
    map.has_key = true;
    map.drops_value = key.kind != YamlKind::text;
    if (map.drops_value) {
      findings_.error({key.offset, "invalid-key",
                       fmt::format("a key must be text, not {}", noun_of(key.kind)),
                       "write the key as one word, in quotes if need be"});
    }
    map.value.keys.push_back({std::move(key.text), key.offset, key.is_quoted});
  }

  static void take_item(Open& map, YamlValue item) {
    map.has_key = false;
    if (map.drops_value) {
      map.value.keys.pop_back();
    } else {
      map.value.items.push_back(std::move(item));
    }
  }

  // "?" is no tag, "!" the quotes of a scalar.
  void check_tag(const std::string& tag, std::string_view allowed, std::size_t offset) {
    if (tag.empty() || tag == "?" || tag == "!" || tag == allowed) return;
    findings_.error({offset, "unsupported-tag", fmt::format("the tag {} is not known", quoted(tag)),
                     "remove the tag; to make a value text, put it in quotes"});
  }

  void charge(const Size& size, std::size_t offset) {
    copied_values_ += size.values;
    copied_bytes_ += size.bytes;
    if (copied_values_ <= kMostCopiedValues && copied_bytes_ <= kMostCopiedBytes) return;
    stop({offset, "alias-expansion",
          fmt::format("with its aliases expanded the file has more than {} further values",
                      kMostCopiedValues),
          "use fewer aliases, or anchors on smaller values"});
  }

  [[noreturn]] void too_deep(std::size_t offset) {
    stop({offset, "too-deep", fmt::format("values are nested deeper than {} levels", kDeepest),
          "nest less"});
  }

  [[noreturn]] void stop(Finding finding) {
    findings_.error(std::move(finding));
    throw Stop();
  }

  Findings& findings_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Sized> anchored_;
  std::size_t copied_values_ = 0;
  std::size_t copied_bytes_ = 0;
  int documents_ = 0;
  bool has_root_ = false;
  YamlValue root_;
};

// yaml-cpp says what it missed, seldom why: the usual reasons, by what stands in the file.
std::string hint_for_syntax(std::string_view message, std::string_view source, std::size_t offset) {
  const char here = offset < source.size() ? source[offset] : '\n';
  const auto says = [&](std::string_view part) { return message.find(part) != message.npos; };
  if (says("anchor") || says("alias") || here == '*' || here == '&') {
    return "a value that begins with * or & must be quoted: schedule: \"*/5 * * * *\"";
  }
  if (here == '\t' || says("tab")) return "indent with spaces, never with tabs";
  if (says("illegal map value")) return "quote a value that contains `: `";
  if (says("flow")) return "close the bracket, and put commas between the entries";
  if (says("end of map not found")) return "line this up with the keys above it";
  if (says("end of sequence not found")) return "line this up with the `-` above it";
  if (says("scalar")) return "close the quotes, or quote the whole value";
  return "quote values that begin with a special character, and indent with spaces";
}

// A tab that indents the line is to blame for whatever is found wrong behind it.
std::size_t indenting_tab_or(std::string_view source, std::size_t offset) {
  const std::size_t newline = offset == 0 ? source.npos : source.rfind('\n', offset - 1);
  const std::size_t start = newline == source.npos ? 0 : newline + 1;
  const std::size_t first = source.find_first_not_of(' ', start);
  return first < offset && source[first] == '\t' ? first : offset;
}

void report_syntax(const YAML::Exception& problem, Findings& findings) {
  const std::string_view source = findings.source().text();
  std::size_t offset = problem.mark.is_null() ? 0 : static_cast<std::size_t>(problem.mark.pos);
  offset = indenting_tab_or(source, std::min(offset, source.size()));
  findings.error({offset, "yaml-syntax", "this is not YAML: " + problem.msg,
                  hint_for_syntax(problem.msg, source, offset)});
}

}  // namespace

std::optional<YamlValue> load_yaml(Findings& findings) {
  TreeBuilder builder(findings);
  try {
    std::istringstream stream{std::string(findings.source().text())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& problem) {
    report_syntax(problem, findings);
    return std::nullopt;
  }
  if (builder.has_root()) return builder.take_root();
  findings.error(
      {0, "empty-file", "the file is empty", "`tntc init` makes a workflow to begin with"});
  return std::nullopt;
}

}  // namespace tntc::spec
