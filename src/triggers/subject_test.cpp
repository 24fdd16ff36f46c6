#include "triggers/subject.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

struct Row {
  const char* pattern;
  const char* subject;
};

TEST(Subject, MatchesAsNatsDoes) {
  for (const Row& row :
       {Row{"orders", "orders"}, Row{"orders.new", "orders.new"}, Row{"orders.*", "orders.new"},
        Row{"*.new", "orders.new"}, Row{"*", "orders"}, Row{">", "orders"},
        Row{">", "orders.new.eu"}, Row{"orders.>", "orders.new"}, Row{"orders.>", "orders.new.eu"},
        Row{"*.*.eu", "orders.new.eu"}, Row{"orders.*.>", "orders.new.eu"}}) {
    EXPECT_TRUE(subject_matches(row.pattern, row.subject)) << row.pattern << ' ' << row.subject;
  }
}

TEST(Subject, DoesNotMatchWhatNatsWouldNotDeliver) {
  for (const Row& row :
       {Row{"orders", "order"}, Row{"orders", "Orders"}, Row{"orders", "orders.new"},
        Row{"orders.new", "orders"}, Row{"orders.*", "orders"}, Row{"orders.*", "orders.new.eu"},
        Row{"orders.>", "orders"}, Row{"*", "orders.new"}, Row{"orders.*.>", "orders.new"},
        Row{"ord*", "orders"}, Row{"", "orders"}, Row{"orders", ""}}) {
    EXPECT_FALSE(subject_matches(row.pattern, row.subject)) << row.pattern << ' ' << row.subject;
  }
}

TEST(Subject, IsConcreteWithoutWildcardsAndGaps) {
  for (const char* good : {"a", "orders.new", "a.b.c", "bestellung.für.dich", "$X-y_1"}) {
    EXPECT_TRUE(is_concrete_subject(good)) << good;
  }
  for (const char* bad : {"", ".", "a.", ".a", "a..b", "a.*", ">", "a b", "a\tb", "a\n", "a\x7f"}) {
    EXPECT_FALSE(is_concrete_subject(bad)) << bad;
  }
}

}  // namespace
}  // namespace tntc::triggers
