#include "run/plan.h"

#include "run/settings.h"

namespace signet::run {

namespace {

void take(const std::vector<model::Event>& events, const std::string& owner, Plan& plan) {
  for (const model::Event& event : events) {
    if (event.disabled || event.script.id.empty()) continue;  // an event without a script has no id either
    if (event.listen == "prerequest") plan.prerequest.push_back({&event, owner});
    if (event.listen == "test") plan.test.push_back({&event, owner});
  }
}

Plan make_plan(const model::Collection& collection, const model::Item& item, const http::Settings& defaults) {
  std::vector<const model::Item*> chain;  // outermost first
  for (const model::Item* at = &item; at != nullptr; at = at->parent) chain.insert(chain.begin(), at);
  Plan plan;
  plan.location.push_back(collection.name);
  take(collection.events, collection.name, plan);
  for (const model::Item* element : chain) {
    plan.location.push_back(element->name);
    take(element->events, element->name, plan);
  }
  plan.auth = model::effective_auth(collection, item);
  plan.settings = merge_settings(defaults, model::profile_behavior(collection, item));
  return plan;
}

}  // namespace

const Plan& Plans::of(const model::Item& item) {
  const auto found = plans_.find(&item);
  if (found != plans_.end()) return found->second;
  return plans_.emplace(&item, make_plan(collection_, item, defaults_)).first->second;
}

}  // namespace signet::run
