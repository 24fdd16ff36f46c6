// tentacular-engine: serves one compiled workflow over HTTP. Wiring only.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/exit_code.h"
#include "bundle/bundle.h"
#include "engine/engine.h"
#include "engine/engine_token.h"
#include "engine/history/live_engine.h"
#include "engine/log_writer.h"
#include "engine/provision.h"
#include "io/core_dumps.h"
#include "io/files.h"
#include "secrets/load.h"
#include "spec/workflow.h"
#include "triggers/http_server.h"

namespace {

using namespace tntc;

constexpr std::size_t kLargestBundle = 64u << 20;
constexpr const char* kMountedSecrets = "/app/secrets";  // where deployments mount their Secret

struct Flags {
  std::string workflow;
  std::string host;  // empty: every address, as a pod needs
  unsigned short port = 8080;
  std::string grace = "25s";
  std::string park_after = "1m";
  std::string log = "text";
  std::optional<std::string> secrets;
  std::optional<std::string> state;
  engine::Limits limits;
  triggers::RunHistory::Limits history;
  triggers::IdempotencyTable::Limits keys;
  std::string key_expiry = "15m";
  bool require_sandbox = false;
};

void bind(CLI::App& app, Flags& flags) {
  app.add_option("--workflow", flags.workflow,
                 "compiled workflow: a bundle file, or a directory with .tentacular/bundle.json "
                 "(make one with `tntc bundle DIR`)")
      ->required();
  app.add_option("--port", flags.port, "port to listen on, 0 = any free one")
      ->capture_default_str();
  app.add_option("--host", flags.host, "address to listen on (default: all)");
  app.add_option("--workers", flags.limits.workers, "worker processes, 0 = one per core")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  app.add_option("--grace", flags.grace, "how long runs may go on after SIGTERM")
      ->capture_default_str();
  app.add_option("--park-after", flags.park_after,
                 "a recorded run that has done nothing but wait for so long leaves its worker")
      ->capture_default_str();
  app.add_option("--log", flags.log, "format of log lines")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--secrets", flags.secrets,
                 "take secrets from this file or directory only (default: .secrets/ and "
                 ".secrets.yaml of the workflow's directory, then /app/secrets)");
  app.add_option("--state", flags.state,
                 "record runs in this directory, so that they outlive the engine; `none`: nowhere "
                 "(default: .tentacular/state of the workflow's directory, if it can be written)");
  app.add_flag("--require-sandbox", flags.require_sandbox,
               "refuse to start when the kernel lacks one of the walls");
  app.add_option("--max-runs", flags.limits.max_runs, "runs at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("--queue", flags.limits.queue, "runs that may wait beyond that, then 503")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--heap", flags.limits.heap_per_run, "memory one run may use (256M, 1G)")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--max-body", flags.limits.max_body, "largest request body")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--max-output", flags.limits.max_output, "largest output of a node, as JSON")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--max-log-line", flags.limits.max_log_line, "longer log lines are cut")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--keep-runs", flags.history.runs, "ended runs that GET /runs knows")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  app.add_option("--keep-results", flags.history.bytes, "their results, altogether (8M)")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--idempotency-memory", flags.keys.bytes,
                 "keys of Idempotency-Key and their results, altogether (16M)")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--idempotency-expiry", flags.key_expiry,
                 "how long a key is remembered after its run")
      ->capture_default_str();
  app.set_version_flag("--version", std::string("tentacular-engine ") + TNTC_VERSION);
  app.footer(
      "Examples:\n  tentacular-engine --workflow ./digest --port 8080\n"
      "  tentacular-engine --workflow digest.json --log json --require-sandbox");
}

int report(const Error& error) {
  std::fprintf(stderr, "error: %s%s%s\n", error.where.c_str(), error.where.empty() ? "" : ": ",
               error.message.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "hint: %s\n", error.hint.c_str());
  return exit_code(error.kind);
}

bool is_directory(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string parent(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

struct Found {
  std::string bundle;
  std::string directory;
};

// A directory, its workflow.yaml (as existing deployments name it), or the bundle file itself.
Found find_bundle(std::string path) {
  if (path.ends_with("/workflow.yaml") || path == "workflow.yaml") path = parent(path);
  if (is_directory(path)) return {path + "/.tentacular/bundle.json", path};
  return {path, parent(path)};
}

Result<bundle::Bundle> load(const Found& found) {
  Result<std::string> bytes = io::read_file(found.bundle, kLargestBundle);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) {
    return fail(ErrorKind::not_found, "no compiled workflow at " + found.bundle,
                "compile it with `tntc bundle " + found.directory + "`");
  }
  TNTC_TRY(const std::string text, std::move(bytes));
  return during("reading " + found.bundle, bundle::read_bundle(text));
}

std::optional<std::string> variable(std::string_view name) {
  const char* value = ::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<engine::Provisions> load_provisions(const Flags& flags, const Found& found,
                                           const bundle::Bundle& bundle) {
  const spec::Parsed parsed = spec::parse_workflow(bundle.workflow_yaml, "workflow.yaml");
  if (!parsed.workflow) {
    return fail(ErrorKind::invalid, "the workflow of " + found.bundle + " is not valid",
                "compile it again with `tntc bundle`");
  }
  TNTC_TRY(const secrets::Loaded secrets, secrets::load({.directory = found.directory,
                                                         .shown = found.directory,
                                                         .only = flags.secrets,
                                                         .only_shown = flags.secrets.value_or(""),
                                                         .mounted = kMountedSecrets}));
  return engine::provision(*parsed.workflow, secrets, &variable);
}

// Where runs are recorded: what was asked for, or a place beside the bundle, if it can be written;
// the mounted workflow of a pod cannot.
std::string state_directory(const Flags& flags, const Found& found) {
  if (!flags.state) return engine::usual_state(found.directory);
  return *flags.state == "none" ? "" : *flags.state;
}

Result<std::string> find_worker() {
  char self[4096];
  const auto size = ::readlink("/proc/self/exe", self, sizeof self - 1);
  if (size <= 0) return fail_errno("finding this program", errno);
  const std::string here = parent(std::string(self, static_cast<std::size_t>(size)));
  for (const std::string& place : {here, here + "/../libexec/tentacular"}) {
    std::string path = place + "/tentacular-worker";
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return fail(
      ErrorKind::unavailable,
      "tentacular-worker is neither in " + here + " nor in " + here + "/../libexec/tentacular",
      "install Tentacular again: `make install`");
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads the log any more
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void say(engine::LogWriter& log, engine::Level level, std::string text) {
  engine::LogLine line;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  line.time_ms = now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
  line.level = level;
  line.text = std::move(text);
  log.add(line);
}

Result<int> serve(const Flags& flags) {
  TNTC_TRY(const Milliseconds grace, during("--grace", parse_duration(flags.grace)));
  TNTC_TRY(const Milliseconds key_expiry,
           during("--idempotency-expiry", parse_duration(flags.key_expiry)));
  TNTC_TRY(const Milliseconds park_after, during("--park-after", parse_duration(flags.park_after)));
  const Found found = find_bundle(flags.workflow);
  TNTC_TRY(bundle::Bundle bundle, load(found));
  TNTC_TRY(engine::Provisions provisions, load_provisions(flags, found, bundle));
  TNTC_TRY(engine::Options options, [&]() -> Result<engine::Options> {
    engine::Options made;
    made.limits = flags.limits;
    made.directory = found.directory;
    made.require_sandbox = flags.require_sandbox;
    made.state = state_directory(flags, found);
    made.park_after = park_after;
    made.require_state = flags.state.has_value();
    TNTC_TRY(made.worker_program, find_worker());
    return made;
  }());

  // Whoever read the log may go; the workflow goes on.
  ::signal(SIGPIPE, SIG_IGN);
  boost::asio::io_context loop(1);
  engine::LogWriter log(loop,
                        flags.log == "json" ? engine::LogFormat::json : engine::LogFormat::text,
                        [](std::string_view text) { write_all(STDOUT_FILENO, text); });
  options.log = [&log](const engine::LogLine& line) { log.add(line); };
  const std::string digest = bundle.digest;
  TNTC_TRY(triggers::AccessToken token, engine::engine_token(provisions.secrets));
  const bool is_closed = token.is_set();
  if (options.state.empty()) {
    say(log, engine::Level::warn,
        "no runs are recorded, so none outlives this engine: give it a directory (--state DIR)");
  }
  TNTC_TRY(const std::unique_ptr<engine::Engine> engine,
           engine::Engine::make(loop, std::move(bundle), provisions, std::move(options)));

  bool draining = false;
  triggers::HttpOptions http;
  http.host = flags.host;
  http.port = flags.port;
  http.max_body = flags.limits.max_body;
  http.history = flags.history;
  http.idempotency = flags.keys;
  http.idempotency.expiry = key_expiry;
  TNTC_TRY(const std::unique_ptr<triggers::HttpServer> server,
           triggers::HttpServer::listen(
               loop, std::move(http), *engine,
               {[&](bool) { return engine->health_json(); }, [&] { return engine->metrics_text(); },
                [&] { return engine->trouble(); }, [&] { return draining; }}));
  server->require_token(std::move(token));
  say(log, engine::Level::info,
      "serving " + found.bundle + " (" + digest + ") on port " + std::to_string(server->port()) +
          (is_closed ? ", to clients that show the token" : ""));

  // For `tntc runs` of this machine.
  std::optional<engine::history::AddressFile> address;
  if (const std::string records = engine->records_in(); !records.empty()) {
    auto told = engine::history::AddressFile::write(records, flags.host, server->port());
    if (told)
      address.emplace(std::move(*told));
    else
      say(log, engine::Level::warn, told.error().message);
  }

  boost::asio::signal_set signals(loop, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    draining = true;
    say(log, engine::Level::info, "stopping: no new runs, the others have " + to_text(grace));
    engine->drain(grace, [&] { server->stop_accepting([&] { loop.stop(); }); });
    signals.async_wait([&](const boost::system::error_code& again, int) {
      if (!again) loop.stop();
    });
  });
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  io::forbid_core_dumps();
  CLI::App app("Serves one compiled Tentacular workflow: POST /run, /runs, /health, /metrics.");
  Flags flags;
  bind(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == 0;
    app.exit(error, std::cout, std::cerr);
    return asked ? 0 : 2;
  }
  const Result<int> served = serve(flags);
  return served ? *served : report(served.error());
}
