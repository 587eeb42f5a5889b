#include "server/names.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::server {

Status check_name(std::string_view name) {
  const bool has_control = std::any_of(name.begin(), name.end(), is_control);
  if (trim(name).empty() || name.size() > kMaxNameBytes || has_control || !is_utf8(name)) {
    return fail(ErrorCode::kInvalidInput, "a name has 1 to 128 bytes of text on one line");
  }
  return {};
}

}  // namespace signet::server
