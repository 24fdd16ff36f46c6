#include "cli/secrets/verdict.h"

#include <algorithm>
#include <map>

namespace tntc::cli::secrets {
namespace {

struct Service {
  bool is_read = false;
  bool is_fetched = false;
  std::vector<std::string> used;
  const tntc::secrets::Service* loaded = nullptr;
};

void add_use(Service& service, const Reference& reference) {
  service.is_read = service.is_read || reference.use == Use::read;
  service.is_fetched = service.is_fetched || reference.use == Use::fetch;
  if (std::ranges::find(service.used, reference.where) == service.used.end()) {
    service.used.push_back(reference.where);
  }
}

State state_of(const Service& service, bool all_used) {
  const bool is_used = service.is_read || service.is_fetched;
  if (service.loaded == nullptr) return service.is_read ? State::missing : State::optional;
  if (!is_used && !all_used) return State::unused;
  return service.loaded->is_placeholder ? State::placeholder : State::provisioned;
}

}  // namespace

Judged judge(const spec::Workflow& workflow, const std::vector<Reference>& references,
             const tntc::secrets::Loaded& loaded) {
  std::map<std::string, Service> services;
  Judged judged;
  for (const tntc::secrets::Service& service : loaded.services) {
    services[service.name].loaded = &service;
  }
  for (const Reference& reference : references) {
    if (reference.use == Use::any) {
      judged.any.push_back(reference.where);
    } else {
      add_use(services[reference.service], reference);
    }
  }
  // The connection of queue triggers takes its token from the service `nats`.
  if (std::ranges::find(workflow.triggers, spec::TriggerType::queue, &spec::Trigger::type) !=
      workflow.triggers.end()) {
    add_use(services["nats"], {Use::fetch, "nats", "workflow.yaml (queue trigger)"});
  }
  // What opens the engine's own HTTP API, where there is one.
  if (services.contains("engine")) {
    add_use(services["engine"], {Use::fetch, "engine", "the engine's HTTP API"});
  }
  for (auto& [name, service] : services) {
    const State state = state_of(service, !judged.any.empty());
    const bool is_short = state == State::missing || state == State::placeholder;
    judged.missing += is_short;
    judged.required += is_short || service.is_read;
    judged.verdicts.push_back(
        {name, state,
         service.loaded != nullptr ? service.loaded->sources : std::vector<std::string>(),
         std::move(service.used)});
  }
  return judged;
}

std::string_view to_string(State state) {
  switch (state) {
    case State::provisioned: return "provisioned";
    case State::placeholder: return "placeholder";
    case State::missing: return "missing";
    case State::optional: return "optional";
    case State::unused: return "unused";
  }
  return {};
}

}  // namespace tntc::cli::secrets
