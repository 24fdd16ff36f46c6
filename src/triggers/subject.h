#pragma once

#include <string_view>

namespace tntc::triggers {

// Whether a message can be published to this subject: tokens with dots between them, none of them
// empty, no white space and no wildcards.
bool is_concrete_subject(std::string_view subject);

// Whether a message to `subject` reaches who subscribes to `pattern`: `*` stands for one token, a
// final `>` for one or more (the rules of NATS).
bool subject_matches(std::string_view pattern, std::string_view subject);

}  // namespace tntc::triggers
