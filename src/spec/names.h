#pragma once

#include <cstddef>
#include <string_view>

namespace tntc::spec {

// A label of Kubernetes (RFC 1123) has at most this many characters, a CronJob name at most that:
// the time is appended to name its Jobs.
inline constexpr std::size_t kLongestLabel = 63;
inline constexpr std::size_t kLongestCronJobName = 52;

// ^[a-z][a-z0-9]*(-[a-z0-9]+)*$
bool is_workflow_name(std::string_view text);
// ^[a-z][a-z0-9_-]*$
bool is_node_name(std::string_view text);
// ^[0-9]+\.[0-9]+$
bool is_version(std::string_view text);
// RFC 1123: ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$, at most 63 characters.
bool is_namespace(std::string_view text);

// How a name of the IANA time zone database is written ("Europe/Berlin", "UTC", "Etc/GMT+2");
// whether that zone exists is for the machine that runs it to say.
bool is_zone_name(std::string_view text);

// ^[A-Za-z0-9._-]{1,128}$: what runs wait for. It is part of a URL, where `.` and `..` mean
// another.
bool is_event_name(std::string_view text);

// Dot-separated tokens of a NATS subject; `*` and a final `>` stand alone in their token.
bool is_subject(std::string_view text);

// An absolute URL path without query, fragment, dot segments, empty segments or white space.
bool is_url_path(std::string_view text);

enum class PathFault { none, absolute, outside, not_a_file, bad_character };

// Whether a relative path names a file below its directory, judged by its text alone.
PathFault fault_of_file_path(std::string_view path);

}  // namespace tntc::spec
