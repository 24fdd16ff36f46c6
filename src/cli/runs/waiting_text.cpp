#include "cli/runs/waiting_text.h"

#include <fmt/format.h>

#include "cli/log_text.h"
#include "cli/runs/state_text.h"
#include "ui/elapsed.h"

namespace tntc::cli::runs {
namespace {

using engine::history::Waiting;
using Kind = Waiting::Kind;

std::string since_text(std::int64_t since, std::int64_t now) {
  if (since == 0) return "";
  return fmt::format(" since {} ({})", time_text(since), ui::elapsed(Milliseconds(now - since)));
}

std::string until_text(std::string_view word, std::int64_t until, std::int64_t now) {
  if (until == 0) return "";
  if (until <= now) return fmt::format(" {} {}, which is now", word, time_text(until));
  return fmt::format(" {} {}, in {}", word, time_text(until),
                     ui::elapsed(Milliseconds(until - now)));
}

// Why the attempt before the one that is waited for has failed.
std::string last_failure(const engine::history::RunStory& story, const std::string& node) {
  const auto found = story.attempts.find(node);
  if (found == story.attempts.end()) return "";
  for (auto attempt = found->second.rbegin(); attempt != found->second.rend(); ++attempt) {
    if (!attempt->end || attempt->end->how != engine::journal::NodeEnd::How::failed) continue;
    return fmt::format("; attempt {} failed: {}", attempt->number,
                       harmless(attempt->end->value.text));
  }
  return "";
}

std::string who(const Waiting& waiting) {
  if (waiting.node.empty()) return "the run";
  if (waiting.attempt <= 1) return fmt::format("node `{}`", waiting.node);
  return fmt::format("node `{}`, attempt {}", waiting.node, waiting.attempt);
}

}  // namespace

std::vector<Waiting> waits_of(const engine::history::RunStory& story, const RunGraph& graph,
                              bool engine_runs, std::int64_t now) {
  auto waits = engine::history::explain(story.log, graph.workflow(), now);
  if (!engine_runs && !waits.empty()) waits.insert(waits.begin(), {.kind = Kind::no_engine});
  return waits;
}

std::string waiting_text(const Waiting& waiting, const engine::history::RunStory& story,
                         std::int64_t now) {
  switch (waiting.kind) {
    case Kind::no_engine:
      return "no engine runs: it goes on from here when one is started (tntc dev, or "
             "tentacular-engine)";
    case Kind::cancelling: return "somebody has cancelled it: what runs is being stopped";
    case Kind::queued: return "waits for its turn" + since_text(waiting.since, now);
    case Kind::running:
      if (waiting.node.empty()) return "goes on; no node of it is recorded as begun";
      return who(waiting) + " runs" + since_text(waiting.since, now);
    case Kind::retry:
      return fmt::format("node `{}` is tried again, attempt {}{}{}", waiting.node, waiting.attempt,
                         until_text("at", waiting.until, now), last_failure(story, waiting.node));
    case Kind::sleep: return who(waiting) + " sleeps" + until_text("until", waiting.until, now);
    case Kind::event: break;
  }
  return fmt::format("{} waits for the event `{}`{}{}", who(waiting), waiting.event,
                     since_text(waiting.since, now), until_text("until", waiting.until, now));
}

}  // namespace tntc::cli::runs
