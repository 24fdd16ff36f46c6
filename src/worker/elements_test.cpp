#include "worker/elements.h"

#include <gtest/gtest.h>

namespace tntc::worker {
namespace {

using OnError = Elements::OnError;

Elements of(const std::string& list, OnError on_error = OnError::fail) {
  auto found = Elements::find(R"({"items":)" + list + "}", {"items"}, "input.items", on_error);
  EXPECT_TRUE(found) << found.error().message;
  return std::move(*found);
}

std::string refused(const std::string& input) {
  const auto found = Elements::find(input, {"items"}, "input.items", OnError::fail);
  return found ? "" : found.error().message;
}

TEST(Elements, AreThePartsOfTheInput) {
  Elements elements = of(R"([1, {"a":[2]} ,"x"])");
  ASSERT_EQ(elements.count(), 3u);
  EXPECT_EQ(elements.text_of(0), "1");
  EXPECT_EQ(elements.text_of(1), R"({"a":[2]})");
  EXPECT_EQ(elements.text_of(2), R"("x")");
}

TEST(Elements, WhereThereIsNoListSaysWhatThereIs) {
  EXPECT_EQ(refused(R"({"items":{"a":1}})"), "forEach needs a list, and input.items is an object");
  EXPECT_EQ(refused(R"({"items":null})"), "forEach needs a list, and input.items is null");
  EXPECT_EQ(refused(R"({"items":"[]"})"), "forEach needs a list, and input.items is a text");
  EXPECT_EQ(refused("{}"), "forEach needs a list, and input.items is nothing");
  EXPECT_EQ(refused(""), "forEach needs a list, and input.items is nothing");
  std::string list = "[0";
  for (std::size_t i = 0; i < kMostElements; ++i) list += ",0";
  EXPECT_EQ(refused(R"({"items":)" + list + "]}"),
            "the list at input.items has more than 100000 elements, the most that forEach takes");
}

TEST(Elements, GiveTheirOutputsInTheOrderOfTheList) {
  Elements elements = of("[0,0,0]");
  EXPECT_EQ(elements.next(), 0u);
  EXPECT_EQ(elements.next(), 1u);
  elements.keep(1, element_output(R"({"b":1})"));
  elements.keep(0, element_output(""));
  EXPECT_EQ(elements.next(), 2u);
  EXPECT_EQ(elements.next(), std::nullopt);
  elements.keep(2, element_output("3"));
  EXPECT_EQ(elements.done(), 3u);
  EXPECT_EQ(elements.list(), R"([null,{"b":1},3])");
  EXPECT_GE(elements.bytes(), elements.list().size());
  EXPECT_EQ(of("[]").list(), "[]");
}

TEST(Elements, ThoseThatAreDoneAreNotHandedOut) {
  Elements elements = of("[0,0,0,0]");
  elements.keep(0, element_output("1"));
  elements.keep(2, element_output("3"));
  elements.keep(7, element_output("of another list"));
  elements.keep(1, "not ours");
  EXPECT_EQ(elements.next(), 1u);
  EXPECT_EQ(elements.next(), 3u);
  EXPECT_FALSE(elements.has_next());
}

TEST(Elements, AFailureIsTheNodesOrPartOfItsOutput) {
  Elements strict = of("[0,0]");
  strict.keep(1, element_error("say \"no\""));
  strict.keep(0, element_error("later"));
  EXPECT_EQ(strict.failure(), "element 1: say \"no\"");
  EXPECT_EQ(strict.next(), std::nullopt) << "nothing more begins";

  Elements collecting = of("[0,0]", OnError::collect);
  collecting.keep(1, element_error("say \"no\""));
  EXPECT_EQ(collecting.failure(), std::nullopt);
  EXPECT_EQ(collecting.next(), 0u);
  collecting.keep(0, element_output("1"));
  EXPECT_EQ(collecting.list(), R"([{"output":1},{"error":"say \"no\""}])");
}

TEST(Elements, RememberHowOftenEachHasFailed) {
  Elements elements = of("[0,0]");
  elements.set_failures(1, 2);
  EXPECT_EQ(elements.failures(0), 0);
  EXPECT_EQ(elements.failures(1), 2);
}

}  // namespace
}  // namespace tntc::worker
