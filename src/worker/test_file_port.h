#pragma once

#include <string>

#include "grants/grants.h"
#include "runtime/file_port.h"
#include "worker/test_files.h"

namespace tntc::worker {

// `Deno`'s files over those of a test. The node's grants hold as they do outside of tests: the
// workflow directory of a test, /workflow, is judged as the real one.
class TestFilePort : public runtime::FilePort {
 public:
  // Both outlive it. Times of files are `now_ms`, Unix epoch.
  TestFilePort(TestFiles& files, const grants::Grants& grants, std::int64_t now_ms)
      : files_(files), grants_(grants), now_ms_(now_ms) {}

  runtime::Answer<std::string> act(const runtime::FileCall& call) override;

 private:
  using Reply = runtime::Answer<std::string>;

  grants::Refusal refuses(const runtime::FileCall& call) const;
  std::string judged(const std::string& path) const;
  std::string status_of(const std::string& path) const;
  std::string entries_of(const std::string& path) const;

  Reply read(const runtime::FileCall& call);
  Reply write(const runtime::FileCall& call);
  Reply make_directory(const runtime::FileCall& call);
  Reply remove(const runtime::FileCall& call);
  Reply copy(const runtime::FileCall& call);
  Reply make_temporary(const runtime::FileCall& call);
  Reply truncate(const runtime::FileCall& call);

  TestFiles& files_;
  const grants::Grants& grants_;
  std::int64_t now_ms_;
  int temporary_ = 0;
};

}  // namespace tntc::worker
