#include "secrets/json_read.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "base/utf.h"
#include "secrets/position.h"

namespace tntc::secrets {
namespace {

// Keeps the recursion shallow; what sources may have is less (limits.h).
constexpr int kDeepest = 256;

// Leaves the reader from any depth; caught in read_json.
struct Problem {
  std::size_t offset;
  const char* message;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Tree read() {
    Tree tree = value(1);
    skip_space();
    if (at_ != text_.size()) throw Problem{at_, "text follows the end of the JSON value"};
    return tree;
  }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos)
      ++at_;
  }

  bool take(char c) {
    skip_space();
    if (here() != c) return false;
    ++at_;
    return true;
  }

  void expect(char c, const char* message) {
    if (!take(c)) throw Problem{at_, message};
  }

  Tree value(int depth) {
    if (depth > kDeepest) throw Problem{at_, "values are nested deeper than 256 levels"};
    skip_space();
    Tree tree;
    tree.offset = static_cast<std::uint32_t>(at_);
    switch (here()) {
      case '{': map(tree, depth); return tree;
      case '[': list(tree, depth); return tree;
      case '"': return make_text(string(), tree.offset);
      case 't': return word("true", Kind::boolean);
      case 'f': return word("false", Kind::boolean);
      case 'n': return word("null", Kind::null);
      default: return number();
    }
  }

  Tree word(std::string_view spelling, Kind kind) {
    if (!text_.substr(at_).starts_with(spelling)) throw Problem{at_, "a JSON value is missing"};
    return scalar(spelling.size(), kind);
  }

  Tree scalar(std::size_t size, Kind kind) {
    Tree tree;
    tree.kind = kind;
    tree.offset = static_cast<std::uint32_t>(at_);
    if (kind != Kind::null) tree.text = SecretText(std::string(text_.substr(at_, size)));
    at_ += size;
    return tree;
  }

  std::size_t digits_from(std::size_t i) const {
    const std::size_t begin = i;
    while (i < text_.size() && is_digit(text_[i])) ++i;
    if (i == begin) throw Problem{at_, "a JSON value is missing"};
    return i;
  }

  Tree number() {
    std::size_t i = at_ + (here() == '-' ? 1 : 0);
    const bool leading_zero = i < text_.size() && text_[i] == '0';
    const std::size_t whole = digits_from(i);
    if (leading_zero && whole > i + 1) throw Problem{at_, "a JSON number has no leading zeros"};
    i = whole;
    if (i < text_.size() && text_[i] == '.') i = digits_from(i + 1);
    if (i < text_.size() && (text_[i] == 'e' || text_[i] == 'E')) {
      ++i;
      if (i < text_.size() && (text_[i] == '+' || text_[i] == '-')) ++i;
      i = digits_from(i);
    }
    return scalar(i - at_, Kind::number);
  }

  char16_t hex_unit() {
    unsigned unit = 0;
    const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (error != std::errc() || end != digits.data() + 4 || digits.size() < 4)
      throw Problem{at_, "\\u takes four hexadecimal digits"};
    at_ += 4;
    return static_cast<char16_t>(unit);
  }

  void escaped_code(std::string& out) {
    const std::size_t begin = at_;
    const char16_t unit = hex_unit();
    if (unit < 0xD800 || unit > 0xDFFF) return append_utf8(out, unit);
    if (unit > 0xDBFF || !text_.substr(at_).starts_with("\\u"))
      throw Problem{begin, "half of a surrogate pair stands alone"};
    at_ += 2;
    const char16_t low = hex_unit();
    if (low < 0xDC00 || low > 0xDFFF) throw Problem{begin, "half of a surrogate pair stands alone"};
    append_utf8(out, 0x10000 + ((char32_t{unit} - 0xD800) << 10) + (char32_t{low} - 0xDC00));
  }

  void escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    const char name = here();
    ++at_;
    if (name == 'u') return escaped_code(out);
    const std::size_t which = kNames.find(name);
    if (which == kNames.npos || name == '\0')
      throw Problem{at_ - 1, "this is no escape of a JSON string"};
    out += kValues[which];
  }

  std::string string() {
    const std::size_t begin = at_++;
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) throw Problem{begin, "the quotes have no end"};
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20)
        throw Problem{at_, "control characters are written as escapes in JSON"};
      ++at_;
      if (c == '"') return out;
      if (c == '\\') {
        escape(out);
      } else {
        out += c;
      }
    }
  }

  void list(Tree& tree, int depth) {
    tree.kind = Kind::list;
    ++at_;
    if (take(']')) return;
    do {
      tree.items.push_back(value(depth + 1));
    } while (take(','));
    expect(']', "a `,` or `]` is missing");
  }

  void map(Tree& tree, int depth) {
    tree.kind = Kind::map;
    std::unordered_set<std::string> seen;
    ++at_;
    if (take('}')) return;
    do {
      skip_space();
      const std::size_t begin = at_;
      if (here() != '"') throw Problem{at_, "a key in quotes is missing"};
      tree.keys.push_back(string());
      if (!seen.insert(tree.keys.back()).second) throw Problem{begin, "this key is given twice"};
      expect(':', "a `:` is missing after the key");
      tree.items.push_back(value(depth + 1));
    } while (take(','));
    expect('}', "a `,` or `}` is missing");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Tree> read_json(std::string_view text, const std::string& file) {
  try {
    return Reader(text).read();
  } catch (const Problem& problem) {
    return fail_at(ErrorKind::invalid, place_in(text, file, problem.offset),
                   std::string("this is not JSON: ") + problem.message,
                   "correct the JSON; `jq . FILE` shows where it breaks");
  }
}

}  // namespace tntc::secrets
