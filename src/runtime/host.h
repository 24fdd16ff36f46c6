#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runtime/fault.h"

namespace tntc::runtime {

class FilePort;
class SocketPort;

// One call of a node's function; numbers are given by the caller and come back in `done`.
using CallNumber = std::uint32_t;
using TimerNumber = std::uint32_t;
using FetchNumber = std::uint32_t;

enum class LogLevel : std::uint8_t { debug, info, warn, error };

// Is a failure worth another attempt? As a kind it usually is, or is not; or it says so itself.
enum class Retry : std::uint8_t { usual, unusual, yes, no };

// How one call ended.
struct CallEnd {
  bool ok = false;
  std::string text;   // ok: the output as JSON text, "" for undefined; else the error's message
  std::string stack;  // JavaScriptCore's stack text, or empty
  std::string name;   // err.name, or empty
  Retry retry = Retry::usual;
  int status = 0;  // the HTTP status the error carries; 0: none
};

enum class UploadKind { none, bytes, streamed };

struct FetchCall {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  UploadKind upload = UploadKind::none;
  std::string body;           // UploadKind::bytes
  std::string extra_ca = {};  // PEM certificates trusted besides the system's
  // What ctx.fetch was called with; both empty for the global fetch and after a redirect.
  std::string service = {}, path = {};
};

// A node does nothing, and none of its time passes.
struct Wait {
  std::int64_t until = 0;  // epoch ms; 0: time does not end it
  std::string event = {};  // that ends it; empty: none does

  bool operator==(const Wait&) const = default;
};

// Everything that script of one realm can ask of the world: the port through which all its powers
// pass. Called on the VM's thread, from inside script; an implementation must not enter the VM, it
// answers later through Realm::on_timer, Realm::on_fetch… Failures become a TypeError in script.
class Host {
 public:
  virtual ~Host() = default;

  virtual void log(LogLevel level, std::string_view text) = 0;
  virtual void done(CallNumber call, CallEnd end) = 0;

  virtual Result<TimerNumber> start_timer(double delay_ms) = 0;
  virtual void clear_timer(TimerNumber timer) = 0;

  // What is kept of a step of the node; nothing when it is to be done. Fails where nothing is kept.
  virtual Result<std::optional<std::string>> step(std::string_view name) = 0;
  virtual bool keeps_steps() const = 0;
  // Answers through Realm::on_timer, with the number, when it is kept.
  virtual Result<TimerNumber> keep_step(std::string_view name, std::string_view text) = 0;
  // What has come of the run's events of this name, by its number from 0; nothing: not yet.
  virtual std::optional<std::string> event(std::string_view name, std::uint32_t index) = 0;
  // Answers through Realm::on_timer, with the number, when it has come.
  virtual Result<TimerNumber> await_event(std::string_view name, std::uint32_t index) = 0;
  virtual void wait(const Wait& wait, bool begins) = 0;

  virtual Result<FetchNumber> start_fetch(FetchCall call) = 0;
  virtual void read_more(FetchNumber fetch) = 0;
  virtual void send_body(FetchNumber fetch, std::string_view bytes) = 0;
  virtual void end_body(FetchNumber fetch) = 0;
  virtual void abort_fetch(FetchNumber fetch) = 0;

  // JSON text of ctx.config and ctx.secrets.
  virtual std::string_view config() const = 0;
  virtual std::string_view secrets() const = 0;
  // Does the node's own list of hosts name this one? Only then may credentials go there.
  virtual bool names_host(std::string_view host, std::uint16_t port) const = 0;

  // Deno.env. Nothing: the variable is not set; a fault: the node may not know.
  virtual Answer<std::optional<std::string>> env(std::string_view variable) const = 0;
  // Those the node may see and that are set, a JSON object.
  virtual std::string all_env() const = 0;
  // Live as long as the host.
  virtual FilePort& files() = 0;
  virtual SocketPort& sockets() = 0;
};

// What happened to a fetch, in the order of the Fetch standard: a head, data, then end or failure.
// Numbers are those of the prelude (web/src/fetch/transfer.ts).
enum class FetchEvent : std::uint8_t { head = 0, data, end, failure, wants_body };

struct FetchNews {
  FetchEvent event = FetchEvent::end;
  int status = 0;
  std::string_view text;  // head: status text; data: bytes; failure: message
  std::span<const std::pair<std::string, std::string>> headers;  // head
  const FetchNews* then = nullptr;  // what happened next, when it is told at once
};

}  // namespace tntc::runtime
