#include "tls/inspect/accepted.h"

#include <array>

#include "tls/inspect/crew.h"
#include "tls/inspect/probe.h"

namespace signet::tls {

ProtocolSet accepted_protocols(const std::string& address, std::uint16_t port, const std::string& server_name,
                               std::chrono::milliseconds limit) {
  Endpoint endpoint;
  endpoint.deadline = Clock::now() + limit;
  endpoint.timeout = limit;
  endpoint.server_name = server_name;
  const auto addresses = resolve(address, port, endpoint.deadline);
  if (!addresses) return {};
  endpoint.address = addresses->front();
  std::array<bool, kProtocols.size()> taken{};
  Jobs jobs;
  for (std::size_t i = 0; i < kProtocols.size(); ++i) {
    jobs.emplace_back([&endpoint, &taken, i] {
      Offer offer;
      offer.protocol = kProtocols.at(i);
      taken.at(i) = probe(endpoint, offer).outcome == Outcome::kAccepted;
    });
  }
  run_all(jobs, static_cast<unsigned>(jobs.size()), [] {});
  ProtocolSet out;
  for (std::size_t i = 0; i < kProtocols.size(); ++i) {
    if (taken.at(i)) out.add(kProtocols.at(i));
  }
  return out;
}

}  // namespace signet::tls
