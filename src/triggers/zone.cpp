#include "triggers/zone.h"

#include <algorithm>

namespace tntc::triggers {
namespace {

using std::chrono::seconds;

absl::Time time_of(Instant instant) {
  return absl::FromUnixSeconds(instant.time_since_epoch().count());
}

WallTime wall_time_of(absl::CivilSecond civil) {
  return WallTime(seconds(civil - absl::CivilSecond(1970)));
}

// The wall time that a change leaves out, or shows twice, tells when the change is.
Instant moment_of(const absl::TimeZone& zone, const absl::TimeZone::CivilTransition& change) {
  const absl::Time moment = zone.At(std::min(change.from, change.to)).trans;
  return Instant(seconds(absl::ToUnixSeconds(moment)));
}

}  // namespace

Result<Zone> Zone::find(const std::string& name) {
  if (name.empty() || name == "UTC") return Zone("UTC", absl::UTCTimeZone());
  absl::TimeZone zone;
  if (absl::LoadTimeZone(name, &zone)) return Zone(name, zone);
  return fail(ErrorKind::not_found, "this machine does not have the time zone " + name,
              "correct the name, or install the package tzdata");
}

Stretch Zone::stretch_at(Instant instant) const {
  Stretch stretch;
  const absl::Time time = time_of(instant);
  stretch.offset = seconds(zone_.At(time).offset);
  absl::TimeZone::CivilTransition change;
  if (zone_.NextTransition(time, &change)) stretch.end = moment_of(zone_, change);
  // The library gives what lies strictly before; a stretch begins with the moment of its change.
  if (zone_.PrevTransition(time + absl::Seconds(1), &change)) {
    stretch.first_new = wall_time_of(std::max(change.from, change.to));
  }
  return stretch;
}

WallTime Zone::wall_time(Instant instant) const {
  return wall_time_of(absl::ToCivilSecond(time_of(instant), zone_));
}

}  // namespace tntc::triggers
