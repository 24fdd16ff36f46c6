#include "base/uuid.h"

#include <gtest/gtest.h>

namespace tntc {
namespace {

constexpr const char* kText = "018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6e";

TEST(Uuid, TurnsTextIntoBytesAndBack) {
  const auto uuid = uuid_from(kText);
  ASSERT_TRUE(uuid);
  EXPECT_EQ((*uuid)[1], 0x8f);
  EXPECT_EQ((*uuid)[15], 0x6e);
  EXPECT_EQ(uuid_text(*uuid), kText);
  EXPECT_EQ(uuid_from("018F3B6E-7C1A-7C3E-9D4E-1F2A3B4C5D6E"), uuid);
  for (const char* none :
       {"", "018f3b6e", "018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6",
        "018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6g", "018f3b6e+7c1a-7c3e-9d4e-1f2a3b4c5d6e"}) {
    EXPECT_FALSE(uuid_from(none)) << none;
  }
}

TEST(Uuid, SaysItsVersionAndVariant) {
  Uuid uuid;
  uuid.fill(0xff);
  set_uuid_version(uuid, 7);
  EXPECT_EQ(uuid_text(uuid), "ffffffff-ffff-7fff-bfff-ffffffffffff");
  uuid.fill(0);
  set_uuid_version(uuid, 4);
  EXPECT_EQ(uuid_text(uuid), "00000000-0000-4000-8000-000000000000");
}

}  // namespace
}  // namespace tntc
