#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"

namespace tntc::bundle {

// Lines and columns are 1-based; columns count UTF-16 units, as the VM counts them.
struct SourcePosition {
  std::string source;
  int line = 0;
  int column = 0;

  bool operator==(const SourcePosition&) const = default;
};

// A version 3 source map. Every map in the program is well formed: it can only be parsed.
class SourceMap {
 public:
  static Result<SourceMap> parse(std::string_view text);

  // Where the expression comes from that begins at or before this place of the generated code.
  // Nothing when no source is known for it.
  std::optional<SourcePosition> lookup(int line, int column) const;

 private:
  static constexpr std::uint32_t kNoSource = UINT32_MAX;

  struct Segment {  // all 0-based
    std::uint32_t generated_column = 0;
    std::uint32_t source = kNoSource;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
  };

  SourceMap() = default;
  Result<void> read_mappings(std::string_view mappings);

  std::vector<std::string> sources_;
  std::vector<Segment> segments_;         // by generated line, then column
  std::vector<std::size_t> line_starts_;  // index of the first segment of each generated line
};

// The source URL a module's code must be evaluated under, at starting line 1: "tntc:nodes/x.ts".
std::string source_url(const Module& module);

// A stack as the VM writes it ("name@tntc:nodes/x.ts:5:15") in the words of the user's files:
// "    at name (nodes/x.ts:3:9)". Frames of the VM and of our own code ("tntc-internal:...") are
// left out; lines that are no frames stay as they are, for `stack` may be any text a program put
// there.
std::string map_stack(const std::vector<Module>& modules, std::string_view stack);

}  // namespace tntc::bundle
