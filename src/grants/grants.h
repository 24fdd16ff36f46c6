#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_pattern.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace tntc::grants {

// What the `capabilities` of a node say: a dimension that is not there is not restricted, one that
// is there is exactly what it lists.
struct Declared {
  std::optional<std::vector<std::string>> net;      // HostPattern
  std::optional<std::vector<std::string>> secrets;  // names of services
  std::optional<std::vector<std::string>> read;     // paths, relative to the workflow directory
  std::optional<std::vector<std::string>> write;
  std::optional<std::vector<std::string>> env;  // names of variables

  bool operator==(const Declared&) const = default;
};

// What a dimension that was not declared means: the usual, or nothing at all.
enum class Sandbox { standard, strict };

// Where the node stands in the world.
struct Place {
  std::string node;
  std::string directory;     // of the workflow, absolute and without symbolic links; may be empty
  std::string records = {};  // where the engine records runs, likewise: no grant opens it
};

// Why something was refused, as one clause that names the node, what it wanted and what to write
// in workflow.yaml to allow it.
using Refusal = std::optional<std::string>;

// The whole of one node's power over the world outside its realm. Pure: it judges, whoever acts
// asks it before. docs/security.md has the table.
class Grants {
 public:
  // `invalid` when a declared host is none. The lists may hold comma text: "a.com, b.com".
  static Result<Grants> make(const Declared& declared, Sandbox sandbox, Place place);
  // Refuses nothing from now on, and lists what it did: for tests of the other walls.
  void stop_judging() { is_unbounded_ = true; }

  // Before `host` is looked up: refuses only what no address could allow, so that a name nobody may
  // reach is not told to its name servers either.
  Refusal refuse_lookup(std::string_view host, std::uint16_t port) const;
  // Asking the name servers about `host`, whichever port it is asked for.
  Refusal refuse_name(std::string_view host) const;
  // A connection to `address`, which `host` led to; both are judged. Without an address (a proxy
  // resolves the name) the name alone is.
  Refusal refuse_connection(std::string_view host, const std::optional<IpAddress>& address,
                            std::uint16_t port) const;
  // Does the node's own `net` list name this host? Only then may a service's credentials go there.
  bool names_host(std::string_view host, std::uint16_t port) const;

  bool may_see_secret(std::string_view service) const;
  bool sees_all_secrets() const { return is_unbounded_ || !declared_.secrets; }
  Refusal refuse_secret(std::string_view service) const;

  // `path` is absolute and has no symbolic links, `.` or `..` in it: what would really be touched.
  // What may be written may be read.
  Refusal refuse_read(std::string_view path) const;
  Refusal refuse_write(std::string_view path) const;

  // Roots are compared with real paths, so they are to be real ones too: `real` gives the real path
  // of a root, or the root itself when it is not there. A root keeps its own name as well.
  void resolve_roots(const std::function<std::string(const std::string&)>& real);
  // Absolute; for whoever opens a way to them.
  const std::vector<std::string>& readable() const { return read_; }
  const std::vector<std::string>& writable() const { return write_; }

  Refusal refuse_env(std::string_view variable) const;
  // The variables that were declared, for whoever hands them over.
  const std::vector<std::string>& env() const { return env_; }

  const Place& place() const { return place_; }

 private:
  Grants() = default;

  bool is_of_records(std::string_view path) const;
  bool is_closed_secret(std::string_view path, const std::vector<std::string>& roots) const;
  std::string as_written(std::string_view path) const;
  std::string to_allow(std::string_view dimension, const std::vector<std::string>& listed,
                       std::string_view wanted) const;

  Place place_;
  bool is_unbounded_ = false;
  Sandbox sandbox_ = Sandbox::standard;
  Declared declared_;                            // lists split and trimmed
  std::optional<std::vector<HostPattern>> net_;  // nothing: any host
  std::vector<std::string> read_, write_;        // absolute
  std::vector<std::string> env_;
};

}  // namespace tntc::grants
