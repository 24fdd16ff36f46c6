#include "triggers/events.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/hex.h"
#include "triggers/payload.h"
#include "triggers/subject.h"

namespace tntc::triggers {
namespace {

constexpr std::string_view kEvents = "/events/";

// Nothing when a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// What a run tells of its webhook or queue trigger.
const std::string& title_of(const spec::Trigger& trigger) {
  if (!trigger.name.empty()) return trigger.name;
  return trigger.type == spec::TriggerType::webhook ? trigger.path : trigger.subject;
}

std::string subjects_hint(std::span<const spec::Trigger> triggers) {
  std::string list;
  for (const spec::Trigger& trigger : triggers) {
    if (trigger.type != spec::TriggerType::queue) continue;
    list += (list.empty() ? "" : ", ") + trigger.subject;
  }
  if (list.empty()) return "add one: triggers: [{type: queue, subject: orders.new}]";
  return "the subjects of this workflow: " + list;
}

Result<std::vector<RunRequest>> requests_of_event(std::span<const spec::Trigger> triggers,
                                                  std::string_view written, std::string_view body) {
  const auto subject = percent_decoded(written);
  if (!subject || !is_concrete_subject(*subject)) {
    return fail(ErrorKind::invalid, fmt::format("`{}` is not a subject to publish to", written),
                "write tokens with dots between them and no wildcards: /events/orders.new");
  }
  auto requests = requests_of_message(triggers, *subject, body);
  if (!requests.empty()) return requests;
  return fail(ErrorKind::not_found, fmt::format("no queue trigger takes the subject {}", *subject),
              subjects_hint(triggers));
}

Result<RunRequest> request_of_webhook(const spec::Trigger& trigger, std::string_view body) {
  TNTC_TRY(std::string input, input_of_body(std::string(body)));
  return RunRequest{.input = std::move(input),
                    .trigger = "webhook",
                    .trigger_name = title_of(trigger),
                    .durability = Durability::disk};
}

}  // namespace

std::vector<RunRequest> requests_of_message(std::span<const spec::Trigger> triggers,
                                            std::string_view subject, std::string_view payload) {
  std::vector<RunRequest> requests;
  for (const spec::Trigger& trigger : triggers) {
    if (trigger.type != spec::TriggerType::queue) continue;
    if (!subject_matches(trigger.subject, subject)) continue;
    const std::string& title = title_of(trigger);
    requests.push_back({.input = input_of_payload(payload, title),
                        .trigger = "queue",
                        .trigger_name = title,
                        .durability = Durability::disk});
  }
  return requests;
}

Result<std::vector<RunRequest>> requests_of_post(std::span<const spec::Trigger> triggers,
                                                 std::string_view path, std::string_view body) {
  for (const spec::Trigger& trigger : triggers) {
    if (trigger.type != spec::TriggerType::webhook || trigger.path != path) continue;
    TNTC_TRY(RunRequest request, request_of_webhook(trigger, body));
    return std::vector<RunRequest>{std::move(request)};
  }
  if (path.starts_with(kEvents)) {
    return requests_of_event(triggers, path.substr(kEvents.size()), body);
  }
  return std::vector<RunRequest>{};
}

}  // namespace tntc::triggers
