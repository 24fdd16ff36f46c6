#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace tntc {

// A text that must not get out by accident: it cannot be printed, copied or compared, and its bytes
// are overwritten when it goes. Whoever needs them says so with reveal().
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() { wipe(); }

  // Valid as long as this is. What is made of it is the caller's to keep secret.
  std::string_view reveal() const { return text_; }
  std::size_t size() const { return text_.size(); }
  bool empty() const { return text_.empty(); }

  friend std::ostream& operator<<(std::ostream&, const SecretText&) = delete;

 private:
  void wipe();

  std::string text_;
};

// Overwrites the bytes of `text`, its unused capacity too, and empties it.
void wipe(std::string& text);

}  // namespace tntc
