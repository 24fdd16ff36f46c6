#include "worker/slot.h"

#include <sys/epoll.h>

#include <cstdlib>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "worker/fetches.h"
#include "worker/pool.h"

namespace tntc::worker {
namespace {

// Enough for some thousand frames of script; with the default of 8 MiB each, many slots would count
// against RLIMIT_DATA.
constexpr std::size_t kStack = 2u << 20;

// Answers of short runs leave together, but not many, so that the service works while we do, and
// not late. What a long run holds up the supervisor sends at its next look.
constexpr std::size_t kAnswersTogether = 8;
constexpr std::int64_t kAnswerWaits = 200'000;  // ns

}  // namespace

Slot::Slot(const Shared& shared, Pool& pool, std::unique_ptr<io::Loop> loop)
    : shared_(shared),
      pool_(pool),
      loop_(std::move(loop)),
      transport_(make_transport(*loop_, shared.powers.proxies())),
      outbox_(shared.runs),
      logs_(outbox_, shared.powers.redactor(), shared.limits.max_log_line),
      house_(shared, *loop_, *transport_, *this, brake_) {}

Result<std::unique_ptr<Slot>> Slot::start(const Shared& shared, Pool& pool, Begin begin) {
  TNTC_TRY(std::unique_ptr<io::Loop> loop, io::Loop::make());
  std::unique_ptr<Slot> slot(new Slot(shared, pool, std::move(loop)));
  slot->begin_ = begin;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStack);
  const int error = pthread_create(&slot->thread_, &attributes, &thread_main, slot.get());
  pthread_attr_destroy(&attributes);
  if (error != 0) {
    slot->thread_ = {};
    return fail_errno("starting a thread", error);
  }
  return slot;
}

Slot::~Slot() {
  if (thread_ == pthread_t{}) return;
  quit();
  pthread_join(thread_, nullptr);
}

void* Slot::thread_main(void* self) {
  Slot& slot = *static_cast<Slot*>(self);
  slot.serve(slot.begin_);
  return nullptr;
}

void Slot::serve(Begin begin) {
  custody_.mutex.lock();
  if (begin == Begin::warm) house_.warm();
  warmed_.count_down();
  while (!quitting_) {
    loop_->run_once();
    if (execution_ && execution_->ended()) finish_run();
    if (!execution_ && !watching_ && pool_.leads(*this)) watch_runs();
    if (watching_ && pool_.has_waiting()) take_runs();
  }
  execution_.reset();
  house_.tear_down();
  custody_.mutex.unlock();
}

void Slot::lead() {
  loop_->post([] {});  // serve() looks at the pool after every turn
}

void Slot::quit() {
  barrier_.close();
  loop_->post([this] { quitting_ = true; });
}

void Slot::cancel(ipc::RunNumber run) {
  loop_->post([this, run] {
    if (execution_ && execution_->number() == run) execution_->cancel("the run was cancelled");
  });
  barrier_.give_up(run);
  if (run_ == run) brake_.stop(runtime::js::Stop::cancelled, brake_.entered_at());
}

void Slot::recorded(const ipc::Recorded& recorded) {
  barrier_.reach(recorded.run, recorded.step);
  loop_->post([this, recorded] {
    if (execution_ && execution_->number() == recorded.run) execution_->recorded(recorded);
  });
}

void Slot::event_came(const ipc::EventCame& event) {
  loop_->post([this, run = event.run, index = event.index, name = std::string(event.name),
               payload = std::string(event.payload)] {
    if (execution_ && execution_->number() == run) execution_->event_came(index, name, payload);
  });
}

void Slot::park(ipc::RunNumber run) {
  loop_->post([this, run] {
    if (!execution_ || execution_->number() != run || !execution_->park()) return;
    outbox_.flush();
    // What script waits for is not to come back into another run.
    house_.retire();
    forget_run();
    house_.release_retired();
  });
}

void Slot::stop_for_memory(ipc::RunNumber run) {
  // Out of script the loop gets there before the next entry does any harm.
  loop_->post([this, run] {
    if (execution_ && execution_->number() == run) execution_->stop_for_memory();
  });
  if (run_ == run) brake_.stop(runtime::js::Stop::memory, brake_.entered_at());
}

bool Slot::abandon(std::int64_t entered_at, runtime::js::Stop wanted) {
  // The thread gives custody up before it enters script and takes it back after it has left.
  const std::unique_lock lock(custody_.mutex, std::try_to_lock);
  if (!lock || brake_.entered_at() != entered_at || !execution_) return false;
  custody_.abandoned = true;
  execution_->answer_for_stuck_script(wanted);
  return true;
}

void Slot::watch_runs() {
  watching_ = true;
  const auto watched =
      loop_->watch(shared_.runs.fd(), EPOLLIN, [this](std::uint32_t) { take_runs(); });
  TNTC_ASSERT(watched.has_value());
}

// One run after the other, as long as each ends without waiting for anything outside.
void Slot::take_runs() {
  while (pool_.leads(*this)) {
    const std::optional<ipc::StartRun> start = next_run();
    if (!start) return outbox_.flush();
    start_run(*start);
    if (execution_) break;
    send_due_answers();
  }
  outbox_.flush();
  loop_->unwatch(shared_.runs.fd());
  watching_ = false;
  if (execution_) {
    pool_.hand_over(*this);
  } else {
    pool_.idle(*this);
  }
}

// What came in one packet waits in the pool, where another slot finds it when this one's run takes
// long.
std::optional<ipc::StartRun> Slot::next_run() {
  std::optional<ipc::Message> message;
  if (pool_.take_waiting(waiting_)) {
    message = ipc::decode(waiting_);
  } else {
    const auto incoming = shared_.runs.receive(inbox_);
    if (incoming && incoming->arrival == ipc::Arrival::nothing_yet) return std::nullopt;
    if (incoming) message = incoming->message;
  }
  const ipc::StartRun* start = message ? std::get_if<ipc::StartRun>(&*message) : nullptr;
  // The service is gone, or does not speak our protocol; nothing that runs here has anybody to
  // answer to.
  if (start == nullptr) std::_Exit(0);
  // The views of `start` stay good: what is behind it in the packet is copied.
  pool_.keep_waiting(inbox_.take_rest());
  return *start;
}

void Slot::send_due_answers() {
  const std::int64_t now = runtime::js::monotonic_ns();
  const std::size_t waiting = outbox_.size();
  if (waiting <= 1) answers_since_ = now;
  if (waiting >= kAnswersTogether || now - answers_since_ > kAnswerWaits) outbox_.flush();
}

void Slot::rest() {
  loop_->post([this] {
    if (!execution_) house_.collect_garbage();
  });
}

void Slot::start_run(const ipc::StartRun& start) {
  execution_.emplace(shared_, house_, *loop_, logs_, outbox_, custody_, barrier_, start);
  run_.store(start.run, std::memory_order_release);
  pool_.wake_supervisor();
  execution_->begin();
  if (!execution_->ended()) return;
  execution_->report();
  // It may not be executed again, so its answer must not be lost with this process.
  if (execution_->touched()) outbox_.flush();
  execution_->clean_up();
  execution_.reset();
  run_.store(0, std::memory_order_release);
}

void Slot::finish_run() {
  execution_->report();
  outbox_.flush();
  execution_->clean_up();
  forget_run();
}

void Slot::forget_run() {
  execution_.reset();
  run_.store(0, std::memory_order_release);
  if (!watching_) pool_.idle(*this);
}

void Slot::realm_done(dag::NodeIndex node, runtime::CallNumber call, runtime::CallEnd end) {
  if (execution_) static_cast<RealmEvents&>(*execution_).realm_done(node, call, std::move(end));
}

void Slot::realm_log(dag::NodeIndex node, runtime::LogLevel level, std::string_view text) {
  if (execution_) static_cast<RealmEvents&>(*execution_).realm_log(node, level, text);
}

Result<void> Slot::realm_touch(dag::NodeIndex node) {
  if (!execution_) return fail(ErrorKind::cancelled, "the run is over");
  const std::int64_t begin = runtime::js::monotonic_ns();
  const std::int64_t deadline = brake_.deadline();
  const Result<void> touched = static_cast<RealmEvents&>(*execution_).realm_touch(node);
  if (left_script_) {
    left_script_ = false;
    const std::int64_t now = runtime::js::monotonic_ns();
    brake_.enter(now, deadline == 0 ? 0 : deadline + (now - begin));
  }
  return touched;
}

// The disk is slow, or full: nobody is to take this thread for one that is stuck in script, and
// another slot takes the runs that come.
void Slot::let_others_go_on() {
  left_script_ = true;
  brake_.leave();
  pool_.hand_over(*this);
}

// Without a run nobody is to hear of what script left behind does.
Result<std::optional<std::string>> Slot::realm_step(dag::NodeIndex node, std::string_view name) {
  if (!execution_) return fail(ErrorKind::denied, "the run is over");
  return static_cast<RealmEvents&>(*execution_).realm_step(node, name);
}

bool Slot::realm_keeps_steps() const {
  return execution_ && static_cast<const RealmEvents&>(*execution_).realm_keeps_steps();
}

void Slot::realm_wait(dag::NodeIndex node, const runtime::Wait& wait, bool begins) {
  if (execution_) static_cast<RealmEvents&>(*execution_).realm_wait(node, wait, begins);
}

std::optional<std::string> Slot::realm_event(std::string_view name, std::uint32_t index) {
  if (!execution_) return std::nullopt;
  return static_cast<RealmEvents&>(*execution_).realm_event(name, index);
}

Result<void> Slot::realm_await_event(dag::NodeIndex node, runtime::TimerNumber number,
                                     std::string_view name, std::uint32_t index) {
  if (!execution_) return fail(ErrorKind::denied, "the run is over");
  return static_cast<RealmEvents&>(*execution_).realm_await_event(node, number, name, index);
}

Result<void> Slot::realm_keep_step(dag::NodeIndex node, runtime::TimerNumber number,
                                   std::string_view name, std::string_view text) {
  if (!execution_) return fail(ErrorKind::denied, "the run is over");
  return static_cast<RealmEvents&>(*execution_).realm_keep_step(node, number, name, text);
}

void Slot::realm_due(dag::NodeIndex node,
                     std::function<bool(runtime::js::Realm&, std::int64_t)> enter) {
  if (execution_) static_cast<RealmEvents&>(*execution_).realm_due(node, std::move(enter));
}

}  // namespace tntc::worker
