// The built web app (web/) and the sample workspace (examples/app/), embedded in the program.
#pragma once

#include <vector>

#include "app/page/web_files.h"

namespace signet::cli {

/// All files of the app; they live as long as the program.
[[nodiscard]] std::vector<app::WebFile> embedded_web_app();
/// Those of the sample workspace, likewise.
[[nodiscard]] std::vector<app::WebFile> embedded_samples();

}  // namespace signet::cli
