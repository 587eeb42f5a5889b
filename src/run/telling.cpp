#include "run/telling.h"

#include "run/stats.h"

namespace signet::run {

void Teller::operator()(const Event& event) {
  const std::optional<Failure> failure = count(event, stats_);
  for (Reporter* reporter : reporters_) reporter->on(event, stats_, failure ? &*failure : nullptr);
}

}  // namespace signet::run
