#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_slices.h"
#include "base/result.h"

namespace tntc::worker {

// A list longer than this belongs into several runs: something is kept of each element.
inline constexpr std::size_t kMostElements = 100'000;

// What is kept of an element that is done, JSON text. `output` is JSON, "" for undefined.
std::string element_output(std::string_view output);
std::string element_error(std::string_view message);

// The elements of a node with `forEach`, in one run: where each stands in the node's input, and
// what has come of it.
class Elements {
 public:
  enum class OnError { fail, collect };

  // Fails when there is no list at `path`, which is called `path_text` in messages.
  static Result<Elements> find(std::string input, const std::vector<JsonStep>& path,
                               std::string_view path_text, OnError on_error);

  std::size_t count() const { return at_.size(); }
  // Its input.
  std::string_view text_of(std::uint32_t element) const;

  // `kept` as element_output or element_error give it.
  void keep(std::uint32_t element, std::string_view kept);
  // An attempt of it has failed, in an earlier worker.
  void set_failures(std::uint32_t element, int failures);
  int failures(std::uint32_t element) const;
  // The first that was not handed out, and is not done.
  std::optional<std::uint32_t> next();
  bool has_next();

  // No more elements: the node fails with this; the first one counts.
  void give_up(std::string message);
  const std::optional<std::string>& failure() const { return failure_; }
  std::size_t done() const { return done_; }
  // Of the list of the outputs so far.
  std::size_t bytes() const { return bytes_; }
  // The node's output, once all are done.
  std::string list() const;

 private:
  Elements(std::string input, std::size_t list_at, std::vector<std::size_t> at, OnError on_error);

  std::string input_;
  std::size_t list_at_;          // where the list begins in it
  std::vector<std::size_t> at_;  // where each element begins in the list
  OnError on_error_;
  std::vector<std::string> kept_;  // what the list has of each; empty: not done
  std::vector<std::pair<std::uint32_t, int>> failures_;  // by element, of few
  std::uint32_t next_ = 0;
  std::size_t done_ = 0;
  std::size_t bytes_ = 2;
  std::optional<std::string> failure_;
};

}  // namespace tntc::worker
