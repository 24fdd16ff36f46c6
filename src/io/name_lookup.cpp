#include "io/name_lookup.h"

#include <netdb.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>

#include "io/dns_query.h"

namespace tntc::io {
namespace {

constexpr int kMostThreads = 32;
// The usual 8 MiB would count against the process's limit on data; the resolver needs 70 KiB.
constexpr std::size_t kStack = std::size_t{512} << 10;

std::atomic<int> threads{0};

NameLookup::Answer addresses_of(const std::string& host, RecordType type) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = type == RecordType::a      ? AF_INET
                    : type == RecordType::aaaa ? AF_INET6
                                               : AF_UNSPEC;
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (code != 0) {
    const ErrorKind kind = code == EAI_NONAME || code == EAI_NODATA || code == EAI_ADDRFAMILY
                               ? ErrorKind::not_found
                               : ErrorKind::unavailable;
    return fail(kind, std::string("failed to lookup address information: ") + ::gai_strerror(code));
  }
  std::vector<NameRecord> records;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    if (const auto address = IpAddress::of(*one->ai_addr)) {
      records.push_back({.texts = {address->to_text()}});
    }
  }
  ::freeaddrinfo(list);
  return records;
}

bool is_about_addresses(RecordType type) {
  return type == RecordType::addresses || type == RecordType::a || type == RecordType::aaaa;
}

}  // namespace

struct NameLookup::Question {
  std::string host;
  RecordType type = RecordType::addresses;
  Fd answered;  // eventfd
  std::mutex mutex;
  Answer answer;  // guarded by mutex
};

Result<std::unique_ptr<NameLookup>> NameLookup::start(Loop& loop, std::string host, RecordType type,
                                                      Done done) {
  auto question = std::make_shared<Question>();
  question->host = std::move(host);
  question->type = type;
  question->answered = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!question->answered) return fail_errno("looking up a name", errno);
  if (threads.fetch_add(1) >= kMostThreads) {
    threads.fetch_sub(1);
    return fail(ErrorKind::unavailable, "looking up a name: 32 look-ups wait already");
  }
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStack);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  auto* handed = new std::shared_ptr<Question>(question);
  const auto body = [](void* given) -> void* {
    {
      const std::unique_ptr<std::shared_ptr<Question>> owned(
          static_cast<std::shared_ptr<Question>*>(given));
      Question& asked = **owned;
      Answer answer = is_about_addresses(asked.type) ? addresses_of(asked.host, asked.type)
                                                     : query_records(asked.host, asked.type);
      {
        const std::lock_guard lock(asked.mutex);
        asked.answer = std::move(answer);
      }
      ::eventfd_write(asked.answered.get(), 1);
    }
    threads.fetch_sub(1);
    return nullptr;
  };
  pthread_t thread{};
  const int code = ::pthread_create(&thread, &attributes, body, handed);
  pthread_attr_destroy(&attributes);
  if (code != 0) {
    delete handed;
    threads.fetch_sub(1);
    return fail_errno("starting a thread to look up a name", code);
  }
  std::unique_ptr<NameLookup> lookup(new NameLookup(loop, question, std::move(done)));
  TNTC_CHECK(loop.watch(question->answered.get(), EPOLLIN,
                        [self = lookup.get()](std::uint32_t) { self->tell(); }));
  return lookup;
}

NameLookup::~NameLookup() {
  if (question_) loop_.unwatch(question_->answered.get());
}

void NameLookup::tell() {
  Answer answer;
  {
    const std::lock_guard lock(question_->mutex);
    answer = std::move(question_->answer);
  }
  loop_.unwatch(question_->answered.get());
  const Done done = std::move(done_);  // which may destroy this
  done(std::move(answer));
}

}  // namespace tntc::io
