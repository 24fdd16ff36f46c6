#include "cli/test/watching.h"

#include <optional>
#include <vector>

#include "cli/dev/ignored.h"
#include "cli/dev/reloader.h"
#include "cli/ports.h"
#include "cli/test/affected.h"
#include "ui/render.h"

namespace tntc::cli::test {
namespace {

void show(const Report& report, Session& session) {
  if (!report.diagnostics.empty()) session.world.err(ui::render(report.diagnostics, session.err));
  for (const std::string& warning : report.warnings) {
    session.world.err(ui::paint("warning:", ui::Style::yellow, session.err) + ' ' + warning + '\n');
  }
  if (!report.text.empty()) session.world.out(report.text);
  if (report.error) session.world.err(ui::render(*report.error, session.err));
}

class Watching {
 public:
  Watching(Bench& bench, Session& session) : bench_(bench), session_(session) {}

  Result<void> serve() {
    TNTC_TRY(io::DirectoryWatch watch,
             io::DirectoryWatch::make(bench_.directory(), &dev::is_ignored));
    TNTC_TRY(const auto reloader,
             dev::Reloader::start(
                 bench_.loop(), std::move(watch),
                 [this](const std::vector<std::string>& paths) { changed(paths); },
                 [this](const Error& error) {
                   lost_ = error;
                   bench_.loop().stop();
                 }));
    TNTC_CHECK(round({}));
    while (wait()) TNTC_CHECK(test_edits());
    if (lost_) return tl::unexpected(*lost_);
    return {};
  }

 private:
  void changed(const std::vector<std::string>& paths) {
    paths_.insert(paths_.end(), paths.begin(), paths.end());
    if (waiting_) bench_.loop().stop();
  }

  // Until something was edited; false when it is over.
  bool wait() {
    if (over_ || lost_) return false;
    if (!paths_.empty()) return true;
    session_.world.out("\nwaiting for edits; Ctrl-C ends\n");
    session_.ports.interrupts->watch(bench_.loop(), [this] {
      over_ = true;
      bench_.loop().stop();
    });
    waiting_ = true;
    bench_.loop().restart();
    bench_.loop().run();
    waiting_ = false;
    session_.ports.interrupts->stop();
    return !over_ && !lost_;
  }

  Result<void> test_edits() {
    const std::vector<std::string> paths = std::exchange(paths_, {});
    if (!only_fixtures(paths)) {
      if (const auto refusal = bench_.set_up_again()) {
        show(*refusal, session_);
        broken_ = true;  // what is mended may be anywhere
        return {};
      }
    }
    const bool all = std::exchange(broken_, false);
    const Affected affected = affected_by(paths, bench_.workflow(), bench_.bundle());
    if (all) return round({});
    if (!affected.any()) return {};
    return round([&affected](const FixtureFile& file) { return affected.holds(file); });
  }

  Result<void> round(std::function<bool(const FixtureFile&)> affected) {
    auto ran = bench_.run_round(std::move(affected));
    if (!ran && ran.error().kind == ErrorKind::cancelled) {
      over_ = true;
      return {};
    }
    if (ran) {
      show(report_of(std::move(*ran), session_.out), session_);
    } else {
      show(failed(std::move(ran.error())), session_);
    }
    return {};
  }

  Bench& bench_;
  Session& session_;
  std::vector<std::string> paths_;
  std::optional<Error> lost_;
  bool waiting_ = false;
  bool over_ = false;
  bool broken_ = false;
};

}  // namespace

Report keep_testing(Bench& bench, Session& session) {
  auto served = Watching(bench, session).serve();
  if (!served) return failed(std::move(served.error()));
  return {};
}

}  // namespace tntc::cli::test
