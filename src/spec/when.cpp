#include "spec/when.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <boost/json/value.hpp>

#include "spec/findings.h"
#include "spec/when_lexer.h"

namespace tntc::spec {
namespace {

namespace json = boost::json;

// A condition longer or deeper than this belongs into a node. Evaluation recurses as deep as the
// expression is long (`!!!…`, `a.b.c…`), so both bounds protect the stack.
constexpr std::size_t kLongest = 4096;
constexpr int kDeepest = 64;
// How deep two inputs are compared with each other.
constexpr int kDeepestComparison = 64;

constexpr std::string_view kConditionHint =
    "write a condition such as input.total >= 100 && input.kind == \"order\"";
constexpr std::string_view kPathHint =
    "write a path such as input.items or input.order[\"line items\"]";

std::optional<std::partial_ordering> compare_numbers(const json::value& a, const json::value& b) {
  if (!a.is_number() || !b.is_number()) return std::nullopt;
  if (a.is_int64() && b.is_int64()) return a.get_int64() <=> b.get_int64();
  if (a.is_uint64() && b.is_uint64()) return a.get_uint64() <=> b.get_uint64();
  if (a.is_int64() && b.is_uint64()) return std::partial_ordering::less;
  if (a.is_uint64() && b.is_int64()) return std::partial_ordering::greater;
  // As JavaScript, which knows only doubles, would compare them.
  return a.to_number<double>() <=> b.to_number<double>();
}

std::partial_ordering compare(const json::value& a, const json::value& b) {
  if (const auto numbers = compare_numbers(a, b)) return *numbers;
  if (!a.is_string() || !b.is_string()) return std::partial_ordering::unordered;
  return a.get_string().compare(b.get_string()) <=> 0;
}

bool equal(const json::value& a, const json::value& b, int depth = 0) {
  if (const auto numbers = compare_numbers(a, b)) return *numbers == 0;
  if (a.kind() != b.kind() || depth > kDeepestComparison) return false;
  if (const json::array* const list = a.if_array()) {
    const json::array& other = b.get_array();
    return std::equal(
        list->begin(), list->end(), other.begin(), other.end(),
        [&](const json::value& x, const json::value& y) { return equal(x, y, depth + 1); });
  }
  const json::object* const object = a.if_object();
  if (!object) return a == b;
  const json::object& other = b.get_object();
  return object->size() == other.size() && std::ranges::all_of(*object, [&](const auto& entry) {
           const json::value* const twin = other.if_contains(entry.key());
           return twin && equal(entry.value(), *twin, depth + 1);
         });
}

// As in JavaScript.
bool is_true(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return false;
    case json::kind::bool_: return value.get_bool();
    case json::kind::string: return !value.get_string().empty();
    case json::kind::int64: return value.get_int64() != 0;
    case json::kind::uint64: return value.get_uint64() != 0;
    case json::kind::double_: return value.get_double() != 0;
    case json::kind::array:
    case json::kind::object: break;
  }
  return true;
}

}  // namespace

// Recursive descent; the grammar is in docs/workflow-yaml.md.
class WhenParser {
 public:
  explicit WhenParser(std::string_view text) : lexer_(text) {}

  Result<When> parse() {
    TNTC_CHECK(advance());
    TNTC_CHECK(either());
    if (token_.kind != TokenKind::end) return unexpected("an operator");
    return std::move(when_);
  }

  Result<When> parse_path() {
    hint_ = kPathHint;
    TNTC_CHECK(advance());
    if (token_.kind != TokenKind::word) return unexpected("`input`");
    if (token_.text != "input") return unknown_word();
    TNTC_CHECK(path());
    if (token_.kind != TokenKind::end) return unexpected("the end of the path");
    return std::move(when_);
  }

 private:
  using Op = When::Op;
  using Expr = When::Expr;

  Result<void> advance() {
    TNTC_TRY(token_, lexer_.next());
    return {};
  }

  bool at_symbol(std::string_view symbol) const {
    return token_.kind == TokenKind::symbol && token_.text == symbol;
  }

  std::uint32_t last() const { return static_cast<std::uint32_t>(when_.exprs_.size() - 1); }

  void push(Op op, Expr expr = {}) {
    expr.op = op;
    when_.exprs_.push_back(std::move(expr));
  }

  tl::unexpected<Error> unexpected(std::string_view wanted) const {
    const std::string found = token_.kind == TokenKind::end ? "the end" : quoted(token_.text);
    return fail_at_offset(token_.at, fmt::format("{} where {} was expected", found, wanted),
                          std::string(hint_));
  }

  tl::unexpected<Error> unknown_word() const {
    const std::string& name = token_.text;
    return fail_at_offset(
        token_.at, fmt::format("{} is not known here", quoted(name)),
        fmt::format("the node's input is `input`: input.{}; put text in quotes", name));
  }

  // One binary operator of the lowest precedence: folds `a op b op c` from the left.
  template <class Operand>
  Result<void> fold(std::string_view symbol, Op op, Operand operand) {
    TNTC_CHECK(operand());
    while (at_symbol(symbol)) {
      const std::uint32_t left = last();
      TNTC_CHECK(advance());
      TNTC_CHECK(operand());
      Expr expr;
      expr.left = left;
      expr.right = last();
      push(op, std::move(expr));
    }
    return {};
  }

  Result<void> either() {
    return fold("||", Op::either, [this] { return both(); });
  }

  Result<void> both() {
    return fold("&&", Op::both, [this] { return comparison(); });
  }

  std::optional<Op> comparison_operator() const {
    if (at_symbol("==")) return Op::equal;
    if (at_symbol("!=")) return Op::unequal;
    if (at_symbol("<")) return Op::less;
    if (at_symbol("<=")) return Op::at_most;
    if (at_symbol(">")) return Op::greater;
    if (at_symbol(">=")) return Op::at_least;
    return std::nullopt;
  }

  Result<void> comparison() {
    TNTC_CHECK(unary());
    const auto op = comparison_operator();
    if (!op) return {};
    Expr expr;
    expr.left = last();
    TNTC_CHECK(advance());
    TNTC_CHECK(unary());
    expr.right = last();
    push(*op, std::move(expr));
    if (!comparison_operator()) return {};
    return fail_at_offset(token_.at, "comparisons cannot be chained",
                          "write both: input.a < 5 && input.a > 1");
  }

  Result<void> unary() {
    if (!at_symbol("!")) return operand();
    TNTC_CHECK(deeper());
    TNTC_CHECK(advance());
    TNTC_CHECK(unary());
    --depth_;
    Expr expr;
    expr.left = last();
    push(Op::negation, std::move(expr));
    return {};
  }

  Result<void> operand() {
    if (at_symbol("(")) return parenthesis();
    switch (token_.kind) {
      case TokenKind::word: return word();
      case TokenKind::number: return literal(token_.number);
      case TokenKind::text: return literal(json::string(token_.text));
      case TokenKind::end:
      case TokenKind::symbol: break;
    }
    return unexpected("a value");
  }

  Result<void> parenthesis() {
    TNTC_CHECK(deeper());
    TNTC_CHECK(advance());
    TNTC_CHECK(either());
    --depth_;
    if (!at_symbol(")")) return unexpected("`)`");
    return advance();
  }

  Result<void> literal(json::value constant) {
    Expr expr;
    expr.constant = std::move(constant);
    push(Op::literal, std::move(expr));
    return advance();
  }

  Result<void> word() {
    const std::string& name = token_.text;
    if (name == "input") return path();
    if (name == "null") return literal(nullptr);
    if (name == "true") return literal(true);
    if (name == "false") return literal(false);
    return unknown_word();
  }

  Result<void> path() {
    push(Op::input);
    TNTC_CHECK(advance());
    int steps = 0;
    while (at_symbol(".") || at_symbol("[")) {
      if (++steps > kDeepest) {
        return fail_at_offset(token_.at, fmt::format("a path has at most {} steps", kDeepest),
                              "pass the value on in a flatter form");
      }
      TNTC_CHECK(at_symbol(".") ? field() : bracket());
    }
    return {};
  }

  Result<void> field() {
    TNTC_CHECK(advance());
    if (token_.kind != TokenKind::word) return unexpected("a field name");
    Expr expr;
    expr.left = last();
    expr.key = token_.text;
    push(Op::field, std::move(expr));
    return advance();
  }

  Result<void> bracket() {
    TNTC_CHECK(advance());
    Expr expr;
    expr.left = last();
    if (token_.kind == TokenKind::text) {
      expr.key = token_.text;
      push(Op::field, std::move(expr));
    } else if (is_index()) {
      expr.index = static_cast<std::uint64_t>(token_.number);
      push(Op::element, std::move(expr));
    } else {
      return unexpected("an index or a key in quotes");
    }
    TNTC_CHECK(advance());
    if (!at_symbol("]")) return unexpected("`]`");
    return advance();
  }

  // 2^53: up to there a double counts exactly.
  bool is_index() const {
    return token_.kind == TokenKind::number && token_.number >= 0 &&
           token_.number <= 9007199254740992.0 && token_.number == std::floor(token_.number);
  }

  Result<void> deeper() {
    if (++depth_ <= kDeepest) return {};
    return fail_at_offset(token_.at, fmt::format("nested deeper than {} levels", kDeepest),
                          "simplify the condition, or decide in a node");
  }

  WhenLexer lexer_;
  std::string_view hint_ = kConditionHint;
  Token token_;
  When when_;
  int depth_ = 0;
};

Result<When> When::parse(std::string_view text) {
  if (text.size() > kLongest) {
    return fail_at_offset(kLongest, fmt::format("the condition has more than {} bytes", kLongest),
                          "decide in a node");
  }
  return WhenParser(text).parse();
}

Result<InputPath> InputPath::parse(std::string_view text) {
  if (text.size() > kLongest) {
    return fail_at_offset(kLongest, fmt::format("the path has more than {} bytes", kLongest),
                          "pass the value on under a shorter name");
  }
  InputPath made;
  TNTC_TRY(made.path_, WhenParser(text).parse_path());
  return made;
}

class WhenEvaluation {
 public:
  WhenEvaluation(const std::vector<When::Expr>& exprs, const json::value& input)
      : exprs_(exprs), input_(input) {}

  bool claim(std::uint32_t at) const {
    const When::Expr& expr = exprs_[at];
    switch (expr.op) {
      case Op::negation: return !claim(expr.left);
      case Op::both: return claim(expr.left) && claim(expr.right);
      case Op::either: return claim(expr.left) || claim(expr.right);
      case Op::equal: return equal(value(expr.left), value(expr.right));
      case Op::unequal: return !equal(value(expr.left), value(expr.right));
      case Op::less: return compare(value(expr.left), value(expr.right)) < 0;
      case Op::at_most: return compare(value(expr.left), value(expr.right)) <= 0;
      case Op::greater: return compare(value(expr.left), value(expr.right)) > 0;
      case Op::at_least: return compare(value(expr.left), value(expr.right)) >= 0;
      default: return is_true(value(at));
    }
  }

 private:
  using Op = When::Op;

  const json::value& value(std::uint32_t at) const {
    const When::Expr& expr = exprs_[at];
    switch (expr.op) {
      case Op::literal: return expr.constant;
      case Op::input: return input_;
      case Op::field: return field(value(expr.left), expr.key);
      case Op::element: return element(value(expr.left), expr.index);
      default: return claim(at) ? kTrue : kFalse;
    }
  }

  static const json::value& field(const json::value& whole, std::string_view key) {
    const json::object* const object = whole.if_object();
    const json::value* const found = object ? object->if_contains(key) : nullptr;
    return found ? *found : kNull;
  }

  static const json::value& element(const json::value& whole, std::uint64_t index) {
    const json::array* const list = whole.if_array();
    const json::value* const found = list ? list->if_contains(index) : nullptr;
    return found ? *found : kNull;
  }

  static inline const json::value kNull = nullptr;
  static inline const json::value kTrue = true;
  static inline const json::value kFalse = false;

  const std::vector<When::Expr>& exprs_;
  const json::value& input_;
};

bool When::holds(const json::value& input) const {
  if (exprs_.empty()) return true;
  return WhenEvaluation(exprs_, input).claim(static_cast<std::uint32_t>(exprs_.size() - 1));
}

std::vector<JsonStep> InputPath::steps() const {
  std::vector<JsonStep> steps;
  // Each follows what it is taken of.
  for (const When::Expr& expr : path_.exprs_) {
    if (expr.op == When::Op::field) steps.emplace_back(expr.key);
    if (expr.op == When::Op::element) steps.emplace_back(expr.index);
  }
  return steps;
}

}  // namespace tntc::spec
