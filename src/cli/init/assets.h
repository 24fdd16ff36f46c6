#pragma once

#include <string_view>

namespace tntc::cli::init {

// Files of the source tree that are part of the program (assets.cmake).
std::string_view workflow_schema();  // schemas/workflow.schema.json
std::string_view node_types();       // types/tentacular.d.ts

}  // namespace tntc::cli::init
