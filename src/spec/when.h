#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/json_slices.h"
#include "base/result.h"

namespace tntc::spec {

// A condition over a node's input: `input.order.total >= 100 && input["kind"] != "test"`. The
// language is in docs/workflow-yaml.md. A When always evaluates: what is missing is null, what
// cannot be compared is not equal and not ordered.
class When {
 public:
  // `where` of the error is the column in `text`, from 1, in bytes, as a number.
  static Result<When> parse(std::string_view text);

  bool holds(const boost::json::value& input) const;

 private:
  friend class InputPath;
  friend class WhenParser;
  friend class WhenEvaluation;

  enum class Op : std::uint8_t {
    literal,
    input,
    field,     // of left
    element,   // of left
    negation,  // of left
    both,
    either,
    equal,
    unequal,
    less,
    at_most,
    greater,
    at_least
  };

  // The operands of a node stand before it, so that the last node is the whole expression.
  struct Expr {
    Op op = Op::literal;
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    std::uint64_t index = 0;      // element
    std::string key;              // field
    boost::json::value constant;  // literal
  };

  std::vector<Expr> exprs_;
};

// A path into a node's input, as conditions write it: `input.order["line items"][0]`.
class InputPath {
 public:
  // As When::parse.
  static Result<InputPath> parse(std::string_view text);

  // From the input on.
  std::vector<JsonStep> steps() const;

 private:
  When path_;
};

}  // namespace tntc::spec
