#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "triggers/run_port.h"
#include "ui/terminal.h"

namespace tntc::cli::dev {

// A run that has ended, with what `tntc dev` knows of it beside its outcome.
struct EndedRun {
  const triggers::RunOutcome& outcome;
  std::string trigger;                       // "cron", "http", ...
  std::string trigger_name = {};             // empty when it has none
  std::map<std::string, std::string> sites;  // of failed nodes: "nodes/fetch.ts:3:9"
};

// "run 018f… succeeded in 12ms (cron nightly)  fetch 3ms, end 9ms (slowest)", and one indented line
// for each node that failed, with its place and its message. On a terminal the first line is made
// to fit: the id is shortened, then the quickest nodes are left out. Ends with a newline.
std::string run_text(const EndedRun& run, const ui::Terminal& terminal);

// The same as one JSON object: docs/cli.md lists its members.
std::string run_json(const EndedRun& run);

// Where in the user's files a failed attempt says it failed, by the first frame of the stack in its
// log line; empty when it has none.
std::string site_of(const engine::LogLine& line);

}  // namespace tntc::cli::dev
