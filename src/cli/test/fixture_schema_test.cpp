// schemas/fixture.schema.json, which editors use, says what the parser says.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <sstream>

#include "cli/test/fixture_keys.h"
#include "io/files.h"

namespace tntc::cli::test {
namespace {

namespace json = boost::json;

class FixtureSchema : public ::testing::Test {
 protected:
  json::value schema =
      json::parse(io::read_file(TNTC_SOURCE_DIR "/schemas/fixture.schema.json", 1u << 20).value());

  // "string number", "" for any; references are followed.
  std::string kinds(const json::object& property) {
    if (const auto* reference = property.if_contains("$ref")) {
      const auto path = std::string(reference->get_string()).substr(1);
      return kinds(schema.at_pointer(path).as_object());
    }
    const auto* type = property.if_contains("type");
    if (type == nullptr) return "";
    if (type->is_string()) return std::string(type->get_string());
    std::string all;
    for (const auto& one : type->as_array()) {
      all += (all.empty() ? "" : " ") + std::string(one.get_string());
    }
    return all;
  }

  void expect_keys(const std::string& pointer,
                   std::initializer_list<std::span<const FixtureKey>> tables) {
    const json::object& object = schema.at_pointer(pointer).as_object();
    EXPECT_EQ(object.at("additionalProperties"), json::value(false)) << pointer;
    std::map<std::string, std::string> in_schema, in_parser;
    for (const auto& [name, property] : object.at("properties").as_object()) {
      in_schema[std::string(name)] = kinds(property.as_object());
    }
    for (const auto& table : tables) {
      for (const FixtureKey& key : table) in_parser[std::string(key.name)] = key.kinds;
    }
    EXPECT_EQ(in_schema, in_parser) << pointer;
  }
};

TEST_F(FixtureSchema, KnowsTheKeysOfTheParserAndTheirKinds) {
  expect_keys("", {case_keys(), file_keys()});
  expect_keys("/definitions/case", {case_keys()});
  expect_keys("/definitions/mock", {mock_keys(), answer_keys()});
  expect_keys("/definitions/answer", {answer_keys()});
  expect_keys("/definitions/calledWith", {called_with_keys()});
}

}  // namespace
}  // namespace tntc::cli::test
