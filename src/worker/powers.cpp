#include "worker/powers.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "io/files.h"

namespace tntc::worker {
namespace {

namespace json = boost::json;

grants::Declared declared(const spec::Capabilities& capabilities) {
  return {capabilities.net, capabilities.secrets, capabilities.read, capabilities.write,
          capabilities.env};
}

std::string visible(const json::object& secrets, const grants::Grants& grants) {
  if (grants.sees_all_secrets()) return json::serialize(secrets);
  json::object out;
  for (const auto& [service, value] : secrets) {
    if (grants.may_see_secret({service.data(), service.size()})) out[service] = value;
  }
  return json::serialize(out);
}

}  // namespace

Result<Powers> Powers::make(const Program& program, const std::string& directory,
                            std::string_view handed) {
  boost::system::error_code error;
  const json::value all = json::parse(handed.empty() ? "{}" : handed, error);
  if (error || !all.is_object()) {
    return fail(ErrorKind::invalid, "what the service handed over is not a JSON object");
  }
  const auto part = [&](const char* name) {
    const json::value* value = all.get_object().if_contains(name);
    return value != nullptr && value->is_object() ? value->get_object() : json::object();
  };
  const json::object secrets = part("secrets");
  Powers powers;
  for (const auto& [name, value] : part("env")) {
    if (value.is_string()) powers.env_[name] = std::string(value.get_string());
  }
  const auto sandbox = program.workflow().sandbox == spec::Sandbox::strict
                           ? grants::Sandbox::strict
                           : grants::Sandbox::standard;
  for (dag::NodeIndex node = 0; node < program.plan().size(); ++node) {
    TNTC_TRY(grants::Grants one,
             grants::Grants::make(declared(program.node(node).capabilities), sandbox,
                                  {program.node(node).name, directory}));
    one.resolve_roots([](const std::string& root) { return io::real_path(root).value_or(root); });
    std::string text = visible(secrets, one);
    auto found = std::ranges::find(powers.texts_, text);
    if (found == powers.texts_.end()) found = powers.texts_.insert(found, std::move(text));
    powers.secrets_.push_back(static_cast<std::size_t>(found - powers.texts_.begin()));
    powers.grants_.push_back(std::move(one));
  }
  return powers;
}

std::string Powers::all_env(dag::NodeIndex node) const {
  json::object out;
  for (const std::string& name : grants_[node].env()) {
    if (const std::string* value = env(name)) out[name] = *value;
  }
  return json::serialize(out);
}

std::vector<std::string> Powers::readable() const {
  std::set<std::string> paths;
  for (const grants::Grants& one : grants_) {
    paths.insert(one.readable().begin(), one.readable().end());
  }
  return {paths.begin(), paths.end()};
}

std::vector<std::string> Powers::writable() const {
  std::set<std::string> paths;
  for (const grants::Grants& one : grants_) {
    paths.insert(one.writable().begin(), one.writable().end());
  }
  return {paths.begin(), paths.end()};
}

const std::string* Powers::env(std::string_view name) const {
  const auto found = env_.find(name);
  return found == env_.end() ? nullptr : &found->second;
}

}  // namespace tntc::worker
