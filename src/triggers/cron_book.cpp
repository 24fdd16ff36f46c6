#include "triggers/cron_book.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "triggers/cron_next.h"

namespace tntc::triggers {
namespace {

// A schedule comes round once a minute at most, so at most one of its instants is younger than
// this: that one is still on time, whatever came before it was missed.
constexpr std::chrono::seconds kOnTime{60};

// A clock that was years behind makes more instants than anybody reads the number of; counting them
// must not hold up the loop.
constexpr std::uint64_t kMostCounted = 100'000;

bool keeps_time(const CronTrigger& a, const CronTrigger& b) {
  return a.schedule == b.schedule && a.zone.name() == b.zone.name();
}

// Whether two versions of a workflow mean the same trigger: by its name when it has one.
bool is_same(const CronTrigger& a, const CronTrigger& b) {
  return a.name == b.name && (!a.name.empty() || keeps_time(a, b));
}

}  // namespace

const std::string& title_of(const CronTrigger& trigger) {
  return trigger.name.empty() ? trigger.schedule : trigger.name;
}

bool operator==(const CronTrigger& a, const CronTrigger& b) {
  return a.name == b.name && keeps_time(a, b);
}

Result<std::vector<CronTrigger>> cron_triggers(const std::vector<spec::Trigger>& triggers) {
  std::vector<CronTrigger> found;
  for (const spec::Trigger& trigger : triggers) {
    if (trigger.type != spec::TriggerType::cron) continue;
    const std::string where =
        fmt::format("workflow.yaml:{}:{}", trigger.at.line, trigger.at.column);
    auto cron = spec::Cron::parse(trigger.schedule);
    if (!cron) return fail_at(cron.error().kind, where, cron.error().message, cron.error().hint);
    auto zone = Zone::find(trigger.timezone);
    if (!zone) return fail_at(zone.error().kind, where, zone.error().message, zone.error().hint);
    found.push_back({trigger.name, trigger.schedule, *cron, std::move(*zone)});
  }
  return found;
}

CronBook::CronBook(std::vector<CronTrigger> triggers, Instant now) {
  replace(std::move(triggers), now);
}

std::vector<CronDecision> CronBook::decide(Instant now) {
  std::vector<CronDecision> decisions;
  for (std::size_t i = 0; i < entries_.size(); ++i) decide(i, now, decisions);
  return decisions;
}

void CronBook::decide(std::size_t index, Instant now, std::vector<CronDecision>& decisions) {
  Entry& entry = entries_[index];
  const auto later = [&](Instant after) {
    return next_after(entry.trigger.cron, entry.trigger.zone, after);
  };
  CronDecision missed{.trigger = index, .verdict = CronVerdict::missed, .count = 0};
  while (entry.next && *entry.next <= now - kOnTime) {
    if (missed.count == 0) missed.first = *entry.next;
    missed.last = *entry.next;
    if (++missed.count == kMostCounted) {
      missed.at_least = true;
      missed.last = now - kOnTime;
    }
    entry.next = later(missed.last);
  }
  if (missed.count > 0) decisions.push_back(missed);
  if (!entry.next || *entry.next > now) return;

  const CronVerdict verdict = entry.going ? CronVerdict::skipped : CronVerdict::run;
  decisions.push_back(
      {.trigger = index, .verdict = verdict, .first = *entry.next, .last = *entry.next});
  entry.going = true;
  entry.next = later(*entry.next);
}

void CronBook::ended(std::uint64_t run_key) {
  for (Entry& entry : entries_) {
    if (entry.key == run_key) entry.going = false;
  }
}

void CronBook::replace(std::vector<CronTrigger> triggers, Instant now) {
  std::vector<Entry> before = std::exchange(entries_, {});
  for (CronTrigger& trigger : triggers) {
    Entry entry{.trigger = std::move(trigger)};
    const auto same = std::find_if(before.begin(), before.end(), [&](const Entry& old) {
      return old.key != 0 && is_same(old.trigger, entry.trigger);
    });
    const bool stays = same != before.end();
    entry.key = stays ? std::exchange(same->key, 0) : ++last_key_;
    entry.going = stays && same->going;
    entry.next = stays && keeps_time(same->trigger, entry.trigger)
                     ? same->next
                     : next_after(entry.trigger.cron, entry.trigger.zone, now);
    entries_.push_back(std::move(entry));
  }
}

bool CronBook::holds(const std::vector<CronTrigger>& triggers) const {
  return std::ranges::equal(entries_, triggers, {}, &Entry::trigger);
}

std::optional<Instant> CronBook::next() const {
  std::optional<Instant> earliest;
  for (const Entry& entry : entries_) {
    if (entry.next && (!earliest || *entry.next < *earliest)) earliest = entry.next;
  }
  return earliest;
}

}  // namespace tntc::triggers
