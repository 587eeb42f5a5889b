#include "app/vault/proposals.h"

#include "base/ids.h"

namespace signet::app {

std::string Proposals::propose(std::string name, std::string from, SecretString value) {
  const std::lock_guard lock(mutex_);
  proposal_ = Proposal{make_uuid(), std::move(name), std::move(from), std::move(value), "", now_() + kLife};
  return proposal_->id;
}

const Proposals::Proposal* Proposals::find_waiting(std::string_view id) const {
  if (!proposal_ || !proposal_->value) return nullptr;
  if (proposal_->until < now_()) {
    proposal_.reset();
    return nullptr;
  }
  return id.empty() || proposal_->id == id ? &*proposal_ : nullptr;
}

json::value Proposals::waiting() const {
  const std::lock_guard lock(mutex_);
  const Proposal* proposal = find_waiting("");
  if (proposal == nullptr) return nullptr;
  return json::object{{"id", proposal->id}, {"name", proposal->name}, {"from", proposal->from}};
}

Result<SecretString> Proposals::value(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const Proposal* proposal = id.empty() ? nullptr : find_waiting(id);
  if (proposal == nullptr) {
    return fail(ErrorCode::kNotFound, "this secret does not wait any more", "move it from the app's page again");
  }
  return proposal->value->clone();
}

void Proposals::settle(std::string_view id, std::string name) {
  const std::lock_guard lock(mutex_);
  if (!proposal_ || proposal_->id != id || !proposal_->value) return;
  proposal_->value.reset();
  proposal_->stored_as = std::move(name);
}

json::object Proposals::state(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  if (!id.empty() && find_waiting(id) != nullptr) return {{"state", "waiting"}, {"name", ""}};
  const bool is_stored = proposal_ && proposal_->id == id && !proposal_->stored_as.empty();
  return {{"state", is_stored ? "stored" : "gone"}, {"name", is_stored ? proposal_->stored_as : ""}};
}

}  // namespace signet::app
