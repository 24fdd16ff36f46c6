#include "engine/journal/journal.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "base/assert.h"
#include "base/hex.h"

namespace tntc::engine::journal {
namespace {

constexpr const char* kUnwritable = "the journal cannot be written any more";
constexpr const char* kLogFull =
    "the run has logged more than is kept of one: what follows is only in the log of the engine";
constexpr std::uint8_t kWarning = 2;  // ipc::LogRecord::level

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, 32> hash{};
  unsigned int size = 0;
  const int made =
      EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, EVP_sha256(), nullptr);
  TNTC_ASSERT(made == 1 && size == hash.size());
  std::string hex;
  for (const unsigned char byte : hash) append_hex(hex, byte);
  return hex;
}

bool is_readable(std::string_view segment) {
  const auto version = segment_version(segment);
  return !version || *version == kVersion;
}

}  // namespace

Journal::Journal(std::unique_ptr<Store> store, Options options, Post post)
    : store_(std::move(store)), options_(options), post_(std::move(post)) {}

Result<std::unique_ptr<Journal>> Journal::open(std::unique_ptr<Store> store, Options options,
                                               Post post, std::int64_t now) {
  std::unique_ptr<Journal> journal(new Journal(std::move(store), options, std::move(post)));
  TNTC_CHECK(during("reading the journal", journal->load(now)));
  journal->thread_ = std::make_unique<WritingThread>([raw = journal.get()] { return raw->turn(); });
  if (!journal->jobs_.empty()) journal->thread_->wake();
  return Result<std::unique_ptr<Journal>>(std::move(journal));
}

Journal::~Journal() {
  *alive_ = false;
  if (!thread_) return;
  thread_.reset();
  // What a full disk does not take now it never will.
  if (!full_) turn();
  if (ability_ && writer_->is_dirty()) (void)writer_->sync();
}

// --- reading ------------------------------------------------------------------------------------

Result<void> Journal::load(std::int64_t now) {
  TNTC_TRY(const std::vector<std::string> names, store_->list());
  std::vector<std::pair<std::uint64_t, std::string>> segments;
  for (const std::string& name : names) {
    const std::uint64_t number = number_of_segment(name);
    if (number == 0) continue;
    TNTC_TRY(std::string bytes, store_->read(name));
    if (!is_readable(bytes)) {
      return fail(ErrorKind::conflict,
                  fmt::format("{} has version {} of the format, this engine reads {}", name,
                              *segment_version(bytes), kVersion),
                  "use the engine that wrote it, or a state directory of its own");
    }
    segments.emplace_back(number, std::move(bytes));
  }
  std::ranges::sort(segments, {}, &std::pair<std::uint64_t, std::string>::first);

  Replay replay;
  for (const auto& [number, bytes] : segments) replay.add_segment(number, bytes);
  Replay::Result read = replay.finish();
  for (const Damage& damage : read.damages) found_.findings.push_back(describe(damage));

  writer_ = std::make_unique<Writer>(*store_, options_.segment_bytes,
                                     segments.empty() ? 1 : segments.back().first + 1);
  oldest_segment_ = segments.empty() ? 1 : segments.front().first;
  newest_segment_ = segments.empty() ? 0 : segments.back().first;
  // A tail that was not written to its end is of no use to anybody; and what is before it was
  // perhaps not synced.
  if (!segments.empty()) {
    const auto& [number, bytes] = segments.back();
    TNTC_CHECK(store_->cut(segment_name(number), std::min(replay.end_of_last(), bytes.size())));
  }
  settle_damages(read.damages);
  for (auto& [key, run] : read.runs) take_run(key, run, now);
  std::ranges::sort(kept_, {}, &Kept::ended_at);
  std::ranges::sort(found_.ended, {}, [](const Ended& one) { return one.end.at; });
  std::ranges::sort(found_.unfinished);  // of version 7: by time
  for (const auto& [digest, users] : bundle_users_) {
    if (!std::ranges::binary_search(names, bundle_name(digest))) missing_bundles_.insert(digest);
  }
  tidy_files(names);
  forget_old(now);
  return {};
}

// What a power cut has left is told once; what has rotted as long as it is there.
void Journal::settle_damages(const std::vector<Damage>& damages) {
  std::string places;
  for (const Damage& damage : damages) {
    if (damage.unfinished) append_place(places, damage);
  }
  if (places.empty()) return;
  writer_->doubt_what_is_before();
  Job job;
  append_record(job.entry.records, {{}, 0, RecordKind::repaired, places});
  job.entry.sync = false;
  push(std::move(job));
}

std::string Journal::describe(const Damage& damage) const {
  const std::string place = fmt::format("{} at byte {} ({} bytes)", segment_name(damage.segment),
                                        damage.offset, damage.size);
  const std::string whose =
      !damage.run || *damage.run == RunKey{} ? "" : " of run " + uuid_text(*damage.run);
  if (damage.harmless)
    return place + ": a part nobody reads has changed; the record" + whose + " counts";
  if (damage.unfinished) return place + ": a record" + whose + " was not written to its end";
  return place + ": a record" + whose + " is damaged";
}

void Journal::take_run(const RunKey& key, ReplayedRun& run, std::int64_t now) {
  const std::string id = uuid_text(key);
  if (!run.log.accepted()) {
    if (run.cut_short) {
      // It was being accepted when power was lost; so that what is left of it is not asked about.
      Job job;
      append_record(job.entry.records, {key, 0, RecordKind::forgotten, {}});
      job.entry.sync = false;
      push(std::move(job));
    } else if (!run.over) {
      found_.findings.push_back("run " + id + ": its beginning is lost, so nothing is left of it");
    }
    return;
  }
  Live live{.log = std::move(run.log), .bytes = run.bytes, .copied = run.copied};
  const auto note = [&](const Value& value) {
    if (value.digest.empty()) return;
    live.values.push_back(value.digest);
    ++value_users_[value.digest];
  };
  note(live.log.accepted()->input);
  for (const auto& [name, node] : live.log.nodes()) {
    if (node.end) note(node.end->value);
    for (const auto& [step, value] : node.steps) note(value);
  }
  for (const Event& event : live.log.events()) note(event.payload);
  kept_bytes_ += live.bytes;
  if (live.log.ended()) {
    note(live.log.ended()->result);
    found_.ended.push_back({id, *live.log.accepted(), *live.log.ended()});
    kept_.push_back({key, live.log.ended()->at, live.bytes, std::move(live.values), live.copied});
    return;
  }
  ++bundle_users_[live.log.accepted()->bundle];
  const bool hurt = !run.damages.empty() || run.cut_short;
  if (run.cut_short) live.log.go_on_at(run.next_sequence);
  logs_.emplace(key, std::move(live));
  if (run.damaged) {
    found_.findings.push_back("run " + id + " is given up: records of it are lost");
    RunEnded end{.at = now, .end = triggers::RunEnd::interrupted};
    end.result.text = R"({"success":false,"outputs":{},"errors":{},"timing":{"nodeTimings":{}},)"
                      R"("stopped":"records of this run in the journal were damaged"})";
    found_.ended.push_back({id, *logs_.at(key).log.accepted(), end});
    this->end(id, std::move(end), nullptr);
    return;
  }
  if (hurt) add(id, RecordKind::repaired);
  found_.unfinished.push_back(id);
}

// What no run speaks of any more.
void Journal::tidy_files(const std::vector<std::string>& names) {
  std::set<std::string> used;
  for (const auto& [digest, users] : value_users_) used.insert(value_name(digest));
  for (const auto& [digest, users] : bundle_users_) used.insert(bundle_name(digest));
  Job job;
  for (const std::string& name : names) {
    // Of a write that a death cut off.
    const bool is_half_written = name.starts_with(".tntc-");
    if (is_half_written || (is_side_file(name) && !used.contains(name))) job.remove.push_back(name);
  }
  if (!job.remove.empty()) push(std::move(job));
}

Journal::Logs::iterator Journal::find(const std::string& id) {
  const auto key = uuid_from(id);
  return key ? logs_.find(*key) : logs_.end();
}

const RunLog* Journal::log_of(const std::string& id) const {
  const auto key = uuid_from(id);
  const auto found = key ? logs_.find(*key) : logs_.end();
  return found == logs_.end() ? nullptr : &found->second.log;
}

Result<std::string> Journal::text_of(const Value& value) const {
  if (value.digest.empty()) return value.text;
  if (const auto found = unwritten_.find(value_name(value.digest)); found != unwritten_.end()) {
    return found->second.text;
  }
  TNTC_TRY(std::string text, store_->read(value_name(value.digest)));
  if (sha256(text) != value.digest) {
    return fail(ErrorKind::internal, value_name(value.digest) + " is damaged: its digest differs");
  }
  return text;
}

Result<std::string> Journal::bundle(const std::string& digest) const {
  return store_->read(bundle_name(digest));
}

// --- writing ------------------------------------------------------------------------------------

void Journal::use_bundle(const std::string& digest, std::string_view text) {
  if (digest == bundle_in_use_) return;
  if (bundle_users_[digest]++ == 0 || missing_bundles_.erase(digest) > 0) {
    Job job;
    job.entry.files.push_back({bundle_name(digest), std::string(text)});
    push(std::move(job));
  }
  if (!bundle_in_use_.empty()) release_bundle(bundle_in_use_);
  bundle_in_use_ = digest;
}

void Journal::release_bundle(const std::string& digest) {
  const auto users = bundle_users_.find(digest);
  if (users == bundle_users_.end() || --users->second > 0) return;
  bundle_users_.erase(users);
  Job job;
  job.sync_first = true;
  job.remove.push_back(bundle_name(digest));
  push(std::move(job));
}

// A large value goes into a file of its own, which is there before the record.
void Journal::keep_value(Value& value, Live& live, Entry& entry) {
  if (!value.digest.empty() || value.text.size() <= options_.inline_bytes) return;
  value.digest = sha256(value.text);
  Unwritten& unwritten = unwritten_[value_name(value.digest)];
  unwritten.text = value.text;
  ++unwritten.writes;
  entry.files.push_back({value_name(value.digest), std::move(value.text)});
  value.text.clear();
  live.values.push_back(value.digest);
  ++value_users_[value.digest];
}

// `done`, behind which the values of the entry are read from the disk. A full one may keep them
// waiting for long, and their run goes on meanwhile.
Journal::Done Journal::when_written(const Entry& entry, Done done) {
  if (entry.files.empty()) return done;
  std::vector<std::string> names;
  for (const SideFile& file : entry.files) names.push_back(file.name);
  return [this, names = std::move(names), done = std::move(done)](const Result<void>& result) {
    for (const std::string& name : names) {
      const auto found = unwritten_.find(name);
      if (found != unwritten_.end() && --found->second.writes == 0) unwritten_.erase(found);
    }
    if (done) done(result);
  };
}

bool Journal::wants_sync(const Live& live) const {
  return live.log.accepted()->durability == triggers::Durability::disk;
}

void Journal::accept(const std::string& id, Accepted accepted, Done done) {
  const auto key = uuid_from(id);
  TNTC_ASSERT(key && !logs_.contains(*key));
  TNTC_ASSERT(bundle_users_.contains(accepted.bundle));
  ++bundle_users_[accepted.bundle];
  Entry entry;
  const auto found = logs_.try_emplace(*key).first;
  keep_value(accepted.input, found->second, entry);
  write(found, RecordKind::accepted, encode(accepted), std::move(entry),
        [this, key = *key, done = std::move(done)](const Result<void>& kept) {
          if (!kept && kept.error().kind == ErrorKind::no_space) give_back(key);
          if (done) done(kept);
        });
}

void Journal::add(const std::string& id, RecordKind kind, Done done) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  // What is only told of a run needs no sync of its own; that it was cancelled is not to be lost.
  entry.sync = done != nullptr || kind == RecordKind::cancelled;
  write(found, kind, {}, std::move(entry), std::move(done));
}

void Journal::add(const std::string& id, const Started& started) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  entry.sync = false;
  write(found, RecordKind::started, encode(started), std::move(entry), nullptr);
}

void Journal::add(const std::string& id, NodeEnd end, Done done) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  entry.sync = done != nullptr;
  keep_value(end.value, found->second, entry);
  write(found, RecordKind::node_end, encode(end), std::move(entry), std::move(done));
}

void Journal::add(const std::string& id, Step step, Done done) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  keep_value(step.value, found->second, entry);
  write(found, RecordKind::step, encode(step), std::move(entry), std::move(done));
}

void Journal::add(const std::string& id, Event event, Done done) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  keep_value(event.payload, found->second, entry);
  write(found, RecordKind::event, encode(event), std::move(entry), std::move(done));
}

void Journal::add(const std::string& id, const Parked& parked) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  write(found, RecordKind::parked, encode(parked), {}, nullptr);
}

void Journal::add(const std::string& id, const Log& line) {
  const auto found = find(id);
  // The room that a full disk has left is for what runs need to go on.
  if (found == logs_.end() || found->second.log.log_closed() || state_ != State::good) return;
  std::string payload = encode(line);
  if (found->second.log.log_bytes() + payload.size() > options_.log_bytes) {
    payload = encode(Log{.level = kWarning, .at = line.at, .text = kLogFull});
  }
  Entry entry;
  entry.sync = false;
  write(found, RecordKind::log, payload, std::move(entry), nullptr);
}

void Journal::end(const std::string& id, RunEnded end, Done done) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  keep_value(end.result, found->second, entry);
  const std::int64_t at = end.at;
  write(found, RecordKind::run_end, encode(end), std::move(entry), std::move(done));
  auto node = logs_.extract(found);
  retire(node.key(), std::move(node.mapped()), at);
}

void Journal::sync(const std::string& id, Done done) {
  const auto found = find(id);
  if (found == logs_.end()) return;
  Entry entry;
  entry.sync = wants_sync(found->second);
  push({.entry = std::move(entry), .done = std::move(done), .run = found->first});
}

void Journal::write(Logs::iterator of, RecordKind kind, const std::string& payload, Entry entry,
                    Done done) {
  Live& live = of->second;
  const Record record{of->first, live.log.next_sequence(), kind, payload};
  // A worker may say anything: what cannot follow is not kept, and nobody hears that it was.
  if (!live.log.apply(record)) {
    if (const auto forget = when_written(entry, nullptr)) forget({});
    return;
  }
  done = when_written(entry, std::move(done));
  append_record(entry.records, record);
  entry.sync = entry.sync && wants_sync(live);
  live.bytes += entry.records.size();
  kept_bytes_ += entry.records.size();
  push({.entry = std::move(entry),
        .done = std::move(done),
        .run = of->first,
        .accepts = kind == RecordKind::accepted});
}

// Its acceptance was not written, and so nothing of it.
void Journal::give_back(const RunKey& key) {
  auto node = logs_.extract(key);
  if (node.empty()) return;
  Live& live = node.mapped();
  kept_bytes_ -= std::min(kept_bytes_, live.bytes);
  release_bundle(live.log.accepted()->bundle);
  push({.run = key, .forgets = true});
  Job job;
  release(live.values, job.remove);
  if (!job.remove.empty()) push(std::move(job));
}

void Journal::retire(const RunKey& key, Live live, std::int64_t ended_at) {
  release_bundle(live.log.accepted()->bundle);
  kept_.push_back({key, ended_at, live.bytes, std::move(live.values), live.copied});
  forget_old(ended_at);
}

void Journal::release(const std::vector<std::string>& values, std::vector<std::string>& files) {
  for (const std::string& digest : values) {
    const auto users = value_users_.find(digest);
    if (users == value_users_.end() || --users->second > 0) continue;
    value_users_.erase(users);
    files.push_back(value_name(digest));
  }
}

// Segments go from the oldest on, and with them the beginning of a run before its end; but not when
// compaction has copied the beginning behind the end. Then a record has to say that it is gone.
void Journal::forget_old(std::int64_t now) {
  Job job;
  Job forgotten;
  forgotten.entry.sync = false;
  while (!kept_.empty() && (kept_.size() > options_.keep_runs ||
                            now - kept_.front().ended_at > options_.keep_for.count())) {
    kept_bytes_ -= std::min(kept_bytes_, kept_.front().bytes);
    release(kept_.front().values, job.remove);
    if (kept_.front().copied) {
      append_record(forgotten.entry.records, {kept_.front().run, 0, RecordKind::forgotten, {}});
    }
    kept_.pop_front();
  }
  if (!forgotten.entry.records.empty()) push(std::move(forgotten));
  if (!job.remove.empty()) push(std::move(job));
  compact_if_due();
}

std::uint64_t Journal::disk_bytes() const {
  return (newest_segment_ + 1 - std::min(oldest_segment_, newest_segment_ + 1)) *
         options_.segment_bytes;
}

// Segments are emptied from the oldest on, so that of a forgotten run the beginning goes first. At
// most half of what they hold is of runs that nobody needs, and some segments more.
void Journal::compact_if_due() {
  constexpr std::uint64_t kAlways = 3;
  const bool due = disk_bytes() > 2 * kept_bytes_ + kAlways * options_.segment_bytes;
  if (compacting_ || !due || state_ != State::good || oldest_segment_ >= newest_segment_) return;
  compacting_ = true;
  Job job;
  job.compact = oldest_segment_;
  for (auto& [key, live] : logs_) {
    job.kept.insert(key);
    live.copied = true;
  }
  for (Kept& kept : kept_) {
    job.kept.insert(kept.run);
    kept.copied = true;
  }
  job.done = [this](const Result<void>& result) {
    compacting_ = false;
    if (result) ++oldest_segment_;
    compact_if_due();
  };
  push(std::move(job));
}

void Journal::push(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
    if (jobs_.size() > 1) return;  // it is awake, or has been woken
  }
  if (thread_) thread_->wake();
}

// --- the writing thread -------------------------------------------------------------------------

// Does what has come; without anything, syncs what nobody waits for.
WritingThread::Pause Journal::turn() {
  {
    const std::scoped_lock lock(mutex_);
    std::ranges::move(jobs_, std::back_inserter(in_hand_));
    jobs_.clear();
  }
  std::vector<Outcome> outcomes;
  const bool idle = in_hand_.empty();
  if (ability_) {
    full_ = !carry_out(in_hand_, outcomes, ability_);
    if (idle && ability_ && writer_->is_dirty()) ability_ = writer_->sync();
    if (ability_ && !full_) full_ = !writer_->reserve();
  }
  if (!ability_) {
    for (Job& job : in_hand_) outcomes.push_back({std::move(job.done), ability_});
    in_hand_.clear();
    full_ = false;
  }
  last_segment_ = writer_->segment();
  const State state = !ability_ ? State::broken : full_ ? State::full : State::good;
  post_([this, alive = alive_, outcomes = std::move(outcomes), state,
         text = ability_ ? std::string() : ability_.error().message]() mutable {
    if (*alive) settle(std::move(outcomes), state, std::move(text));
  });
  if (full_) return {.most = options_.retry_full, .can_be_woken = in_hand_.empty()};
  if (ability_ && writer_->is_dirty()) return {.most = options_.sync_within};
  return {};
}

// False when the disk is full; the jobs that are left may be tried again. `trouble` is set when
// nothing more can be written.
bool Journal::carry_out(std::deque<Job>& jobs, std::vector<Outcome>& outcomes,
                        Result<void>& trouble) {
  drop_given_back(jobs, outcomes);
  while (!jobs.empty() && trouble) {
    Result<void> result;
    std::size_t done = 0;
    if (jobs.front().compact != 0) {
      result = writer_->compact(jobs.front().compact, jobs.front().kept);
      if (result) done = 1;
    } else if (jobs.front().sync_first && writer_->is_dirty()) {
      result = writer_->sync();
    } else if (!jobs.front().remove.empty()) {
      for (const std::string& name : jobs.front().remove) (void)store_->remove(name);
      done = 1;
    } else {
      std::vector<Entry> batch;
      for (Job& job : jobs) {
        if (job.compact != 0 || !job.remove.empty()) break;
        batch.push_back(std::move(job.entry));
      }
      result = writer_->write(batch, done);
      for (std::size_t i = done; i < batch.size(); ++i) jobs[i].entry = std::move(batch[i]);
    }
    for (; done > 0; --done) {
      outcomes.push_back({std::move(jobs.front().done), {}});
      jobs.pop_front();
    }
    if (result) continue;
    if (result.error().kind == ErrorKind::no_space) {
      give_back_new_runs(jobs, outcomes, result.error());
      return false;
    }
    trouble = fail(ErrorKind::unavailable, std::string(kUnwritable) + ": " + result.error().message,
                   "look at the disk, then start the engine again; runs that were accepted go on");
  }
  return true;
}

// Who asked for them has not been told anything yet; the room that is left is for those that have.
void Journal::give_back_new_runs(std::deque<Job>& jobs, std::vector<Outcome>& outcomes,
                                 const Error& why) {
  for (const Job& job : jobs) {
    if (job.accepts) given_back_.insert(job.run);
  }
  give_back_why_ = why;
  drop_given_back(jobs, outcomes);
}

// Also what the loop has said of them since, before it knew.
void Journal::drop_given_back(std::deque<Job>& jobs, std::vector<Outcome>& outcomes) {
  if (given_back_.empty()) return;
  std::erase_if(jobs, [&](Job& job) {
    if (job.run == RunKey{} || !given_back_.contains(job.run)) return false;
    if (job.forgets) given_back_.erase(job.run);
    outcomes.push_back({std::move(job.done), tl::unexpected(give_back_why_)});
    return true;
  });
}

void Journal::settle(std::vector<Outcome> outcomes, State state, std::string trouble) {
  state_ = state;
  trouble_ = state == State::full ? "the disk of the journal is full" : std::move(trouble);
  newest_segment_ = std::max(newest_segment_, last_segment_.load());
  for (Outcome& outcome : outcomes) {
    if (outcome.done) outcome.done(outcome.result);
  }
}

}  // namespace tntc::engine::journal
