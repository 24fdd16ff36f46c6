#include "worker/elements.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/json_text.h"

namespace tntc::worker {
namespace {

constexpr std::string_view kOutput = R"({"output":)";
constexpr std::string_view kError = R"({"error":)";

std::string_view name_of(JsonKind kind) {
  switch (kind) {
    case JsonKind::nothing: return "nothing";
    case JsonKind::null: return "null";
    case JsonKind::boolean: return "a boolean";
    case JsonKind::number: return "a number";
    case JsonKind::text: return "a text";
    case JsonKind::array: return "a list";
    case JsonKind::object: return "an object";
  }
  return "nothing";
}

std::string_view inside(std::string_view kept, std::string_view opening) {
  return kept.substr(opening.size(), kept.size() - opening.size() - 1);
}

}  // namespace

std::string element_output(std::string_view output) {
  std::string kept(kOutput);
  kept += output.empty() ? "null" : output;
  kept.push_back('}');
  return kept;
}

std::string element_error(std::string_view message) {
  std::string kept(kError);
  append_json_string(kept, message);
  kept.push_back('}');
  return kept;
}

Elements::Elements(std::string input, std::size_t list_at, std::vector<std::size_t> at,
                   OnError on_error)
    : input_(std::move(input)),
      list_at_(list_at),
      at_(std::move(at)),
      on_error_(on_error),
      kept_(at_.size()) {}

Result<Elements> Elements::find(std::string input, const std::vector<JsonStep>& path,
                                std::string_view path_text, OnError on_error) {
  const std::string_view list = json_at(input, path);
  const JsonKind kind = json_kind(list);
  if (kind != JsonKind::array) {
    return fail(ErrorKind::invalid, "forEach needs a list, and " + std::string(path_text) + " is " +
                                        std::string(name_of(kind)));
  }
  std::vector<std::size_t> at = json_elements(list, kMostElements);
  if (at.size() > kMostElements) {
    return fail(ErrorKind::invalid, "the list at " + std::string(path_text) + " has more than " +
                                        std::to_string(kMostElements) +
                                        " elements, the most that forEach takes");
  }
  const auto list_at = static_cast<std::size_t>(list.data() - input.data());
  return Elements(std::move(input), list_at, std::move(at), on_error);
}

std::string_view Elements::text_of(std::uint32_t element) const {
  return json_value_at(input_, list_at_ + at_[element]);
}

void Elements::keep(std::uint32_t element, std::string_view kept) {
  if (element >= kept_.size() || !kept_[element].empty()) return;
  const bool failed = kept.starts_with(kError);
  if (!failed && !kept.starts_with(kOutput)) return;
  ++done_;
  if (on_error_ == OnError::collect) {
    kept_[element] = kept;
  } else if (failed) {
    boost::system::error_code error;
    const boost::json::value message = boost::json::parse(inside(kept, kError), error);
    const auto* const text = message.if_string();
    kept_[element] = "null";  // nobody is given it
    return give_up("element " + std::to_string(element) + ": " +
                   (text ? std::string(*text) : std::string("failed")));
  } else {
    kept_[element] = inside(kept, kOutput);
  }
  bytes_ += kept_[element].size() + 1;
}

void Elements::set_failures(std::uint32_t element, int failures) {
  failures_.emplace_back(element, failures);
}

int Elements::failures(std::uint32_t element) const {
  const auto found =
      std::ranges::find(failures_, element, [](const auto& one) { return one.first; });
  return found == failures_.end() ? 0 : found->second;
}

bool Elements::has_next() {
  while (next_ < kept_.size() && !kept_[next_].empty()) ++next_;
  return next_ < kept_.size();
}

std::optional<std::uint32_t> Elements::next() {
  if (failure_ || !has_next()) return std::nullopt;
  return next_++;
}

void Elements::give_up(std::string message) {
  if (!failure_) failure_ = std::move(message);
}

std::string Elements::list() const {
  std::string out = "[";
  out.reserve(bytes_);
  for (const std::string& kept : kept_) {
    if (out.size() > 1) out.push_back(',');
    out += kept;
  }
  out.push_back(']');
  return out;
}

}  // namespace tntc::worker
