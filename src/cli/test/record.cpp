#include "cli/test/record.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json_slices.h"
#include "cli/run/run.h"
#include "cli/runs/run_graph.h"
#include "cli/test/fixture_files.h"
#include "io/files.h"
#include "spec/when.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

using engine::journal::NodeEnd;

constexpr std::size_t kOfId = 8;  // the last digits, which are random

struct Recorded {
  std::string file;  // below the directory
  std::string text;
};

struct Source {
  const runs::Found& found;
  const runs::RunGraph& graph;
  std::vector<std::string> names;  // of the nodes
};

// What an expected error is compared with: a text that the message holds.
std::string error_text(std::string message) {
  message.erase(std::min(message.find('\n'), message.size()));
  // A slash at the beginning would make it a regular expression.
  if (message.starts_with('/')) message.erase(0, 1);
  return message;
}

// What a call of a node's function was given, and what it gave.
struct Call {
  std::string input;  // JSON
  std::string value;  // JSON, or the message of its error
  bool well = true;
};

// "element 17: <message>"
std::optional<std::size_t> failed_element(std::string& message) {
  constexpr std::string_view kElement = "element ";
  if (!message.starts_with(kElement)) return std::nullopt;
  std::size_t index = 0;
  const char* const end = message.data() + message.size();
  const auto read = std::from_chars(message.data() + kElement.size(), end, index);
  if (read.ec != std::errc() || !std::string_view(read.ptr, end).starts_with(": ")) {
    return std::nullopt;
  }
  message.erase(0, static_cast<std::size_t>(read.ptr - message.data()) + 2);
  return index;
}

// A fixture of a node that loops is one element: that which failed, else the first.
Result<Call> call_of_element(const spec::ForEach& loop, Call whole) {
  TNTC_TRY(const spec::InputPath path, spec::InputPath::parse(loop.path));
  const std::string_view list = json_at(whole.input, path.steps());
  std::size_t index = 0;
  if (!whole.well) {
    const auto failed = failed_element(whole.value);
    if (!failed) return fail(ErrorKind::conflict, "no element of its list has failed");
    index = *failed;
  }
  const auto places = json_elements(list, index + 1);
  if (json_kind(list) != JsonKind::array || index >= places.size()) {
    return fail(ErrorKind::conflict, "its list has no element to make a fixture of");
  }
  Call call{.input = std::string(json_value_at(list, places[index])), .well = whole.well};
  if (!whole.well) {
    call.value = std::move(whole.value);
    return call;
  }
  const auto outputs = json_elements(whole.value, 1);
  if (outputs.empty()) return fail(ErrorKind::conflict, "its list has no element");
  call.value = json_value_at(whole.value, outputs[0]);
  if (!loop.collect) return call;
  const std::string_view error = json_at(call.value, {JsonStep("error")});
  call.well = error.empty();
  call.value =
      call.well ? std::string(json_at(call.value, {JsonStep("output")})) : ui::unquoted(error);
  return call;
}

Result<Call> call_of(const Source& source, dag::NodeIndex node, const NodeEnd& end) {
  const runs::Found& found = source.found;
  Call call{.well = end.how == NodeEnd::How::succeeded};
  TNTC_TRY(call.input, source.graph.input_of(node, found.records, found.story));
  TNTC_TRY(call.value, found.records.text_of(end.value));
  if (!source.graph.loops(node)) return call;
  return call_of_element(*source.graph.workflow()->nodes[node].for_each, std::move(call));
}

Result<std::string> fixture_text(const Source& source, dag::NodeIndex node, const NodeEnd& end) {
  const runs::Found& found = source.found;
  TNTC_TRY(Call call, call_of(source, node, end));
  const std::string& input = call.input;
  std::string& value = call.value;
  std::string json = fmt::format(R"({{"name":{},"input":{})", ui::quoted("run " + found.story.id),
                                 input.empty() ? "null" : input);
  if (const std::string& config = source.graph.workflow()->config.json; config != "{}") {
    json += ",\"config\":" + config;
  }
  if (!call.well) {
    json += ",\"expectedError\":" + ui::quoted(error_text(std::move(value)));
  } else if (!value.empty()) {  // undefined: nothing is expected
    json += ",\"expected\":" + value;
  }
  return ui::pretty(json + '}') + '\n';
}

Result<Recorded> fixture_of(const Source& source, dag::NodeIndex node, const NodeEnd& end) {
  const std::string& name = source.graph.plan().name(node);
  const std::string& id = source.found.story.id;
  const std::string file = name + "-run-" + id.substr(id.size() - kOfId) + ".json";
  if (owned(file, source.names).owner != name) {
    return fail(ErrorKind::conflict, "a fixture of the name " + file + " is one of another node",
                "rename one of the two nodes");
  }
  auto text = fixture_text(source, node, end);
  if (!text) return during("node `" + name + "`", Result<Recorded>(tl::unexpected(text.error())));
  return Recorded{std::string(kFixtures) + '/' + file, std::move(*text)};
}

Result<std::vector<Recorded>> fixtures_of(const Source& source, const Target& target) {
  std::vector<Recorded> all;
  const dag::Plan& plan = source.graph.plan();
  for (const dag::NodeIndex node : plan.order()) {
    if (target.node && plan.name(node) != *target.node) continue;
    const NodeEnd* end = runs::end_of(source.found.story, plan.name(node));
    if (end == nullptr) continue;
    TNTC_TRY(Recorded recorded, fixture_of(source, node, *end));
    all.push_back(std::move(recorded));
  }
  if (!all.empty()) return all;
  const std::string what = target.node ? "node `" + *target.node + '`' : std::string("no node");
  return fail(
      ErrorKind::not_found,
      what + " has " + (target.node ? "not " : "") + "ended in run " + source.found.story.id,
      "`tntc runs show` tells what became of its nodes");
}

Result<void> write_all(const std::vector<Recorded>& all, const std::string& directory, bool force) {
  for (const Recorded& one : all) {
    if (force || !io::kind_of(directory + '/' + one.file)) continue;
    return fail(ErrorKind::conflict, one.file + " is there already", "replace it with --force");
  }
  TNTC_CHECK(io::make_directories(directory + '/' + std::string(kFixtures)));
  for (const Recorded& one : all) {
    TNTC_CHECK(during("writing a fixture",
                      io::write_file_atomically(directory + '/' + one.file, one.text)));
  }
  return {};
}

Result<std::vector<Recorded>> carry_out(const Options& options, const Session& session,
                                        const Target& target, std::string& doubt) {
  // What the user wrote names a directory here, with a slash or without.
  const std::string& written = target.directory;
  const std::string directory = run::names_directory(written) ? written : "./" + written;
  TNTC_TRY(const runs::Place place, runs::find_place(session.world, directory, options.state));
  TNTC_TRY(const runs::Found found, runs::find_run(place, *options.record));
  const runs::RunGraph graph = runs::RunGraph::of(found.records, found.story, place);
  doubt = graph.doubt();
  if (graph.workflow() == nullptr) return fail(ErrorKind::not_found, graph.doubt());
  Source source{found, graph, {}};
  for (const auto& node : graph.workflow()->nodes) source.names.push_back(node.name);
  TNTC_CHECK(target.node ? check_node(target, source.names) : Result<void>());
  TNTC_TRY(auto all, fixtures_of(source, target));
  TNTC_CHECK(write_all(all, place.directory, options.force));
  return all;
}

}  // namespace

Report record(const Options& options, Session& session, const Target& target) {
  Report report;
  std::string doubt;
  const auto all = carry_out(options, session, target, doubt);
  if (!all) return failed(all.error());
  if (!doubt.empty()) report.warnings.push_back(std::move(doubt));
  std::string files;
  for (const Recorded& one : *all) {
    report.text += "recorded " + one.file + '\n';
    files += (files.empty() ? "" : ",") + ui::quoted(one.file);
  }
  report.text +=
      "requests are not recorded: where a node makes some, add `fetch` mocks to its fixture\n";
  report.data = R"({"recorded":[)" + files + "]}";
  return report;
}

}  // namespace tntc::cli::test
