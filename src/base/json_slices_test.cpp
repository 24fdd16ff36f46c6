#include "base/json_slices.h"

#include <gmock/gmock.h>

namespace tntc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> elements(std::string_view array, std::size_t most = 100) {
  std::vector<std::string> found;
  for (const std::size_t at : json_elements(array, most)) {
    found.emplace_back(json_value_at(array, at));
  }
  return found;
}

TEST(JsonSlices, FollowsAPathThroughObjectsAndArrays) {
  const std::string text =
      " { \"a\" : {\"line items\":[1, {\"b\":[true]} ]} , \"c\":\"]}\\\"\" , \"d\":-1.5e3}";
  EXPECT_EQ(json_at(text, {"a", "line items", std::uint64_t{1}, "b"}), "[true]");
  EXPECT_EQ(json_at(text, {"c"}), R"("]}\"")");
  EXPECT_EQ(json_at(text, {"d"}), "-1.5e3");
  EXPECT_EQ(json_at(" [1] ", {}), "[1]");
}

TEST(JsonSlices, IsEmptyWhereNothingIs) {
  for (const std::vector<JsonStep>& path :
       {std::vector<JsonStep>{"b"}, {"a", "b"}, {std::uint64_t{0}}, {"a", std::uint64_t{2}}}) {
    EXPECT_EQ(json_at(R"({"a":[1,2]})", path), "");
  }
  EXPECT_EQ(json_at("", {"a"}), "");
}

TEST(JsonSlices, TheLastOfTwoMembersCountsHoweverItsNameIsWritten) {
  EXPECT_EQ(json_at("{\"a\":1,\"\\u0061\":2}", {"a"}), "2");
  EXPECT_EQ(json_at("{\"\\u0061\":2,\"a\":1}", {"a"}), "1");
  EXPECT_EQ(json_at(R"({"a\"b":1})", {"a\"b"}), "1");
}

TEST(JsonSlices, FindsEachElement) {
  EXPECT_THAT(elements(R"([ 1 ,"a,]", [2,3],{"x":[]}, null])"),
              ElementsAre("1", R"("a,]")", "[2,3]", R"({"x":[]})", "null"));
  EXPECT_THAT(elements("[]"), IsEmpty());
  EXPECT_THAT(elements("[ ]"), IsEmpty());
  EXPECT_EQ(elements("[1,2,3,4]", 2).size(), 3u) << "one more says that there are too many";
}

TEST(JsonSlices, SaysWhatAValueIs) {
  EXPECT_EQ(json_kind(""), JsonKind::nothing);
  EXPECT_EQ(json_kind("null"), JsonKind::null);
  EXPECT_EQ(json_kind("false"), JsonKind::boolean);
  EXPECT_EQ(json_kind("-1"), JsonKind::number);
  EXPECT_EQ(json_kind(R"("x")"), JsonKind::text);
  EXPECT_EQ(json_kind("[]"), JsonKind::array);
  EXPECT_EQ(json_kind("{}"), JsonKind::object);
}

TEST(JsonSlices, ReadsNothingBehindTextThatIsCutOff) {
  const std::string whole = R"({"a":[{"b":"c\"d"},[1,"x"]],"e":null})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a step too far.
    const std::vector<char> bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const std::string_view text(bytes.data(), bytes.size());
    elements(json_at(text, {"a"}));
    json_at(text, {"a", std::uint64_t{0}, "b"});
    json_at(text, {"e"});
  }
}

}  // namespace
}  // namespace tntc
