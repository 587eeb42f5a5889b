#include "http/connection_groups.h"

#include <algorithm>
#include <new>

namespace signet::http {

std::shared_ptr<CURLSH> ConnectionGroups::get(std::string_view name) {
  if (name.empty()) return nullptr;
  const auto found = std::find_if(groups_.begin(), groups_.end(), [name](const auto& g) { return g.first == name; });
  if (found != groups_.end()) {
    groups_.splice(groups_.begin(), groups_, found);
    return groups_.front().second;
  }
  std::shared_ptr<CURLSH> share(curl_share_init(), [](CURLSH* s) { curl_share_cleanup(s); });
  if (share == nullptr) throw std::bad_alloc();
  curl_share_setopt(share.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  groups_.emplace_front(name, share);
  for (auto it = std::prev(groups_.end()); groups_.size() > kMost && it != groups_.begin();) {
    const auto oldest = it--;
    if (oldest->second.use_count() == 1) groups_.erase(oldest);
  }
  return share;
}

}  // namespace signet::http
