#include "io/proxy_choice.h"

#include <gtest/gtest.h>

namespace tntc::io {
namespace {

TEST(ProxyChoice, FollowsTheList) {
  struct Row {
    const char* host;
    const char* list;
    bool direct;
  };
  for (const Row& row :
       {Row{"example.com", "", false}, Row{"example.com", ",, ,", false},
        Row{"example.com", "*", true}, Row{"example.com", "example.com", true},
        Row{"EXAMPLE.com", "example.COM", true}, Row{"api.example.com", "example.com", true},
        Row{"api.example.com", ".example.com", true}, Row{"example.com", ".example.com", true},
        Row{"badexample.com", "example.com", false}, Row{"example.com", "api.example.com", false},
        Row{"example.com", "other.org, example.com", true}, Row{"example.com", ".", false},
        Row{"10.1.2.3", "10.0.0.0/8", true}, Row{"11.1.2.3", "10.0.0.0/8", false},
        Row{"10.1.2.3", "10.1.2.3", true}, Row{"10.1.2.3", "2.3", false},
        Row{"[fd00::1]", "fd00::/8", true}, Row{"fd00::1", "fd00::/8", true},
        Row{"example.com", "10.0.0.0/8", false},
        // This machine, always.
        Row{"localhost", "", true}, Row{"a.localhost", "", true}, Row{"127.9.9.9", "", true},
        Row{"[::1]", "", true}, Row{"localhost.example.com", "", false}})
    EXPECT_EQ(is_direct(row.host, row.list), row.direct) << row.host << " with " << row.list;
}

}  // namespace
}  // namespace tntc::io
