#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "cli/test/json_tree.h"

namespace tntc::cli::test {

// A key that an object of a fixture may have, and the kinds of JSON value it takes, as JSON Schema
// names them: "string", "string number"; empty: any. schemas/fixture.schema.json is held equal to
// these tables by a test.
struct FixtureKey {
  std::string_view name;
  std::string_view kinds;
};

// A case, and a file of one.
std::span<const FixtureKey> case_keys();
// What a file may have besides.
std::span<const FixtureKey> file_keys();
std::span<const FixtureKey> mock_keys();
std::span<const FixtureKey> answer_keys();
std::span<const FixtureKey> called_with_keys();

// Collects what is wrong with a fixture, each finding where it stands.
class FixtureFindings {
 public:
  FixtureFindings(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  void add(std::size_t offset, std::string rule, std::string message, std::string hint = {});
  // Whether `node` is an object; its keys are checked to be of the tables, once each, and of a kind
  // they take.
  bool check_object(const JsonNode& node, std::string_view what,
                    std::initializer_list<std::span<const FixtureKey>> tables);
  // Whether every member of the object is a string.
  bool check_texts(const JsonNode& node, std::string_view what);

  std::size_t line_of(std::size_t offset) const;
  bool empty() const { return found_.empty(); }
  std::vector<Diagnostic> take() { return std::move(found_); }

 private:
  std::string_view text_;
  std::string file_;
  std::vector<Diagnostic> found_;
};

}  // namespace tntc::cli::test
