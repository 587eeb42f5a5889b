#include "server/comments/mentions.h"

#include <algorithm>

#include "base/ids.h"

namespace signet::server {

std::vector<std::string> mentions_in(std::string_view text) {
  constexpr std::string_view kBegin = "@[";
  constexpr std::string_view kMiddle = "](account:";
  constexpr std::size_t kUuid = 36;
  std::vector<std::string> ids;
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos && ids.size() < kMaxMentions;
       at = text.find(kBegin, at + 1)) {
    const std::size_t end = text.find(']', at);
    if (end == std::string_view::npos) break;
    if (text.substr(end, kMiddle.size()) != kMiddle) continue;
    const std::string_view rest = text.substr(end + kMiddle.size());
    if (rest.size() <= kUuid || rest[kUuid] != ')' || !is_uuid(rest.substr(0, kUuid))) continue;
    std::string id(rest.substr(0, kUuid));
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace signet::server
