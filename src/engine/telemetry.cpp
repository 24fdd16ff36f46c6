#include "engine/telemetry.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

namespace tntc::engine {
namespace {

// Label values: backslash, quote and newline are escaped.
std::string label(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out.push_back('\\');
    if (c == '\n') {
      out += "\\n";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

class Page {
 public:
  explicit Page(const std::string& workflow) : labels_("workflow=\"" + label(workflow) + "\"") {}

  void head(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text_),
                   "# HELP tentacular_{0} {2}\n# TYPE tentacular_{0} {1}\n", name, type, help);
  }
  template <class Number>
  void value(std::string_view name, Number number, std::string_view more_labels = {}) {
    fmt::format_to(std::back_inserter(text_), "tentacular_{}{{{}{}{}}} {}\n", name, labels_,
                   more_labels.empty() ? "" : ",", more_labels, number);
  }
  template <class Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number number) {
    head(name, type, help);
    value(name, number);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string labels_;
  std::string text_;
};

}  // namespace

void Telemetry::run_ended(triggers::RunEnd end, double seconds, std::uint32_t attempts,
                          std::uint32_t retries) {
  ++ends_[static_cast<std::size_t>(end)];
  seconds_ += seconds;
  attempts_ += attempts;
  retries_ += retries;
  const auto* bucket = std::find_if(kBuckets.begin(), kBuckets.end(),
                                    [seconds](double limit) { return seconds <= limit; });
  if (bucket != kBuckets.end()) ++within_[static_cast<std::size_t>(bucket - kBuckets.begin())];
}

std::string Telemetry::prometheus(const std::string& workflow, const Gauges& gauges) const {
  Page page(workflow);
  page.head("runs_total", "counter", "Runs that have ended, by how.");
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    page.value("runs_total", ends_[i],
               fmt::format("result=\"{}\"", name_of(static_cast<triggers::RunEnd>(i))));
  }
  page.head("run_duration_seconds", "histogram", "From acceptance to the result.");
  std::uint64_t cumulated = 0;
  for (std::size_t i = 0; i < kBuckets.size(); ++i) {
    cumulated += within_[i];
    page.value("run_duration_seconds_bucket", cumulated, fmt::format("le=\"{}\"", kBuckets[i]));
  }
  const auto all = std::accumulate(ends_.begin(), ends_.end(), std::uint64_t{0});
  page.value("run_duration_seconds_bucket", all, "le=\"+Inf\"");
  page.value("run_duration_seconds_sum", seconds_);
  page.value("run_duration_seconds_count", all);
  page.single("node_attempts_total", "counter", "Attempts of nodes.", attempts_);
  page.single("node_retries_total", "counter", "Attempts after the first.", retries_);
  page.single("runs_refused_total", "counter", "Runs refused because the queue was full.",
              refused_);
  page.single("workers_started_total", "counter", "Worker processes started.", workers_started_);
  page.single("workers_lost_total", "counter", "Worker processes that died or were killed.",
              workers_lost_);
  page.single("log_lines_total", "counter", "Log lines of nodes.", log_lines_);
  page.single("runs_in_flight", "gauge", "Runs being executed.", gauges.runs_in_flight);
  page.single("runs_queued", "gauge", "Runs waiting for a worker.", gauges.runs_queued);
  page.single("runs_parked", "gauge", "Runs that have left their worker while they wait.",
              gauges.runs_parked);
  page.single("workers", "gauge", "Worker processes.", gauges.workers);
  page.single("workers_ready", "gauge", "Worker processes that take runs.", gauges.workers_ready);
  page.single("worker_slots", "gauge", "Threads with a VM in all workers.", gauges.slots);
  page.single("worker_resident_bytes", "gauge", "Resident memory of all workers.",
              gauges.worker_resident_bytes);
  return page.take();
}

}  // namespace tntc::engine
