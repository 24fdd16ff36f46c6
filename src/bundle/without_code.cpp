#include "bundle/without_code.h"

#include <fmt/format.h>

#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

// No file of a workflow has such a path: a node file has an extension, a node's name has no dot.
constexpr std::string_view kPathPrefix = "tntc-internal:node/";

// The name of an event needs no escapes.
std::string call_of(const spec::WaitFor& wait) {
  const std::string options =
      wait.timeout ? fmt::format(",{{timeout:{}}}", wait.timeout->count()) : "";
  return fmt::format("ctx.waitForEvent(\"{}\"{})", wait.event, options);
}

std::string function_of(const spec::Node& node) {
  if (node.wait_for) return "async(ctx)=>await " + call_of(*node.wait_for);
  return fmt::format("async(ctx,input)=>{{await ctx.sleep({});return input;}}",
                     node.sleep->count());
}

// A number as source maps write it: base64 digits of five bits, the lowest first, the sign in the
// first. Ours are never negative.
std::string vlq(std::uint32_t number) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint64_t rest = std::uint64_t{number} << 1;
  do {
    const std::uint64_t digit = rest & 31;
    rest >>= 5;
    text += kDigits[digit | (rest > 0 ? 32 : 0)];
  } while (rest > 0);
  return text;
}

// All of the code comes from where the node's name stands.
std::string map_to(const spec::Position& at) {
  const auto from_zero = [](int number) {
    return static_cast<std::uint32_t>(number > 0 ? number - 1 : 0);
  };
  return fmt::format(
      R"({{"version":3,"sources":["workflow.yaml"],"names":[],"mappings":"AA{}{}"}})",
      vlq(from_zero(at.line)), vlq(from_zero(at.column)));
}

}  // namespace

bool has_file(const spec::Node& node) {
  return !node.sleep && !node.wait_for;
}

Module module_without_file(const spec::Node& node) {
  Module module;
  module.path = std::string(kPathPrefix) + node.name;
  module.code =
      fmt::format("{}__tntc.default={};{}", kModulePrefix, function_of(node), kModuleSuffix);
  module.source_map = map_to(node.at);
  return module;
}

}  // namespace tntc::bundle
