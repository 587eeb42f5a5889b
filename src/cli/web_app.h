// The built web app (web/), embedded in the program.
#pragma once

#include <vector>

#include "app/agent/web_files.h"

namespace signet::cli {

/// All of its files; they live as long as the program.
[[nodiscard]] std::vector<app::WebFile> embedded_web_app();

}  // namespace signet::cli
