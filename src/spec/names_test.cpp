#include "spec/names.h"

#include <string>

#include <gtest/gtest.h>

namespace tntc::spec {
namespace {

using Rule = bool (*)(std::string_view);

void expect(Rule rule, bool verdict, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) EXPECT_EQ(rule(text), verdict) << text;
}

TEST(Names, OfWorkflowsAreKebabCase) {
  expect(is_workflow_name, true, {"a", "abc", "a-b", "a1-2b"});
  expect(is_workflow_name, false, {"", "A", "1a", "-a", "a-", "a--b", "a_b", "a b", "ä", "a\n"});
}

TEST(Names, OfNodesStartWithALetter) {
  expect(is_node_name, true, {"a", "a-", "a__b", "constructor", "a-1"});
  expect(is_node_name, false, {"", "A", "1a", "_a", "__proto__", "toString", "a.b", "a b"});
}

TEST(Names, OfVersionsAreTwoNumbers) {
  expect(is_version, true, {"1.0", "0.0", "10.20", "007.1"});
  expect(is_version, false, {"", "1", "1.", ".1", "1.0.0", "v1.0", "1.0 ", "1,0", "-1.0"});
}

TEST(Names, OfNamespacesAreLabels) {
  expect(is_namespace, true, {"a", "1", "team-a", std::string(63, 'a')});
  expect(is_namespace, false, {"", "-a", "a-", "A", "a.b", "a_b", std::string(64, 'a')});
}

TEST(Names, OfZonesAreWrittenAsInTheDatabase) {
  expect(is_zone_name, true,
         {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+2", "Etc/GMT-14",
          "America/Port-au-Prince", "EST5EDT"});
  expect(is_zone_name, false,
         {"", "Local", "UTC+2", "+02:00", "Europe/", "/Europe", "Europe//B", "../etc/passwd",
          "Europe/Ber lin", "Europe/../x"});
}

TEST(Names, OfSubjectsAreTokensWithWildcards) {
  expect(is_subject, true, {"a", "a.b", "a.*.c", "a.>", ">", "*", "Ä.b"});
  expect(is_subject, false, {"", ".", "a.", ".a", "a..b", "a b", "a.>.b", "a*", "a.b>", "a\tb"});
}

TEST(Names, OfEventsAreShortAndPlain) {
  const std::string longest(128, 'a');
  expect(is_event_name, true, {"a", "order.approved", "A-1_b", "...", "7", longest});
  const std::string longer(129, 'a');
  expect(is_event_name, false, {"", ".", "..", "a b", "a/b", "ä", "a:b", "a\n", longer});
}

TEST(Names, OfUrlPathsAreAbsolute) {
  expect(is_url_path, true, {"/", "/a", "/a/b-c_d", "/a%20b", "/a.b/..c"});
  expect(is_url_path, false,
         {"", "a", "/a/", "//a", "/a//b", "/a/../b", "/.", "/a?b", "/a#b", "/a b", "/a\\b"});
}

TEST(Names, OfFilesStayBelowTheirDirectory) {
  for (const char* path : {"a.ts", "./a.ts", "./nodes/../a.ts", "a/b/c", "..a", "a..", "ä b.ts"}) {
    EXPECT_EQ(fault_of_file_path(path), PathFault::none) << path;
  }
  for (const char* path : {"../a.ts", "./../a", "a/../../a.ts", "..", "a/../.."}) {
    EXPECT_EQ(fault_of_file_path(path), PathFault::outside) << path;
  }
  for (const char* path : {"", ".", "./", "a/", "a/.", "a/b/.."}) {
    EXPECT_EQ(fault_of_file_path(path), PathFault::not_a_file) << path;
  }
  EXPECT_EQ(fault_of_file_path("/a.ts"), PathFault::absolute);
  EXPECT_EQ(fault_of_file_path("a\nb"), PathFault::bad_character);
  EXPECT_EQ(fault_of_file_path(std::string(2000, 'a')), PathFault::bad_character);
}

}  // namespace
}  // namespace tntc::spec
