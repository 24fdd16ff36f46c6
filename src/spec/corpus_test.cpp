// The documents of tests/specs, given to the parser and to schemas/workflow.schema.json: both must
// say of each what its first line says.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "spec/core_schema.h"
#include "spec/findings.h"
#include "spec/raw_checks.h"
#include "spec/workflow.h"
#include "spec/yaml_load.h"

namespace tntc::spec {
namespace {

namespace fs = std::filesystem;

// A bad document says on its first line what is wrong with it:
// `# expect: 7:5 unknown-key, 9:3 cycle; schema silent`. "schema silent": JSON Schema cannot
// express this fault, and accepts the document.
struct Document {
  std::string name;
  std::string text;
  std::vector<std::string> expected;  // "7:5 unknown-key", in the order of the file
  bool schema_is_silent = false;
};

const fs::path kSource = TNTC_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void read_expectation(Document& document) {
  constexpr std::string_view kExpect = "# expect: ";
  constexpr std::string_view kSilent = "; schema silent";
  if (!document.text.starts_with(kExpect)) return;
  std::string line =
      document.text.substr(kExpect.size(), document.text.find('\n') - kExpect.size());
  if (line.ends_with(kSilent)) {
    document.schema_is_silent = true;
    line.resize(line.size() - kSilent.size());
  }
  std::istringstream parts(line);
  for (std::string part; std::getline(parts, part, ',');) {
    document.expected.push_back(part.substr(part.find_first_not_of(' ')));
  }
}

std::vector<Document> documents(const std::string& kind) {
  std::vector<Document> found;
  for (const auto& entry : fs::directory_iterator(kSource / "tests/specs" / kind)) {
    found.push_back({entry.path().stem().string(), read(entry.path()), {}, false});
    read_expectation(found.back());
  }
  std::ranges::sort(found, {}, &Document::name);
  return found;
}

std::vector<std::string> places_and_rules(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> found;
  for (const Diagnostic& d : diagnostics) {
    found.push_back(std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.rule);
  }
  return found;
}

std::string all_text(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics) text += to_text(d) + "\n";
  return text;
}

// The document as an editor hands it to a JSON Schema validator; nothing when it is not YAML.
std::optional<boost::json::value> as_json(const std::string& text) {
  SourceText source(text);
  Findings findings("workflow.yaml", source);
  if (!check_bytes(findings)) return std::nullopt;
  const auto tree = load_yaml(findings);
  if (!tree) return std::nullopt;
  return boost::json::parse(to_json(*tree, findings));
}

class WorkflowSchema {
 public:
  WorkflowSchema() {
    const auto text = boost::json::parse(read(kSource / "schemas/workflow.schema.json"));
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(text), schema_);
  }

  // The first objection, or empty.
  std::string objection(const boost::json::value& document) {
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::BoostJsonAdapter adapter(document);
    if (validator.validate(schema_, adapter, &results)) return {};
    valijson::ValidationResults::Error error;
    results.popError(error);
    return error.description.empty() ? "refused" : error.description;
  }

 private:
  valijson::Schema schema_;
};

TEST(Corpus, IsLargeEnoughToMeanSomething) {
  EXPECT_GE(documents("bad").size(), 40u);
  EXPECT_GE(documents("good").size(), 5u);
}

TEST(Corpus, GoodDocumentsHaveNoDiagnostics) {
  for (const Document& document : documents("good")) {
    const Parsed parsed = parse_workflow(document.text, document.name);

    EXPECT_TRUE(parsed.workflow) << document.name;
    EXPECT_EQ(all_text(parsed.diagnostics), "") << document.name;
  }
}

TEST(Corpus, BadDocumentsHaveExactlyTheDiagnosticsTheyAnnounce) {
  for (const Document& document : documents("bad")) {
    const Parsed parsed = parse_workflow(document.text, document.name);

    ASSERT_FALSE(document.expected.empty()) << document.name << " lacks its `# expect:` line";
    EXPECT_THAT(places_and_rules(parsed.diagnostics), testing::ElementsAreArray(document.expected))
        << document.name << "\n"
        << all_text(parsed.diagnostics);
    EXPECT_EQ(parsed.workflow.has_value(), !has_errors(parsed.diagnostics)) << document.name;
  }
}

TEST(Corpus, EveryDiagnosticSaysHowToMendIt) {
  for (const Document& document : documents("bad")) {
    for (const Diagnostic& d : parse_workflow(document.text, document.name).diagnostics) {
      EXPECT_FALSE(d.hint.empty()) << to_text(d);
      EXPECT_FALSE(d.message.empty()) << to_text(d);
      EXPECT_EQ(d.file, document.name);
      EXPECT_NE(d.hint, d.message) << to_text(d);
    }
  }
}

// The rules of the table in docs/workflow-yaml.md.
std::set<std::string> documented_rules() {
  std::istringstream page(read(kSource / "docs/workflow-yaml.md"));
  std::set<std::string> rules;
  bool in_table = false;
  for (std::string line; std::getline(page, line);) {
    if (line == "| Rule | |") in_table = true;
    if (!in_table || !line.starts_with("| `")) continue;
    rules.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return rules;
}

TEST(Corpus, HasADocumentForEveryRuleThatIsDocumentedAndForNoOther) {
  // These need more text than a document should have; workflow_test.cpp makes them.
  std::set<std::string> shown = {"too-large", "too-many"};
  for (const Document& document : documents("bad")) {
    for (const std::string& expected : document.expected) {
      shown.insert(expected.substr(expected.find(' ') + 1));
    }
  }

  EXPECT_EQ(shown, documented_rules());
}

std::vector<fs::path> example_workflows() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kSource / "examples")) {
    if (fs::exists(entry.path() / "workflow.yaml")) found.push_back(entry.path() / "workflow.yaml");
  }
  return found;
}

TEST(Corpus, TheExampleWorkflowsHaveNoDiagnosticsAndFitTheSchema) {
  WorkflowSchema schema;
  ASSERT_FALSE(example_workflows().empty());
  for (const fs::path& path : example_workflows()) {
    const std::string text = read(path);

    EXPECT_EQ(all_text(parse_workflow(text, path.string()).diagnostics), "");
    const auto json = as_json(text);
    ASSERT_TRUE(json) << path;
    EXPECT_EQ(schema.objection(*json), "") << path;
  }
}

TEST(WorkflowSchema, AcceptsTheGoodDocuments) {
  WorkflowSchema schema;
  for (const Document& document : documents("good")) {
    const auto json = as_json(document.text);
    ASSERT_TRUE(json) << document.name;
    EXPECT_EQ(schema.objection(*json), "") << document.name;
  }
}

TEST(WorkflowSchema, RefusesTheBadDocumentsWhoseFaultItCanExpress) {
  WorkflowSchema schema;
  for (const Document& document : documents("bad")) {
    const auto json = as_json(document.text);
    if (!json) continue;  // not YAML: no editor gets as far as the schema
    const std::string objection = schema.objection(*json);
    if (document.schema_is_silent) {
      EXPECT_EQ(objection, "") << document.name << " is marked `schema silent`";
    } else {
      EXPECT_NE(objection, "") << document.name;
    }
  }
}

}  // namespace
}  // namespace tntc::spec
