#pragma once

#include <string>

#include "cli/world.h"

namespace tntc::cli::dev {

// Shows a URL in the browser of the desktop the user sits at. Nothing where there is no desktop, or
// none that can be asked: the URL is printed anyway.
void open_in_browser(const World& world, const std::string& url);

}  // namespace tntc::cli::dev
