#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "cli/dev/run_line.h"
#include "cli/session.h"
#include "spec/workflow.h"
#include "triggers/cron_book.h"

namespace tntc::cli::dev {

// What `tntc dev` says while it serves: lines for people on standard output, or one JSON object per
// line with `-o json`. Diagnostics and errors are on standard error for people.
class Console {
 public:
  explicit Console(const Session& session) : session_(session) {}

  // Where it serves, what starts a run there, and when the schedules fire next; `book` is null when
  // they do not.
  void serving(const std::string& url, const spec::Workflow& workflow,
               const triggers::CronBook* book, triggers::Instant now) const;
  void next_due(const triggers::CronBook& book, triggers::Instant now) const;

  void run(const EndedRun& run) const;
  void run_refused(const std::string& trigger, const Error& error) const;
  void cron(const triggers::CronTrigger& trigger, const triggers::CronDecision& decision) const;

  void reloaded(const std::vector<std::string>& paths) const;
  // An edit that the old version outlives.
  void refused(const std::vector<std::string>& paths,
               const std::vector<Diagnostic>& diagnostics) const;
  void refused(const std::vector<std::string>& paths, const Error& error) const;
  void warned(const std::vector<Diagnostic>& diagnostics) const;
  void mended() const;
  void draining() const;

 private:
  bool json() const { return session_.format == Format::json; }
  void line(const std::string& text) const;
  void event(const std::string& json) const;

  const Session& session_;
};

}  // namespace tntc::cli::dev
