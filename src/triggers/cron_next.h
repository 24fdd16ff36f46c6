#pragma once

#include <optional>

#include "spec/cron.h"
#include "triggers/zone.h"

namespace tntc::triggers {

// The first instant after `after` at which the schedule fires by the clocks of the zone; nothing
// when it never does. Always a whole minute of those clocks.
//
// Where clocks are put forward, the times left out do not fire: that day has no half past two, as
// with the CronJobs of Kubernetes. Where they are put back, a schedule that names hours ("30 1 * *
// *") fires the first time only, where a CronJob would fire twice; one for every hour ("*/10 * * *
// *") is an interval and goes on firing by real time. docs/triggers.md tells users the same.
std::optional<Instant> next_after(const spec::Cron& cron, const Zone& zone, Instant after);

}  // namespace tntc::triggers
