#pragma once

#include <string>
#include <string_view>

namespace tntc::secrets {

// A `.secrets.yaml` made of an example in which the entries are comments: lines that are entries
// lose their `#`, prose keeps it. Whatever the example is, what comes out can be read by read_yaml;
// an entry that cannot be made valid stays a comment.
std::string uncomment(std::string_view example);

}  // namespace tntc::secrets
