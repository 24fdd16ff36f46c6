#pragma once

#include <functional>
#include <string>
#include <utility>

#include "grants/grants.h"
#include "runtime/file_port.h"
#include "worker/found_file.h"

namespace tntc::worker {

// The files of one node: every act is judged by the node's grants on the real path of what it
// would touch, then done through a descriptor of just that (found_file.h). Only regular files and
// directories are opened; nothing here can wait for a pipe or a device.
class NodeFiles : public runtime::FilePort {
 public:
  // `grants` outlives it. `touch` is called when something is about to be changed, and may refuse.
  explicit NodeFiles(const grants::Grants& grants, std::function<Result<void>()> touch = {})
      : grants_(grants), touch_(std::move(touch)) {}

  runtime::Answer<std::string> act(const runtime::FileCall& call) override;

 private:
  using Reply = runtime::Answer<std::string>;

  Reply read(const runtime::FileCall& call);
  Reply write(const runtime::FileCall& call);
  Reply status(const runtime::FileCall& call, LastLink last);
  Reply make_directory(const runtime::FileCall& call);
  Reply list(const runtime::FileCall& call);
  Reply remove(const runtime::FileCall& call);
  Reply rename(const runtime::FileCall& call);
  Reply copy(const runtime::FileCall& call);
  Reply make_temporary(const runtime::FileCall& call);
  Reply real_path(const runtime::FileCall& call);
  Reply truncate(const runtime::FileCall& call);

  enum class Access { read, write };
  std::string absolute(const std::string& path) const;
  grants::Refusal refusal(Access access, const std::string& real_path) const;
  grants::Refusal refusal(Access access, const FoundFile& found) const;
  bool is_secrets_file(const FoundFile& found) const;
  runtime::Fault failure(Access access, const std::string& path, int code,
                         const std::string& doing) const;

  // Judged; `doing` is the end of Deno's message: "readfile 'a.txt'".
  runtime::Answer<FoundFile> find(Access access, const std::string& path, LastLink last,
                                  const std::string& doing) const;
  runtime::Answer<FoundPlace> place(const std::string& path, const std::string& doing) const;
  runtime::Answer<io::Fd> open_found(const FoundFile& found, int flags,
                                     const std::string& doing) const;
  runtime::Answer<io::Fd> open_to_write(const runtime::FileCall& call, const std::string& path,
                                        const std::string& doing) const;

  const grants::Grants& grants_;
  std::function<Result<void>()> touch_;
};

}  // namespace tntc::worker
