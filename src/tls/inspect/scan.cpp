#include "tls/inspect/scan.h"

#include <algorithm>

#include "tls/inspect/groups.h"
#include "tls/suites.h"

namespace signet::tls {

namespace {

/// Asks until the server refuses. A server that chooses what was not offered, or falls silent, ends it too.
template <typename Ask>
Scan scan(std::vector<std::uint16_t> left, Ask ask) {
  Scan result;
  while (!left.empty()) {
    const Answer answer = ask(left);
    if (answer.outcome == Outcome::kSilent || answer.outcome == Outcome::kUnreachable) {
      result.incomplete = true;
      ++result.unanswered;
    }
    if (answer.outcome != Outcome::kAccepted) break;
    const auto chosen = std::find(left.begin(), left.end(), answer.hello->suite);
    if (chosen == left.end()) break;
    result.taken.push_back(*chosen);
    left.erase(chosen);
  }
  return result;
}

/// OpenSSL's list of the groups.
std::string group_list(const std::vector<std::uint16_t>& ids) {
  std::string list;
  for (const std::uint16_t id : ids) {
    const Group* group = find_group(id);
    if (group == nullptr || group->openssl_name.empty()) continue;
    if (!list.empty()) list += ':';
    list += group->openssl_name;
  }
  return list;
}

std::uint16_t ask_curve(const Endpoint& endpoint, Offer offer, const std::vector<std::uint16_t>& curves,
                        const std::string& certificate_curve) {
  offer.groups = group_list(curves);
  if (!certificate_curve.empty()) offer.groups += ":" + certificate_curve;
  return probe(endpoint, offer).curve;
}

}  // namespace

Scan scan_suites(const Endpoint& endpoint, Protocol protocol) {
  std::vector<std::uint16_t> all;
  for (const Suite& suite : known_suites()) {
    if (suite.tls13 == (protocol == Protocol::kTls13)) all.push_back(suite.id);
  }
  return scan(std::move(all), [&](const std::vector<std::uint16_t>& left) {
    Offer offer;
    offer.protocol = protocol;
    offer.suites = left;
    return probe(endpoint, offer);
  });
}

Scan scan_raw_suites(const Endpoint& endpoint, std::uint16_t version, std::vector<std::uint16_t> suites) {
  return scan(std::move(suites), [&](const std::vector<std::uint16_t>& left) {
    RawOffer offer;
    offer.version = version;
    offer.suites = left;
    offer.server_name = endpoint.server_name;
    return probe_raw(endpoint, offer);
  });
}

std::uint16_t choose(const Endpoint& endpoint, Protocol protocol, std::uint16_t first, std::uint16_t second) {
  Offer offer;
  offer.protocol = protocol;
  offer.suites = {first, second};
  const Answer answer = probe(endpoint, offer);
  return answer.outcome == Outcome::kAccepted ? answer.hello->suite : 0;
}

bool takes_group(const Endpoint& endpoint, std::uint16_t group) {
  if (!find_group(group)->openssl_name.empty()) return choose_group(endpoint, {group}) == group;
  RawOffer offer;
  offer.version = wire_version(Protocol::kTls13);
  for (const Suite& suite : known_suites()) {
    if (suite.tls13) offer.suites.push_back(suite.id);
  }
  offer.server_name = endpoint.server_name;
  offer.groups = {group};
  const Answer answer = probe_raw(endpoint, offer);
  return answer.outcome == Outcome::kAccepted && answer.hello->group == group;
}

Scan scan_curves(const Endpoint& endpoint, Protocol protocol, const std::vector<std::uint16_t>& suites,
                 const std::string& certificate_curve) {
  Offer offer;
  offer.protocol = protocol;
  offer.suites = suites;
  offer.complete = true;  // the curve is in the message after the ServerHello
  std::vector<std::uint16_t> left;
  for (const Group& group : known_groups()) {
    if (group.tls12) left.push_back(group.id);
  }
  Scan result;
  std::string keep;
  while (!left.empty()) {
    const std::uint16_t curve = ask_curve(endpoint, offer, left, keep);
    const auto chosen = std::find(left.begin(), left.end(), curve);
    if (chosen != left.end()) {
      result.taken.push_back(curve);
      left.erase(chosen);
    } else if (keep.empty() && !certificate_curve.empty() && curve == 0) {
      keep = certificate_curve;
    } else {
      break;
    }
  }
  return result;
}

std::uint16_t choose_group(const Endpoint& endpoint, const std::vector<std::uint16_t>& groups) {
  Offer offer;
  offer.protocol = Protocol::kTls13;
  offer.groups = group_list(groups);
  const Answer answer = probe(endpoint, offer);
  return answer.outcome == Outcome::kAccepted ? answer.hello->group : 0;
}

Resumption try_resumption(const Endpoint& endpoint, Protocol protocol, bool tickets) {
  // A server may store the session after its last message, or be several machines: one refusal says little.
  constexpr int kTries = 3;
  Offer offer;
  offer.protocol = protocol;
  offer.complete = true;
  offer.tickets = tickets;
  offer.stay = protocol == Protocol::kTls13;
  const Answer first = probe(endpoint, offer);
  Resumption result;
  if (first.session == nullptr) return result;
  if (protocol != Protocol::kTls13 && tickets != (SSL_SESSION_has_ticket(first.session.get()) == 1)) return result;
  result.early_data = SSL_SESSION_get_max_early_data(first.session.get()) > 0;
  offer.resume = first.session.get();
  offer.stay = false;
  for (int i = 0; i < kTries && !result.resumed; ++i) result.resumed = probe(endpoint, offer).handshake.resumed;
  return result;
}

}  // namespace signet::tls
