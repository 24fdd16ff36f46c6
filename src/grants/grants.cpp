#include "grants/grants.h"

#include <algorithm>

#include "base/ascii.h"
#include "grants/special_address.h"

namespace tntc::grants {
namespace {

// What a node may read when `read` is not declared: its workflow and, in a pod, the API token.
constexpr const char* kServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr const char* kScratch = "/tmp";

// Below the workflow directory, but what `secrets` is about: only a path that says so opens them.
constexpr std::string_view kSecretFiles[] = {".secrets", ".secrets.yaml"};

bool is_listed(const std::vector<std::string>& list, std::string_view wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

bool is_below(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.starts_with('/');
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

// Lexically: the result has no `.`, `..` or double slashes.
std::string absolute(std::string_view path, const std::string& directory) {
  std::string whole(path.starts_with('/') ? path : directory + "/" + std::string(path));
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t end = std::min(whole.find('/', at), whole.size());
    const std::string_view part = std::string_view(whole).substr(at, end - at);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    at = end + 1;
  }
  std::string out;
  for (const std::string_view part : parts) out.append("/").append(part);
  return out.empty() ? "/" : out;
}

std::vector<std::string> absolute_all(const std::vector<std::string>& paths,
                                      const std::string& directory) {
  std::vector<std::string> out;
  for (const std::string& path : paths) out.push_back(absolute(path, directory));
  return out;
}

// {"a, b", "c"} is {"a", "b", "c"}.
std::vector<std::string> split(const std::vector<std::string>& list) {
  std::vector<std::string> out;
  for (std::string_view rest : list) {
    while (!rest.empty()) {
      const std::string_view item = ascii::trimmed(ascii::take_until(rest, ','));
      if (!item.empty()) out.emplace_back(item);
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ", ";
    out += '"' + item + '"';
  }
  return out + "]";
}

}  // namespace

Result<Grants> Grants::make(const Declared& declared, Sandbox sandbox, Place place) {
  Grants grants;
  grants.place_ = std::move(place);
  grants.sandbox_ = sandbox;
  const bool strict = sandbox == Sandbox::strict;
  const auto list = [strict](const std::optional<std::vector<std::string>>& given)
      -> std::optional<std::vector<std::string>> {
    if (given) return split(*given);
    if (strict) return std::vector<std::string>();
    return std::nullopt;
  };
  Declared& lists = grants.declared_;
  lists = {list(declared.net), list(declared.secrets), list(declared.read), list(declared.write),
           list(declared.env)};
  if (lists.net) {
    grants.net_.emplace();
    for (const std::string& text : *lists.net) {
      TNTC_TRY(HostPattern pattern, HostPattern::parse(text));
      grants.net_->push_back(std::move(pattern));
    }
  }
  const std::string& directory = grants.place_.directory;
  if (lists.read) {
    grants.read_ = absolute_all(*lists.read, directory);
  } else {
    if (!directory.empty()) grants.read_.push_back(directory);
    grants.read_.emplace_back(kServiceAccount);
  }
  grants.write_ =
      lists.write ? absolute_all(*lists.write, directory) : std::vector<std::string>{kScratch};
  if (lists.env) grants.env_ = *lists.env;
  return grants;
}

std::string Grants::to_allow(std::string_view dimension, const std::vector<std::string>& listed,
                             std::string_view wanted) const {
  std::vector<std::string> longer = listed;
  longer.emplace_back(wanted);
  return "; to allow it, write in workflow.yaml at nodes." + place_.node + ": capabilities: {" +
         std::string(dimension) + ": " + joined(longer) + "}";
}

Refusal Grants::refuse_lookup(std::string_view host, std::uint16_t port) const {
  const bool by_address = net_ && std::ranges::any_of(*net_, &HostPattern::is_network);
  return by_address ? std::nullopt : refuse_connection(host, std::nullopt, port);
}

Refusal Grants::refuse_name(std::string_view host) const {
  const bool open =
      is_unbounded_ || !net_ || std::ranges::any_of(*net_, [host](const HostPattern& pattern) {
        return pattern.is_network() || pattern.matches_name(host);
      });
  if (open) return std::nullopt;
  return "node `" + place_.node + "` may not look up " + std::string(host) +
         to_allow("net", *declared_.net, host);
}

Refusal Grants::refuse_connection(std::string_view host, const std::optional<IpAddress>& address,
                                  std::uint16_t port) const {
  if (is_unbounded_) return std::nullopt;
  using Match = HostPattern::Match;
  static const std::vector<std::string> kAll{"*"};
  const std::vector<std::string>& listed = declared_.net ? *declared_.net : kAll;
  const auto refuse = [&](const std::string& why, std::string_view wanted) -> Refusal {
    return "node `" + place_.node + "` may not reach " + std::string(host) + ":" +
           std::to_string(port) + why + to_allow("net", listed, wanted);
  };
  const std::optional<IpAddress> judged = address ? address : IpAddress::parse(host);
  Match best = net_ ? Match::none : Match::covered;
  bool address_named = false;
  if (net_) {
    const std::string address_text = judged ? judged->to_text() : std::string();
    for (const HostPattern& pattern : *net_) {
      best = std::max(best, pattern.match(host, judged, port));
      // By its address alone: a name that was allowed may lead anywhere.
      address_named |= judged && pattern.match(address_text, std::nullopt, port) == Match::named;
    }
  }
  if (judged && !address_named) {
    const std::string_view kind = forbidden_kind(*judged);
    if (!kind.empty()) {
      return refuse(": " + judged->to_text() + " is " + std::string(kind), judged->to_text());
    }
  }
  if (best == Match::none) return refuse("", host);
  if (sandbox_ == Sandbox::strict && judged && is_private(*judged) && !address_named &&
      best != Match::named) {
    return refuse(": " + judged->to_text() + " is a private address", judged->to_text());
  }
  return std::nullopt;
}

bool Grants::names_host(std::string_view host, std::uint16_t port) const {
  if (!declared_.net || !net_) return false;
  return std::ranges::any_of(*net_, [&](const HostPattern& pattern) {
    return !pattern.is_any() && pattern.match(host, std::nullopt, port) != HostPattern::Match::none;
  });
}

bool Grants::may_see_secret(std::string_view service) const {
  return sees_all_secrets() || is_listed(*declared_.secrets, service) ||
         is_listed(*declared_.secrets, "*");
}

Refusal Grants::refuse_secret(std::string_view service) const {
  if (may_see_secret(service)) return std::nullopt;
  return "node `" + place_.node + "` may not see the secret `" + std::string(service) + "`" +
         to_allow("secrets", *declared_.secrets, service);
}

// A grant that names the secrets themselves, or something in them, opens them.
bool Grants::is_closed_secret(std::string_view path, const std::vector<std::string>& roots) const {
  return std::ranges::any_of(kSecretFiles, [&](std::string_view name) {
    const std::string file = absolute(name, place_.directory);
    if (!is_below(path, file)) return false;
    return std::ranges::none_of(roots, [&](const std::string& root) {
      return is_below(root, file) && is_below(path, root);
    });
  });
}

// As an author would write the path: relative where it is below the workflow.
std::string Grants::as_written(std::string_view path) const {
  const std::string& root = place_.directory;
  const bool is_ours = !root.empty() && path.size() > root.size() && is_below(path, root);
  return is_ours ? "." + std::string(path.substr(root.size())) : std::string(path);
}

bool Grants::is_of_records(std::string_view path) const {
  return !place_.records.empty() && is_below(path, place_.records);
}

Refusal Grants::refuse_read(std::string_view path) const {
  if (is_unbounded_) return std::nullopt;
  if (is_of_records(path)) {
    return "node `" + place_.node + "` may not read " + std::string(path) +
           ": the engine records runs there, and no grant opens it to nodes";
  }
  static const std::vector<std::string> kUsual{".", kServiceAccount};
  const auto holds = [path](const std::string& root) { return is_below(path, root); };
  const bool open = std::ranges::any_of(read_, holds) || std::ranges::any_of(write_, holds);
  if (open && !is_closed_secret(path, read_)) return std::nullopt;
  return "node `" + place_.node + "` may not read " + std::string(path) +
         to_allow("read", declared_.read ? *declared_.read : kUsual, as_written(path));
}

Refusal Grants::refuse_write(std::string_view path) const {
  if (is_unbounded_) return std::nullopt;
  // Nor may what leads to it be moved away, but for what the workflow is in itself.
  const bool leads_there = !place_.records.empty() && is_below(place_.records, path) &&
                           path.size() > place_.directory.size() &&
                           is_below(place_.records, place_.directory);
  if (is_of_records(path) || leads_there) {
    return "node `" + place_.node + "` may not write " + std::string(path) +
           ": the engine records runs there, and no grant opens it to nodes";
  }
  static const std::vector<std::string> kUsual{kScratch};
  const bool open =
      std::ranges::any_of(write_, [path](const auto& root) { return is_below(path, root); });
  if (open && !is_closed_secret(path, write_)) return std::nullopt;
  return "node `" + place_.node + "` may not write " + std::string(path) +
         to_allow("write", declared_.write ? *declared_.write : kUsual, as_written(path));
}

void Grants::resolve_roots(const std::function<std::string(const std::string&)>& real) {
  for (std::vector<std::string>* roots : {&read_, &write_}) {
    const std::vector<std::string> named = *roots;
    for (const std::string& root : named) {
      if (std::string resolved = real(root); !is_listed(*roots, resolved)) {
        roots->push_back(std::move(resolved));
      }
    }
  }
}

Refusal Grants::refuse_env(std::string_view variable) const {
  if (is_unbounded_ || is_listed(env_, variable)) return std::nullopt;
  return "node `" + place_.node + "` may not see the environment variable " +
         std::string(variable) + to_allow("env", env_, variable);
}

}  // namespace tntc::grants
