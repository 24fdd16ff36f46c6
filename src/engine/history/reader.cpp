#include "engine/history/reader.h"

#include <utility>

namespace tntc::engine::history {

Reader::~Reader() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Reader::ask(std::function<void()> question) {
  {
    const std::scoped_lock lock(mutex_);
    questions_.push_back(std::move(question));
  }
  wake_.notify_one();
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
}

void Reader::work() {
  for (;;) {
    std::function<void()> question;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !questions_.empty(); });
      if (stopping_) return;
      question = std::move(questions_.front());
      questions_.pop_front();
    }
    question();
  }
}

}  // namespace tntc::engine::history
