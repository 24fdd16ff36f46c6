#include "base/secret_text.h"

#include <gtest/gtest.h>

#include <concepts>
#include <cstring>
#include <new>
#include <type_traits>

namespace tntc {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept ComparableToText = requires(const T& value) { value == std::string_view(); };

TEST(SecretText, CannotBePrintedCopiedOrCompared) {
  static_assert(!Printable<SecretText>);
  static_assert(!ComparableToText<SecretText>);
  static_assert(!std::is_copy_constructible_v<SecretText>);
  static_assert(!std::is_convertible_v<SecretText, std::string>);
  EXPECT_EQ(SecretText("abc").reveal(), "abc");
}

// Short texts live inside the object, where the test may look after the end of its life.
TEST(SecretText, LeavesNoBytesBehindWhenItGoesOrMovesAway) {
  alignas(SecretText) unsigned char room[sizeof(SecretText)] = {};
  const std::string_view bytes(reinterpret_cast<const char*>(room), sizeof room);
  auto* secret = new (room) SecretText("canary-1");
  ASSERT_NE(bytes.find("canary"), bytes.npos);

  const SecretText taken(std::move(*secret));
  EXPECT_EQ(bytes.find("canary"), bytes.npos);
  EXPECT_EQ(taken.reveal(), "canary-1");

  *secret = SecretText("canary-2");
  secret->~SecretText();
  EXPECT_EQ(bytes.find("canary"), bytes.npos);
}

}  // namespace
}  // namespace tntc
