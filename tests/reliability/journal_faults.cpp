// A journal over a disk that dies, loses power, fails and rots (reliability 2 to 5):
//   journal_faults deaths|power|errors|bits [--seeds N] [--seed FIRST] [--lie NAME]
// README.md says what each shows.
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <string_view>

#include "engine/testing/fake_store.h"
#include "tests/reliability/claims.h"
#include "tests/reliability/journal_life.h"
#include "tests/reliability/lies.h"

namespace tntc::reliability {
namespace {

using engine::journal::FakeDisk;
using engine::journal::FakeStore;
using engine::journal::Store;

struct Wanted {
  std::string_view test;
  std::uint64_t seeds = 0;
  std::uint64_t first = 1;
  Lie lie = Lie::none;
};

// What a life does that comes to its end, so much that segments are compacted; and one that is
// looked at call by call.
constexpr int kBefore = 400;
constexpr int kActs = 120;

engine::journal::Options small(std::uint64_t seed) {
  engine::journal::Options options;
  options.segment_bytes = 4096;
  options.inline_bytes = 256;
  options.keep_runs = seed % 2 == 0 ? 8 : 10'000;
  return options;
}

// One disk, its journal, and what was told of it.
struct World {
  World(std::uint64_t seed, Lie lie)
      : life(
            [this, lie]() -> Result<std::unique_ptr<Store>> {
              return with_lie(std::make_unique<FakeStore>(disk), lie);
            },
            small(seed), seed,
            [this](const std::string& line) {
              ++told;
              promises.take(line);
            }) {
    // Whoever looks may be killed too.
    life.when_seen = [this] {
      if (life.random(2) == 0) disk.die_at = disk.calls + 1 + static_cast<int>(life.random(4));
    };
  }

  void revive() {
    disk.die_at = -1;
    disk.fail_at = -1;
    disk.fail_for_ever = false;
  }

  FakeDisk disk;
  Promises promises;
  int told = 0;
  JournalLife life;
};

// What came of many seeds; the first bad ones are shown.
class Tally {
 public:
  void add(std::uint64_t seed, const std::string& wrong) {
    ++done_;
    if (wrong.empty()) return;
    ++bad_;
    if (bad_ <= 5) shown_ += fmt::format("{}seed {}: {}", bad_ == 1 ? "" : "\n  ", seed, wrong);
  }
  void say(Claims& claims, const std::string& claim) const {
    claims.check(fmt::format("{} ({} times)", claim, done_), bad_ == 0 && done_ > 0,
                 fmt::format("{} of {} are not so\n  {}", bad_, done_, shown_));
  }
  std::uint64_t bad() const { return bad_; }

 private:
  std::uint64_t done_ = 0;
  std::uint64_t bad_ = 0;
  std::string shown_;
};

// The calls of one life, then a death at each of them; of a write there are none, some or all
// bytes.
void deaths(const Wanted& wanted, Claims& claims) {
  Tally tally;
  for (std::uint64_t seed = wanted.first; seed < wanted.first + wanted.seeds; ++seed) {
    World whole(seed, wanted.lie);
    whole.life.live(kBefore);
    const int before = whole.disk.calls;
    whole.life.live(kActs);
    for (int at = before + 1; at <= whole.disk.calls; ++at) {
      World world(seed, wanted.lie);
      world.life.live(kBefore);
      world.disk.die_at = at;
      world.disk.write_partly = static_cast<std::size_t>(at % 3) * 70;
      world.life.live(kActs);
      world.revive();
      tally.add(seed, world.life.look(world.promises, true, false));
    }
  }
  tally.say(claims, "what was told is there after a death at any call");
}

// Three lives on one disk, each ended by a power cut.
void power(const Wanted& wanted, Claims& claims) {
  Tally tally;
  int told = 0;
  for (std::uint64_t seed = wanted.first; seed < wanted.first + wanted.seeds; ++seed) {
    World world(seed, wanted.lie);
    std::string wrong;
    for (int life = 0; life < 3 && wrong.empty(); ++life) {
      // A process of its own, or that whose end is looked at.
      world.disk.die_at = world.disk.calls + 1 + static_cast<int>(world.life.random(250));
      world.disk.write_partly = world.life.random(3) * 300;
      world.life.live(kBefore);
      world.revive();
      world.disk.lose_power(seed * 3 + static_cast<std::uint64_t>(life));
      wrong = world.life.look(world.promises, true, true);
    }
    told += world.told;
    tally.add(seed, wrong);
  }
  tally.say(claims, "what was told is there after power cuts");
  claims.check("something was told", static_cast<std::uint64_t>(told) > wanted.seeds * 5);
}

// Each call of a life fails in turn, once and for ever, with a full disk and with a broken one.
// What the disk could not take is lost with the next power cut, whatever a later sync says.
void errors(const Wanted& wanted, Claims& claims) {
  Tally tally;
  for (std::uint64_t seed = wanted.first; seed < wanted.first + wanted.seeds; ++seed) {
    World whole(seed, wanted.lie);
    whole.life.live(kBefore);
    const int before = whole.disk.calls;
    whole.life.live(kActs);
    for (int at = before + 1; at <= whole.disk.calls; ++at) {
      for (const bool for_ever : {false, true}) {
        for (const ErrorKind kind : {ErrorKind::internal, ErrorKind::no_space}) {
          World world(seed, wanted.lie);
          world.life.live(kBefore);
          world.disk.fail_at = at;
          world.disk.fail_for_ever = for_ever;
          world.disk.fail_with = kind;
          world.disk.write_partly = static_cast<std::size_t>(at % 3) * 33;
          world.life.live(kActs);
          world.revive();
          const bool power = at % 2 == 0;
          if (power) world.disk.lose_power(seed);
          tally.add(seed, world.life.look(world.promises, true, power));
        }
      }
    }
  }
  tally.say(claims, "what was told is there after any call has failed");
}

// Where the records of a run stand.
struct Piece {
  std::string file;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string run;  // id
};

std::vector<Piece> pieces_of(const FakeDisk& disk) {
  std::vector<Piece> pieces;
  for (const auto& [name, file] : disk.files) {
    if (engine::journal::number_of_segment(name) == 0) continue;
    std::size_t at = engine::journal::kSegmentHeader;
    while (at < file.bytes.size()) {
      const auto found = engine::journal::record_at(file.bytes, at);
      if (found.state == engine::journal::RecordAt::State::none) break;
      if (found.record.run != engine::journal::RunKey{}) {
        pieces.push_back({name, at, at + found.size, uuid_text(found.record.run)});
      }
      at += found.size;
    }
  }
  return pieces;
}

// What an engine says of each run, as one text; and what it found damaged.
struct Seen {
  std::map<std::string, std::string> runs;
  std::string findings;
};

std::optional<Seen> see(FakeDisk& disk, const engine::journal::Options& options) {
  Seen seen;
  auto opened =
      engine::journal::Journal::open(std::make_unique<FakeStore>(disk), options, [](auto) {}, 1000);
  if (!opened) return std::nullopt;
  auto& journal = **opened;
  auto found = journal.take_found();
  for (const std::string& finding : found.findings) seen.findings += finding + "\n";
  const auto text = [&](const engine::journal::Value& value) {
    const auto read = journal.text_of(value);
    return read ? *read : "unreadable";
  };
  for (const auto& one : found.ended) {
    seen.runs[one.id] = fmt::format("ended {} {} {}", static_cast<int>(one.end.end),
                                    text(one.end.result), text(one.accepted.input));
  }
  for (const std::string& id : found.unfinished) {
    const auto& log = *journal.log_of(id);
    std::string& of = seen.runs[id];
    of = "goes on " + text(log.accepted()->input) + (log.cancelled() ? " cancelled" : "");
    for (const auto& [name, node] : log.nodes()) {
      of += fmt::format(" {} {} {}", name, node.attempt, node.end ? text(node.end->value) : "-");
      for (const auto& [step, value] : node.steps) of += fmt::format(" {}={}", step, text(value));
    }
  }
  disk.die_at = 0;  // it is not to write what it has found
  opened->reset();
  disk.die_at = -1;
  return seen;
}

// A changed bit or a cut file is told, and costs at most the runs that have something there. With
// `lie` the checksums are made good again, so that nothing can be found.
class Rot {
 public:
  explicit Rot(std::uint64_t seed) : random_(seed) {
    World world(seed, Lie::none);
    options_ = small(1);
    // As a process leaves it that is killed between two things.
    world.life.live(150);
    world.life.live(150);
    world.disk.files.erase("reserve");
    good_ = world.disk;
    pieces_ = pieces_of(good_);
    if (auto seen = see(world.disk, options_)) seen_ = *seen;
  }

  std::string one(bool cut, Lie lie) {
    FakeDisk disk = good_;
    auto file = disk.files.begin();
    std::advance(file, random_() % disk.files.size());
    std::string& bytes = file->second.bytes;
    const std::size_t at = random_() % bytes.size();
    if (cut) {
      bytes.resize(at);
    } else {
      bytes[at] ^= static_cast<char>(1u << (random_() % 8));
    }
    if (lie == Lie::good_sums && !cut) make_good(file->first, bytes, at);
    const std::string where = fmt::format("{} {} {}", cut ? "cut" : "bit", file->first, at);
    const bool segment = engine::journal::number_of_segment(file->first) != 0;
    const auto seen = see(disk, options_);
    if (!seen) return where + ": it cannot be opened";
    for (const auto& [id, run] : seen_.runs) {
      const auto now = seen->runs.find(id);
      if (now != seen->runs.end() && now->second == run) continue;
      const bool named = seen->findings.find(id) != std::string::npos;
      if (segment && !touches(id, file->first, at, cut)) {
        return where + ": cost another run " + id + ": " + run + " / " +
               (now == seen->runs.end() ? "gone" : now->second);
      }
      // Of what is cut at the edge of a record nothing is left to tell.
      const bool unreadable =
          now != seen->runs.end() && now->second.find("unreadable") != std::string::npos;
      if (!named && !unreadable && !cut) return where + ": run " + id + " is another, untold";
    }
    for (const auto& [id, run] : seen->runs) {
      // A run that had been forgotten is known again when that was cut off: it stays ended.
      if (cut && run.starts_with("ended ")) continue;
      if (!seen_.runs.contains(id)) return where + ": made a run " + id + ": " + run;
    }
    return "";
  }

 private:
  bool touches(const std::string& id, const std::string& file, std::size_t at, bool cut) const {
    return std::ranges::any_of(pieces_, [&](const Piece& piece) {
      return piece.run == id && piece.file == file && at < piece.end && (cut || at >= piece.begin);
    });
  }
  // As if the record had been written so.
  void make_good(const std::string& file, std::string& bytes, std::size_t at) const {
    for (const Piece& piece : pieces_) {
      if (piece.file != file || at < piece.begin || at >= piece.end) continue;
      const auto patch = [&](std::size_t place, std::size_t from, std::size_t size) {
        const std::uint32_t sum =
            engine::journal::crc32c(std::string_view(bytes).substr(from, size));
        std::memcpy(bytes.data() + place, &sum, sizeof sum);
      };
      std::uint32_t payload = 0;
      std::memcpy(&payload, bytes.data() + piece.begin + 4, sizeof payload);
      if (piece.begin + 40 + payload + 24 > piece.end) return;
      patch(piece.begin + 32, piece.begin + 40, payload);
      patch(piece.begin + 36, piece.begin, 36);
    }
  }

  std::mt19937_64 random_;
  engine::journal::Options options_;
  FakeDisk good_;
  std::vector<Piece> pieces_;
  Seen seen_;
};

void bits(const Wanted& wanted, Claims& claims) {
  constexpr std::uint64_t kPerJournal = 500;
  Tally flipped, cut;
  std::uint64_t left = wanted.seeds;
  for (std::uint64_t seed = wanted.first; left > 0; ++seed) {
    Rot rot(seed);
    for (std::uint64_t i = 0; i < kPerJournal && left > 0; ++i, --left) {
      flipped.add(seed, rot.one(false, wanted.lie));
      cut.add(seed, rot.one(true, wanted.lie));
    }
  }
  flipped.say(claims, "one changed bit costs at most its run, which is named");
  cut.say(claims, "a cut file costs only runs that had something there");
}

int usage() {
  fmt::print(stderr,
             "journal_faults deaths|power|errors|bits [--seeds N] [--seed FIRST] [--lie NAME]\n");
  return 2;
}

int run(int argc, char** argv) {
  Wanted wanted;
  if (argc < 2) return usage();
  wanted.test = argv[1];
  wanted.seeds = wanted.test == "power" ? 1'000 : wanted.test == "bits" ? 2'000 : 5;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (flag == "--seeds") {
      wanted.seeds = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (flag == "--seed") {
      wanted.first = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (flag == "--lie") {
      const auto lie = lie_named(argv[i + 1]);
      if (!lie) return usage();
      wanted.lie = *lie;
    } else {
      return usage();
    }
  }
  Claims claims;
  if (wanted.test == "deaths") {
    deaths(wanted, claims);
  } else if (wanted.test == "power") {
    power(wanted, claims);
  } else if (wanted.test == "errors") {
    errors(wanted, claims);
  } else if (wanted.test == "bits") {
    bits(wanted, claims);
  } else {
    return usage();
  }
  return claims.end();
}

}  // namespace
}  // namespace tntc::reliability

int main(int argc, char** argv) {
  return tntc::reliability::run(argc, argv);
}
