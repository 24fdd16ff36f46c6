#include <fmt/format.h>

#include "base/uuid.h"
#include "cli/run/input.h"
#include "cli/runs/engine_client.h"
#include "cli/runs/runs.h"
#include "ui/json_text.h"

namespace tntc::cli::runs {
namespace {

// A whole id may be that of a run which is not recorded: the engine knows it.
Result<std::string> id_of(const Place& place, const std::string& id) {
  if (uuid_from(id)) return id;
  TNTC_TRY(engine::history::RunRecords records, open_records(place));
  return records.resolve(id);
}

struct Asked {
  std::string id;
  std::string answer;
};

// `what` of a run: its path below /runs/{id}.
Result<Asked> ask(const Options& options, const Session& session, const Place& place,
                  const std::string& id, const std::string& method, const std::string& what,
                  std::optional<std::string> body = std::nullopt) {
  TNTC_TRY(const EngineClient client, EngineClient::connect(session.world, place, options.secrets));
  Asked asked;
  TNTC_TRY(asked.id, id_of(place, id));
  TNTC_TRY(asked.answer, client.ask(method, "/runs/" + asked.id + what, std::move(body)));
  return asked;
}

}  // namespace

Report cancel(const Options& options, Session& session, const Place& place, const std::string& id) {
  auto asked = ask(options, session, place, id, "DELETE", "");
  if (!asked) return failed(std::move(asked.error()));
  Report report;
  report.text = "run " + asked->id + " is being cancelled\n";
  report.data = fmt::format(R"({{"id":{}}})", ui::quoted(asked->id));
  return report;
}

Report retry(const Options& options, Session& session, const Place& place, const std::string& id) {
  const std::string from = options.from ? "?from=" + percent_encoded(*options.from) : "";
  auto asked = ask(options, session, place, id, "POST", "/retry" + from, "");
  if (!asked) return failed(std::move(asked.error()));
  const std::string started = ui::unquoted(ui::member(asked->answer, "id"));
  Report report;
  report.text = fmt::format("run {} retries {}\n", started, asked->id);
  report.data = fmt::format(R"({{"id":{},"of":{}}})", ui::quoted(started), ui::quoted(asked->id));
  return report;
}

Report send(const Options& options, Session& session, const Place& place, const std::string& id,
            const std::string& event) {
  auto input = run::read_run_input(session.world, options.input);
  if (!input) return failed(std::move(input.error()));
  auto asked = ask(options, session, place, id, "POST", "/events/" + percent_encoded(event),
                   std::move(*input));
  if (!asked) return failed(std::move(asked.error()));
  Report report;
  report.text = fmt::format("run {} has the event `{}`\n", asked->id, event);
  report.data = fmt::format(R"({{"id":{},"event":{}}})", ui::quoted(asked->id), ui::quoted(event));
  return report;
}

}  // namespace tntc::cli::runs
