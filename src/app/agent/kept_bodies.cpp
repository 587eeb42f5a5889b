#include "app/agent/kept_bodies.h"

#include <algorithm>

#include "base/ids.h"

namespace signet::app {

std::string KeptBodies::keep(std::string body) {
  Kept kept{make_uuid(), std::make_shared<const std::string>(std::move(body))};
  std::string id = kept.id;
  const std::lock_guard lock(mutex_);
  bytes_ += kept.body->size();
  kept_.push_back(std::move(kept));
  while (kept_.size() > 1 && (kept_.size() > most_ || bytes_ > most_bytes_)) {
    bytes_ -= kept_.front().body->size();
    kept_.pop_front();
  }
  return id;
}

std::shared_ptr<const std::string> KeptBodies::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [id](const Kept& one) { return one.id == id; });
  return found == kept_.end() ? nullptr : found->body;
}

}  // namespace signet::app
