#pragma once

#include <chrono>
#include <string>

#include <absl/time/time.h>

#include "base/result.h"

namespace tntc::triggers {

using Instant = std::chrono::sys_seconds;     // the same on every clock of the world
using WallTime = std::chrono::local_seconds;  // what a clock on a wall of some zone shows

// How the clocks of a zone go from one of their changes to the next.
struct Stretch {
  std::chrono::seconds offset{0};  // wall time minus UTC
  Instant end = Instant::max();    // when the next stretch begins; max: never
  // Wall times before this one were shown in the stretch before already: clocks were put back.
  WallTime first_new = WallTime::min();
};

// A time zone of the IANA database, as the machine has it in /usr/share/zoneinfo (or $TZDIR). One
// file is read at the first use of a zone, none for UTC; it is kept for as long as the process
// lives. Cheap to copy.
class Zone {
 public:
  // An empty name is UTC. `not_found` when the machine does not have the zone.
  static Result<Zone> find(const std::string& name);

  Stretch stretch_at(Instant instant) const;
  WallTime wall_time(Instant instant) const;

  const std::string& name() const { return name_; }

 private:
  Zone(std::string name, absl::TimeZone zone) : name_(std::move(name)), zone_(zone) {}

  std::string name_;
  absl::TimeZone zone_;
};

}  // namespace tntc::triggers
