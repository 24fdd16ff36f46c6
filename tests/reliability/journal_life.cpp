#include "tests/reliability/journal_life.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "base/uuid.h"
#include "engine/run_id.h"
#include "tests/reliability/turns.h"

namespace tntc::reliability {

using engine::journal::Accepted;
using engine::journal::Journal;
using engine::journal::NodeEnd;
using engine::journal::RecordKind;
using engine::journal::RunEnded;
using engine::journal::RunLog;
using engine::journal::Started;
using engine::journal::Step;
using triggers::Durability;
using triggers::RunEnd;

namespace {

constexpr const char* kBundle = "sha256:b0";
constexpr const char* kNodes[] = {"a", "b", "c", "d"};
constexpr int kMostOpen = 6;

}  // namespace

std::string id_of(int run) {
  return engine::uuid7(1'700'000'000'000 + run, {static_cast<unsigned char>(run)});
}

void Promises::take(const std::string& line) {
  std::istringstream words(line);
  std::string what, node, value;
  int number = 0;
  words >> what >> number;
  Run& run = runs[number];
  if (what == "begun") {
    words >> value;
    run.synced = value == "disk";
  } else if (what == "accepted") {
    run.accepted = true;
  } else if (what == "refused") {
    run.refused = true;
  } else if (what == "cancelled") {
    run.cancelled = true;
  } else if (what == "node") {
    words >> node >> value;
    run.nodes[node] = value;
  } else if (what == "step") {
    words >> node >> value;
    run.steps[node] = value;
  } else if (what == "ended") {
    words >> value;
    run.result = value;
  }
}

Result<void> JournalLife::open() {
  posted_.clear();
  unsynced_.clear();
  TNTC_TRY(auto store, open_store_());
  TNTC_TRY(journal_,
           Journal::open(
               std::move(store), options_,
               [this](std::function<void()> act) { posted_.push_back(std::move(act)); }, 1000));
  journal_->use_bundle(kBundle, "{}");
  found_ = journal_->take_found();
  open_.clear();
  for (const std::string& id : found_.unfinished) {
    // Its number is the end of the time.
    const auto uuid = uuid_from(id);
    int number = 0;
    std::int64_t time = 0;
    for (std::size_t i = 0; i < 6; ++i) time = time << 8 | (*uuid)[i];
    number = static_cast<int>(time - 1'700'000'000'000);
    open_.push_back(number);
  }
  return {};
}

void JournalLife::turn() {
  if (before_turn) before_turn();
  if (turns().take) turns().take();
  while (!posted_.empty()) {
    const auto act = std::move(posted_.front());
    posted_.pop_front();
    act();
  }
}

void JournalLife::live(int acts) {
  if (!open()) {
    journal_.reset();
    return;
  }
  // As an engine does with what goes on.
  for (const int run : open_) journal_->add(id_of(run), RecordKind::resumed);
  for (int i = 0; i < acts && journal_->state() != Journal::State::broken; ++i) act();
  turn();
  journal_.reset();
  posted_.clear();
}

void JournalLife::tell_when_kept(const std::string& id, const std::string& line) {
  std::vector<std::string>& lines = unsynced_[std::stoi(line.substr(line.find(' ')))];
  if (!line.starts_with("sync")) lines.push_back(line);
  // What has been said of the run before is kept with it.
  journal_->sync(id, [this, lines](const Result<void>& kept) {
    if (!kept) return;
    for (const std::string& one : lines) told_(one);
  });
}

void JournalLife::accept() {
  const int run = ++last_run_;
  const bool disk = random(4) != 0;
  told_(fmt::format("begun {} {}", run, disk ? "disk" : "process"));
  Accepted accepted{.at = 1000,
                    .bundle = kBundle,
                    .durability = disk ? Durability::disk : Durability::process,
                    .trigger = "http"};
  accepted.input.text = '"' + std::string(random(5) == 0 ? 600 : random(60), 'i') + '"';
  open_.push_back(run);
  journal_->accept(id_of(run), std::move(accepted), [this, run](const Result<void>& kept) {
    if (kept) return told_(fmt::format("accepted {}", run));
    if (kept.error().kind != ErrorKind::no_space) return;
    told_(fmt::format("refused {}", run));
    std::erase(open_, run);
  });
}

void JournalLife::end_node(const std::string& id, int run) {
  const RunLog* log = journal_->log_of(id);
  const std::string name = kNodes[random(4)];
  const auto known = log->nodes().find(name);
  if (known != log->nodes().end() && known->second.end) return;
  const int attempt = log->next_attempt(name);
  if (random(3) == 0) {
    journal_->add(id, Started{name, attempt, 5});
    return;
  }
  NodeEnd end{.node = name, .attempt = attempt};
  if (random(6) == 0) {
    end.how = NodeEnd::How::failed;
    end.final = false;
    end.value.text = "not-this-time";
    return journal_->add(id, std::move(end), nullptr);
  }
  const std::string value =
      fmt::format("\"{}-{}\"", ++values_, std::string(random(6) == 0 ? 600 : 4, 'o'));
  end.value.text = value;
  const std::string line = fmt::format("node {} {} {}", run, name, value);
  if (random(2) == 0) {
    journal_->add(id, std::move(end), [this, line](const Result<void>& kept) {
      if (kept) told_(line);
    });
  } else {
    journal_->add(id, std::move(end), nullptr);
    unsynced_[run].push_back(line);
  }
}

void JournalLife::act() {
  if (random(3) == 0) turn();
  if (open_.empty() || (open_.size() < kMostOpen && random(4) == 0)) {
    if (journal_->state() != Journal::State::full || random(3) == 0) accept();
    return;
  }
  const int run = open_[random(static_cast<std::uint32_t>(open_.size()))];
  const std::string id = id_of(run);
  if (journal_->log_of(id) == nullptr) return;
  switch (random(10)) {
    case 0: journal_->add(id, RecordKind::sent); return;
    case 1: {
      const std::string node = kNodes[random(4)];
      const auto known = journal_->log_of(id)->nodes().find(node);
      const bool begun = known != journal_->log_of(id)->nodes().end();
      if (begun && (known->second.end || known->second.steps.contains("s"))) return;
      const std::string value = fmt::format("\"s{}\"", ++values_);
      const std::string line = fmt::format("step {} {}:s {}", run, node, value);
      Step step{.node = node, .name = "s"};
      step.value.text = value;
      journal_->add(id, std::move(step), [this, line](const Result<void>& kept) {
        if (kept) told_(line);
      });
      return;
    }
    case 2: return tell_when_kept(id, fmt::format("sync {}", run));
    case 3:
      if (random(6) != 0) return;
      journal_->add(id, RecordKind::cancelled, [this, run](const Result<void>& kept) {
        if (kept) told_(fmt::format("cancelled {}", run));
      });
      return;
    case 4: {
      if (random(2) != 0) return;
      const std::string value =
          fmt::format("\"{}-{}\"", ++values_, std::string(random(6) == 0 ? 600 : 4, 'r'));
      RunEnded ended{.at = 2000 + last_run_, .end = RunEnd::succeeded};
      ended.result.text = value;
      std::erase(open_, run);
      journal_->end(id, std::move(ended), [this, run, value](const Result<void>& kept) {
        if (kept) told_(fmt::format("ended {} {}", run, value));
      });
      return;
    }
    default: return end_node(id, run);
  }
}

std::string JournalLife::look(Promises& promises, bool torn, bool power) {
  if (const auto opened = open(); !opened) return "it cannot be opened: " + opened.error().message;
  std::string wrong;
  const auto note = [&](std::string what) { wrong += wrong.empty() ? what : "; " + what; };
  for (const std::string& finding : found_.findings) {
    const bool of_torn = finding.find("was not written to its end") != finding.npos ||
                         finding.find("a part nobody reads has changed") != finding.npos;
    if (!torn || !of_torn) note("it says: " + finding);
  }
  std::map<std::string, const Journal::Ended*> ended;
  for (const Journal::Ended& one : found_.ended) {
    ended[one.id] = &one;
    if (one.end.end == RunEnd::interrupted) note("run " + one.id + " was ended as interrupted");
  }
  const std::set<std::string> going(found_.unfinished.begin(), found_.unfinished.end());
  const std::size_t most_kept = options_.keep_runs;
  for (auto& [number, run] : promises.runs) {
    const std::string id = id_of(number);
    const std::string name = fmt::format("run {}", number);
    const auto end = ended.find(id);
    const bool goes_on = going.contains(id);
    if (run.refused && (goes_on || end != ended.end())) note(name + " was refused, and is there");
    if (!run.accepted || (power && !run.synced)) continue;
    if (end == ended.end() && !goes_on) {
      // Forgotten by now, perhaps for one whose end was lost since.
      if (run.result && promises.runs.size() > most_kept) continue;
      note(name + " was accepted, and is gone");
      continue;
    }
    if (run.result) {
      const auto text = end == ended.end() ? Result<std::string>(fail(ErrorKind::not_found, "none"))
                                           : journal_->text_of(end->second->end.result);
      // Of what is to be forgotten the value goes first; what it was to be forgotten for may have
      // been lost since.
      const bool may_be_removed = end != ended.end() && promises.runs.size() > most_kept;
      if (text ? *text != *run.result : !may_be_removed)
        note(name + " had ended, and " +
             (end == ended.end() ? "goes on"
              : text             ? "otherwise: " + *text + ", not " + *run.result
                                 : text.error().message));
    } else if (end != ended.end()) {
      run.result = end->second->end.result.text;  // everybody can see it now
      if (const auto text = journal_->text_of(end->second->end.result)) run.result = *text;
    }
    if (!goes_on) continue;
    const RunLog& log = *journal_->log_of(id);
    if (!journal_->text_of(log.accepted()->input)) note(name + " has no input");
    if (run.cancelled && !log.cancelled()) note(name + " was cancelled, and is not");
    for (const auto& [node, value] : run.nodes) {
      const auto known = log.nodes().find(node);
      const bool there = known != log.nodes().end() && known->second.end;
      const auto text = there ? journal_->text_of(known->second.end->value)
                              : Result<std::string>(fail(ErrorKind::not_found, "none"));
      if (!text || *text != value) note(name + ": node " + node + " has not ended as was told");
    }
    for (const auto& [key, value] : run.steps) {
      const auto colon = key.find(':');
      const auto known = log.nodes().find(key.substr(0, colon));
      // What was told of a step of a node that has ended since is of no use to anybody.
      if (known == log.nodes().end()) {
        note(name + ": step " + key + " is gone");
        continue;
      }
      if (known->second.end) continue;
      const auto step = known->second.steps.find(key.substr(colon + 1));
      if (step == known->second.steps.end() || step->second.text != value) {
        note(name + ": step " + key + " is gone, or another");
      }
    }
  }
  if (when_seen) when_seen();
  turn();
  journal_.reset();
  posted_.clear();
  return wrong;
}

}  // namespace tntc::reliability
