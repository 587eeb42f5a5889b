// What -v adds below a request's line: sizes, headers, bodies (clipped) and the phases of its time.
#pragma once

#include <string>

#include "report/cli/style.h"
#include "report/json_text.h"
#include "run/events.h"

namespace signet::report {

/// Whole lines; ends with a line feed.
[[nodiscard]] std::string verbose_block(const run::Exchange& exchange, const Style& style, const Masking& mask);

/// `text` in a box open to the right: each line begins with `side`. Text must be masked; it is escaped here.
[[nodiscard]] std::string boxed_lines(std::string_view text, std::string_view side, std::size_t width);

}  // namespace signet::report
