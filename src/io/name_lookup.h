#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"
#include "io/loop.h"

namespace tntc::io {

enum class RecordType { addresses, a, aaaa, cname, mx, ns, srv, txt };

// One answer; which members it has is a matter of its type.
struct NameRecord {
  std::vector<std::string> texts;  // an address, a name without final dot, or the texts of TXT
  int preference = 0;              // MX; SRV: priority
  int weight = 0;                  // SRV
  int port = 0;                    // SRV
};

// Asks the system's resolver, which waits, on a thread of its own. `addresses`, `a` and `aaaa` go
// the way every program does (/etc/hosts, nsswitch), the others to the name servers.
class NameLookup {
 public:
  using Answer = Result<std::vector<NameRecord>>;
  using Done = std::function<void(Answer)>;

  // `done` is called once, on the loop; it may destroy the look-up. `unavailable` when 32 threads
  // of the process wait already, or none can be made. Failures have Deno's words.
  static Result<std::unique_ptr<NameLookup>> start(Loop& loop, std::string host, RecordType type,
                                                   Done done);
  // Nothing is called any more. The thread is not waited for: the resolver cannot be interrupted,
  // and has nothing of ours but the question.
  ~NameLookup();

 private:
  struct Question;
  NameLookup(Loop& loop, std::shared_ptr<Question> question, Done done)
      : loop_(loop), question_(std::move(question)), done_(std::move(done)) {}
  void tell();

  Loop& loop_;
  std::shared_ptr<Question> question_;  // joins this object and the thread
  Done done_;
};

}  // namespace tntc::io
