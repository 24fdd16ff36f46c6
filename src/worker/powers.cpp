#include "worker/powers.h"

#include <algorithm>
#include <set>

#include "base/json_text.h"
#include "io/files.h"
#include "secrets/json_read.h"

namespace tntc::worker {
namespace {

grants::Declared declared(const spec::Capabilities& capabilities) {
  return {capabilities.net, capabilities.secrets, capabilities.read, capabilities.write,
          capabilities.env};
}

// The token that opens the engine's own HTTP API is nothing for nodes.
constexpr std::string_view kEngine = "engine";

// What is left without the services that the node may not see.
std::string visible(const secrets::Tree& all, const grants::Grants& grants) {
  std::string text = "{";
  for (std::size_t i = 0; i < all.keys.size(); ++i) {
    if (all.keys[i] == kEngine) continue;
    if (!grants.sees_all_secrets() && !grants.may_see_secret(all.keys[i])) continue;
    append_json_key(text, all.keys[i]);
    text += secrets::to_json(all.items[i]).reveal();
  }
  return text + '}';
}

// The member `name`, an object; else an empty one.
secrets::Tree part(secrets::Tree& all, std::string_view name) {
  secrets::Tree* const found = all.find(name);
  if (found != nullptr && found->kind == secrets::Kind::map) return std::move(*found);
  secrets::Tree none;
  none.kind = secrets::Kind::map;
  return none;
}

}  // namespace

Result<Powers> Powers::make(const Program& program, const std::string& directory,
                            std::string_view handed, Judge judge) {
  auto all = secrets::read_json(handed.empty() ? "{}" : handed, "secrets");
  if (!all || all->kind != secrets::Kind::map) {
    return fail(ErrorKind::invalid, "what the service handed over is not a JSON object");
  }
  const secrets::Tree services = part(*all, "secrets");
  Powers powers;
  powers.redactor_ = secrets::Redactor::of(services);
  const secrets::Tree variables = part(*all, "env");
  for (std::size_t i = 0; i < variables.keys.size(); ++i) {
    const secrets::Tree& value = variables.items[i];
    if (value.kind == secrets::Kind::text) powers.env_[variables.keys[i]] = value.text.reveal();
  }
  const auto text_in = [](secrets::Tree& map, std::string_view name) {
    const secrets::Tree* const found = map.find(name);
    return found != nullptr && found->kind == secrets::Kind::text
               ? std::string(found->text.reveal())
               : std::string();
  };
  secrets::Tree proxies = part(*all, "proxy");
  powers.proxies_ = {text_in(proxies, "http"), text_in(proxies, "https"), text_in(proxies, "none")};
  const std::string records = text_in(*all, "records");
  const auto sandbox = program.workflow().sandbox == spec::Sandbox::strict
                           ? grants::Sandbox::strict
                           : grants::Sandbox::standard;
  for (dag::NodeIndex node = 0; node < program.plan().size(); ++node) {
    const grants::Place place{program.node(node).name, directory, records};
    TNTC_TRY(grants::Grants one,
             grants::Grants::make(declared(program.node(node).capabilities), sandbox, place));
    if (judge == Judge::nothing) one.stop_judging();
    one.resolve_roots([](const std::string& root) { return io::real_path(root).value_or(root); });
    std::string text = visible(services, one);
    auto found = std::ranges::find(powers.texts_, text);
    if (found == powers.texts_.end()) found = powers.texts_.insert(found, std::move(text));
    powers.secrets_.push_back(static_cast<std::size_t>(found - powers.texts_.begin()));
    powers.grants_.push_back(std::move(one));
  }
  return powers;
}

std::string Powers::visible_secrets(dag::NodeIndex node, std::string_view all) const {
  const auto services = secrets::read_json(all, "secrets");
  if (!services || services->kind != secrets::Kind::map) return "{}";
  return visible(*services, grants_[node]);
}

std::string Powers::all_env(dag::NodeIndex node) const {
  std::string out = "{";
  for (const std::string& name : grants_[node].env()) {
    const std::string* value = env(name);
    if (value == nullptr) continue;
    append_json_key(out, name);
    append_json_string(out, *value);
  }
  return out + "}";
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
