#include "cli/init/templates.h"

#include <algorithm>

#include "cli/init/assets.h"

namespace tntc::cli::init {
namespace {

constexpr std::string_view kNamePlace = "@NAME@";

constexpr std::string_view kWorkflow =
    R"(# yaml-language-server: $schema=./.tentacular/workflow.schema.json
name: @NAME@
version: "1.0"
description: ""

triggers:
  - type: manual

nodes:
  hello:
    path: ./nodes/hello.ts

edges: []

config:
  timeout: 30s
  retries: 0
)";

constexpr std::string_view kNode = R"(import type { Context } from "tentacular";

export default async function run(ctx: Context, input: unknown) {
  ctx.log.info("hello node executed");
  return { message: "Hello from @NAME@!" };
}
)";

constexpr std::string_view kFixture = R"({
  "input": {},
  "expected": { "message": "Hello from @NAME@!" }
}
)";

// Lines that begin with exactly "# " are the ones to uncomment; prose begins with "##", so that it
// stays a comment when every "# " is taken away.
constexpr std::string_view kSecrets =
    R"(## Secrets of this workflow, by service; nodes read them as ctx.secrets.
## Copy this file to .secrets.yaml, which git ignores, and uncomment what is needed.
##
## ctx.fetch("github", ...) sends the token of `github` to api.github.com, and only there.
# github:
#   token: replace-me
# slack:
#   webhook_url: https://hooks.slack.com/services/replace-me
)";

constexpr std::string_view kGitignore = R"(.secrets.yaml
.secrets/
.tentacular/*
!.tentacular/workflow.schema.json
!.tentacular/types/
!.tentacular/config.yaml
)";

// For editors only: tntc compiles nodes by itself. No library is loaded that knows a browser or
// Node.js; what nodes may use is declared in tentacular.d.ts.
constexpr std::string_view kTsconfig = R"({
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023"],
    "module": "ESNext",
    "moduleResolution": "Bundler",
    "moduleDetection": "force",
    "allowImportingTsExtensions": true,
    "resolveJsonModule": true,
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "types": []
  },
  "include": ["nodes", ".tentacular/types"]
}
)";

std::string filled(std::string_view text, const std::string& name) {
  std::string out(text);
  for (std::size_t at = out.find(kNamePlace); at != std::string::npos;
       at = out.find(kNamePlace, at + name.size())) {
    out.replace(at, kNamePlace.size(), name);
  }
  return out;
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::vector<TemplateFile> make_files(const std::string& name) {
  return {
      {"workflow.yaml", filled(kWorkflow, name)},
      {"nodes/hello.ts", filled(kNode, name)},
      {"tests/fixtures/hello.json", filled(kFixture, name)},
      {".secrets.yaml.example", std::string(kSecrets)},
      {".gitignore", std::string(kGitignore)},
      {"tsconfig.json", std::string(kTsconfig)},
      {".tentacular/workflow.schema.json", std::string(workflow_schema())},
      {".tentacular/types/tentacular.d.ts", std::string(node_types())},
  };
}

bool is_workflow_name(const std::string& name) {
  if (name.empty() || !is_lower(name.front()) || name.back() == '-') return false;
  if (name.find("--") != std::string::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

}  // namespace tntc::cli::init
