#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"
#include "cli/session.h"

namespace tntc::cli::secrets {

// How a node uses a service: `read` needs it; `fetch` (ctx.fetch) goes without credentials too;
// `any` may touch every service, such as Object.keys(ctx.secrets).
enum class Use { read, fetch, any };

struct Reference {
  Use use = Use::read;
  std::string service;  // empty for `any`
  std::string where;    // "nodes/a.ts:3:9"
};

// The references in the compiled nodes of `bundle`, found by parsing them: comments and texts do
// not count. Runs the scanner in a worker, as a workflow of its own.
Result<std::vector<Reference>> scan(Session& session, const tntc::bundle::Bundle& bundle);

// The parts of it that need no worker.
std::string scan_input(const tntc::bundle::Bundle& bundle);
Result<std::vector<Reference>> read_references(std::string_view result,
                                               const tntc::bundle::Bundle& bundle);

}  // namespace tntc::cli::secrets
