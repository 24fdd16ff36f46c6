#include <fmt/format.h>

#include "cli/compiled_dir.h"
#include "cli/provisions.h"
#include "cli/secrets/scan.h"
#include "cli/secrets/secrets.h"
#include "cli/secrets/verdict.h"
#include "cli/workflow_dir.h"
#include "ui/json_text.h"
#include "ui/terminal.h"

namespace tntc::cli::secrets {
namespace {

constexpr std::size_t kPlacesShown = 3;

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (std::size_t i = 0; i < texts.size() && i < kPlacesShown; ++i) {
    list += (i == 0 ? "" : ", ") + texts[i];
  }
  if (texts.size() > kPlacesShown) list += fmt::format(" and {} more", texts.size() - kPlacesShown);
  return list;
}

ui::Style style_of(State state) {
  switch (state) {
    case State::provisioned: return ui::Style::green;
    case State::placeholder:
    case State::missing: return ui::Style::red;
    case State::optional:
    case State::unused: break;
  }
  return ui::Style::dim;
}

std::string detail_of(const Verdict& verdict) {
  switch (verdict.state) {
    case State::provisioned: return "from " + list_of(verdict.sources);
    case State::placeholder: return "still to be filled in: " + list_of(verdict.sources);
    case State::missing: return "used in " + list_of(verdict.used);
    case State::optional: return "used without credentials in " + list_of(verdict.used);
    case State::unused: return "from " + list_of(verdict.sources);
  }
  return {};
}

std::string table_of(const Judged& judged, const ui::Terminal& terminal) {
  std::size_t widest = 0;
  for (const Verdict& verdict : judged.verdicts) {
    widest = std::max(widest, verdict.service.size());
  }
  std::string text;
  for (const Verdict& verdict : judged.verdicts) {
    text += fmt::format("  {:<{}}  {}  {}\n", verdict.service, widest,
                        ui::paint(fmt::format("{:<11}", to_string(verdict.state)),
                                  style_of(verdict.state), terminal),
                        detail_of(verdict));
  }
  if (!judged.any.empty()) {
    text += "  any service may be used in " + list_of(judged.any) + '\n';
  }
  return text;
}

std::string array_of(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) json += (json.size() > 1 ? "," : "") + ui::quoted(text);
  return json + ']';
}

std::string json_of(const std::string& name, const Judged& judged) {
  std::string services;
  for (const Verdict& verdict : judged.verdicts) {
    services +=
        fmt::format(R"({}{{"name":{},"state":"{}","sources":{},"used":{}}})",
                    services.empty() ? "" : ",", ui::quoted(verdict.service),
                    to_string(verdict.state), array_of(verdict.sources), array_of(verdict.used));
  }
  return fmt::format(R"({{"workflow":{},"required":{},"missing":{},"services":[{}],"any":{}}})",
                     ui::quoted(name), judged.required, judged.missing, services,
                     array_of(judged.any));
}

std::string summary_of(const Judged& judged) {
  if (judged.required == 0) return "its nodes read no secrets";
  return judged.required == 1 ? "the one secret it needs is there"
                              : fmt::format("all {} secrets it needs are there", judged.required);
}

struct Checked {
  std::string workflow;
  Judged judged;
};

Result<Checked> carry_out(const Options& options, Session& session,
                          const tntc::bundle::Bundle& bundle) {
  TNTC_TRY(const spec::Workflow workflow, workflow_of(bundle));
  TNTC_TRY(const tntc::secrets::Loaded loaded,
           load_secrets(session.world, options.directory, options.secrets));
  TNTC_TRY(const std::vector<Reference> references, scan(session, bundle));
  return Checked{workflow.name, judge(workflow, references, loaded)};
}

}  // namespace

Report check(const Options& options, Session& session) {
  auto compiled = compile_dir(session, options.directory);
  if (!compiled) return failed(std::move(compiled.error()));
  if (!compiled->bundle) return refused(std::move(compiled->diagnostics), options.directory);
  auto checked = carry_out(options, session, *compiled->bundle);
  if (!checked) return failed(std::move(checked.error()));

  const Judged& judged = checked->judged;
  Report report;
  report.data = json_of(checked->workflow, judged);
  report.text = "Secrets of " + checked->workflow + ":\n" + table_of(judged, session.out);
  if (judged.missing == 0) {
    report.text += summary_of(judged) + '\n';
    return report;
  }
  report.fault = Fault::work;
  report.error = Error{ErrorKind::not_found,
                       fmt::format("{} of {} secrets that {} needs are missing", judged.missing,
                                   judged.required, checked->workflow),
                       {},
                       "write them into .secrets.yaml; `tntc secrets init` makes one"};
  return report;
}

}  // namespace tntc::cli::secrets
