#include "tls/inspect/inspector.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <deque>

#include "base/text.h"
#include "base/time.h"
#include "tls/inspect/chain.h"
#include "tls/inspect/crew.h"
#include "tls/inspect/groups.h"
#include "tls/inspect/old_suites.h"
#include "tls/inspect/scan.h"
#include "tls/suites.h"

namespace signet::tls {

namespace {

constexpr std::string_view kRsaAlgorithms =
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
    "rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA1";
constexpr std::string_view kOtherAlgorithms = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA1:ed25519:ed448";

bool is_address(const std::string& host) {
  in6_addr buffer{};
  return ::inet_pton(AF_INET, host.c_str(), &buffer) == 1 || ::inet_pton(AF_INET6, host.c_str(), &buffer) == 1;
}

OfferedSuite describe_suite(std::uint16_t id) {
  OfferedSuite suite;
  suite.id = id;
  if (const Suite* known = find_suite(id)) {
    suite.name = known->iana_name;
    suite.openssl_name = known->openssl_name;
  } else {
    const std::string_view old = old_suite_name(id);
    suite.name = old.empty() ? fmt::format("suite 0x{:04x}", id) : std::string(old);
  }
  suite.grade = grade_suite(suite.name);
  return suite;
}

/// What SSL 3.0 can carry: the old ones, and those of TLS 1.0 (CBC with SHA-1, NULL).
std::vector<std::uint16_t> ssl3_suites() {
  std::vector<std::uint16_t> ids;
  for (const OldSuite& suite : old_suites()) ids.push_back(suite.id);
  for (const Suite& suite : known_suites()) {
    if (suite.iana_name.ends_with("_CBC_SHA") || suite.iana_name.ends_with("_NULL_SHA")) ids.push_back(suite.id);
  }
  return ids;
}

std::vector<std::uint16_t> old_suite_ids() {
  std::vector<std::uint16_t> ids;
  for (const OldSuite& suite : old_suites()) ids.push_back(suite.id);
  return ids;
}

bool is_ecdhe(const OfferedSuite& suite) {
  return !suite.openssl_name.empty() && suite.name.starts_with("TLS_ECDHE_");
}

/// Fills an Inspection phase by phase; the jobs of one phase run side by side and write to places of their own.
class Inspector {
 public:
  Inspector(const InspectOptions& options, Endpoint endpoint, X509_STORE* trust, Inspection& out)
      : options_(options), endpoint_(std::move(endpoint)), trust_(trust), out_(out) {
    endpoint_.connections = &connections_;
  }

  /// The reason why no protocol was taken, or nothing.
  std::optional<Error> run() {
    find_protocols();
    if (!newest_) return no_protocol();
    find_properties();
    find_orders();
    summarise();
    return std::nullopt;
  }

 private:
  struct ProtocolState {
    Protocol protocol = Protocol::kTls10;
    Answer first;
    Scan suites;
    Scan raw;
    std::deque<std::uint16_t> pairs;  ///< what was chosen when neighbours were offered the other way round
  };

  void phase(std::string_view doing, const Jobs& jobs) {
    const auto tell = [&] {
      if (options_.progress) options_.progress(doing, connections_.load());
    };
    tell();
    run_all(jobs, options_.parallel, tell);
  }

  [[nodiscard]] OfferedProtocol& offered(Protocol protocol) {
    return out_.protocols.at(static_cast<std::size_t>(protocol) + 1);  // SSL 3.0 is the first
  }

  // ---- which protocols

  void find_protocols() {
    Jobs jobs;
    jobs.emplace_back([this] {
      RawOffer offer;
      offer.version = kSsl30;
      offer.suites = ssl3_suites();
      ssl3_ = probe_raw(endpoint_, offer);
    });
    for (const Protocol protocol : kProtocols) {
      ProtocolState& state = states_.at(static_cast<std::size_t>(protocol));
      state.protocol = protocol;
      jobs.emplace_back([this, &state] {
        Offer offer;
        offer.protocol = state.protocol;
        state.first = probe(endpoint_, offer);
      });
    }
    phase("protocols", jobs);
    add_protocol(kSsl30, ssl3_);
    for (const ProtocolState& state : states_) {
      add_protocol(wire_version(state.protocol), state.first);
      if (state.first.outcome != Outcome::kAccepted) continue;
      newest_ = state.protocol;
      if (state.protocol != Protocol::kTls13) newest_before_13_ = state.protocol;
    }
  }

  void add_protocol(std::uint16_t version, const Answer& answer) {
    OfferedProtocol protocol;
    protocol.version = version;
    protocol.name = version_name(version);
    const bool silent = answer.outcome == Outcome::kSilent || answer.outcome == Outcome::kUnreachable;
    protocol.taken = answer.outcome == Outcome::kAccepted ? Taken::kYes : silent ? Taken::kNoAnswer : Taken::kNo;
    if (silent) ++out_.unanswered;
    if (protocol.taken != Taken::kYes) protocol.reason = answer.reason;
    out_.protocols.push_back(std::move(protocol));
  }

  [[nodiscard]] Error no_protocol() const {
    bool not_tls = ssl3_.outcome == Outcome::kNotTls;
    for (const ProtocolState& state : states_) not_tls = not_tls || state.first.outcome == Outcome::kNotTls;
    const Answer& last = states_.back().first;
    if (last.outcome == Outcome::kUnreachable) return fail(ErrorCode::kNetwork, last.reason, "check host and port");
    if (last.outcome == Outcome::kSilent) {
      return fail(ErrorCode::kTimeout, fmt::format("{} takes connections but answers no handshake", out_.address),
                  "check that the port speaks TLS from the start (no STARTTLS), or give more time with --timeout");
    }
    if (not_tls) {
      return fail(ErrorCode::kNetwork, fmt::format("what answers at {} does not speak TLS", out_.address),
                  "try another port; HTTPS is on 443 as a rule");
    }
    return fail(ErrorCode::kNetwork, fmt::format("{} refuses every handshake: {}", out_.address, last.reason),
                ssl3_.outcome == Outcome::kAccepted ? "it takes SSL 3.0 only, which no client should speak (RFC 7568)"
                : out_.server_name.empty()          ? "it may want a server name: give one with --server-name"
                                                    : "it may want another server name (--server-name)");
  }

  // ---- what each of them comes with

  void find_properties() {
    Jobs jobs;
    add_baseline_jobs(jobs);
    for (ProtocolState& state : states_) {
      if (state.first.outcome == Outcome::kAccepted) add_suite_jobs(jobs, state);
    }
    if (newest_ == Protocol::kTls13) add_group_jobs(jobs);
    add_alpn_jobs(jobs);
    add_resumption_jobs(jobs);
    add_single_jobs(jobs);
    phase("suites, certificates, resumption", jobs);
  }

  [[nodiscard]] Offer full_offer() const {
    Offer offer;
    offer.protocol = *newest_;
    offer.complete = true;
    return offer;
  }

  void add_baseline_jobs(Jobs& jobs) {
    jobs.emplace_back([this] {
      Offer offer = full_offer();
      offer.stay = true;
      offer.staple = true;
      offer.trust = trust_;
      offer.alpn = {"h2", "http/1.1"};
      baseline_ = probe(endpoint_, offer);
      if (baseline_.completed || baseline_.chain != nullptr) return;
      offer.alpn.clear();  // a server may refuse these protocols (RFC 7301 §3.2)
      baseline_ = probe(endpoint_, offer);
    });
    if (*newest_ < Protocol::kTls12) return;
    const auto with = [this](std::string_view algorithms, Answer& answer) {
      return [this, algorithms, &answer] {
        Offer offer = full_offer();
        offer.signature_algorithms = algorithms;
        answer = probe(endpoint_, offer);
      };
    };
    jobs.emplace_back(with(kRsaAlgorithms, rsa_));
    jobs.emplace_back(with(kOtherAlgorithms, other_));
  }

  void add_suite_jobs(Jobs& jobs, ProtocolState& state) {
    jobs.emplace_back([this, &state] { state.suites = scan_suites(endpoint_, state.protocol); });
    if (state.protocol == Protocol::kTls13) return;
    jobs.emplace_back(
        [this, &state] { state.raw = scan_raw_suites(endpoint_, wire_version(state.protocol), old_suite_ids()); });
  }

  void add_group_jobs(Jobs& jobs) {
    for (const Group& group : known_groups()) {
      if (!group.tls13) continue;
      bool& taken = groups13_.emplace_back(group.id, false).second;
      jobs.emplace_back([this, id = group.id, &taken] { taken = takes_group(endpoint_, id); });
    }
  }

  void add_alpn_jobs(Jobs& jobs) {
    for (std::size_t i = 0; i < kAlpnOffers.size(); ++i) {
      jobs.emplace_back([this, i] {
        Offer offer = full_offer();
        for (const std::string_view name : split(kAlpnOffers.at(i), ' ')) offer.alpn.emplace_back(name);
        alpn_.at(i) = probe(endpoint_, offer).handshake.alpn;
      });
    }
  }

  void add_resumption_jobs(Jobs& jobs) {
    if (newest_ == Protocol::kTls13) {
      jobs.emplace_back([this] {
        const Resumption result = try_resumption(endpoint_, Protocol::kTls13, true);
        out_.psk_resumption = result.resumed;
        out_.early_data = result.early_data;
      });
    }
    if (!newest_before_13_) return;
    jobs.emplace_back([this] { out_.ticket_resumption = try_resumption(endpoint_, *newest_before_13_, true).resumed; });
    jobs.emplace_back(
        [this] { out_.session_id_resumption = try_resumption(endpoint_, *newest_before_13_, false).resumed; });
  }

  void add_single_jobs(Jobs& jobs) {
    if (!newest_before_13_) return;
    jobs.emplace_back([this] {
      RawOffer offer;
      offer.version = wire_version(*newest_before_13_);
      offer.server_name = endpoint_.server_name;
      offer.deflate = true;
      for (const Suite& suite : known_suites()) {
        if (!suite.tls13) offer.suites.push_back(suite.id);
      }
      const Answer answer = probe_raw(endpoint_, offer);
      if (answer.outcome == Outcome::kAccepted) out_.compression = answer.hello->compression != 0;
    });
    if (*newest_before_13_ == *newest_) return;
    jobs.emplace_back([this] {
      Offer offer;
      offer.protocol = *newest_before_13_;
      offer.fallback = true;
      const Answer answer = probe(endpoint_, offer);
      if (answer.outcome == Outcome::kAccepted) out_.fallback_protection = false;
      if (answer.alert == SSL_AD_INAPPROPRIATE_FALLBACK) out_.fallback_protection = true;
    });
  }

  // ---- what depends on that

  void find_orders() {
    Jobs jobs;
    for (ProtocolState& state : states_) {
      const std::vector<std::uint16_t>& ids = state.suites.taken;
      for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
        std::uint16_t& chosen = state.pairs.emplace_back(0);
        jobs.emplace_back([this, &state, first = ids[i + 1], second = ids[i], &chosen] {
          chosen = choose(endpoint_, state.protocol, first, second);
        });
      }
    }
    add_curve_jobs(jobs);
    for (const auto& [id, taken] : groups13_) {
      if (taken && !find_group(id)->openssl_name.empty()) taken13_.push_back(id);
    }
    if (taken13_.size() > 1) {
      jobs.emplace_back([this] { forward_ = choose_group(endpoint_, taken13_); });
      jobs.emplace_back([this] { backward_ = choose_group(endpoint_, {taken13_.rbegin(), taken13_.rend()}); });
    }
    phase("order of preference", jobs);
  }

  void add_curve_jobs(Jobs& jobs) {
    if (!newest_before_13_) return;
    const Scan& scan = states_.at(static_cast<std::size_t>(*newest_before_13_)).suites;
    std::vector<std::uint16_t> ecdhe;
    std::vector<std::uint16_t> dhe;
    for (const std::uint16_t id : scan.taken) {
      const OfferedSuite suite = describe_suite(id);
      if (is_ecdhe(suite)) ecdhe.push_back(id);
      if (suite.name.starts_with("TLS_DHE_") || suite.name.starts_with("TLS_DH_anon")) dhe.push_back(id);
    }
    if (!ecdhe.empty()) {
      jobs.emplace_back(
          [this, ecdhe] { curves_ = scan_curves(endpoint_, *newest_before_13_, ecdhe, certificate_curve()); });
    }
    if (dhe.empty()) return;
    jobs.emplace_back([this, dhe] {
      Offer offer;
      offer.protocol = *newest_before_13_;
      offer.suites = dhe;
      offer.complete = true;
      out_.dh_bits = probe(endpoint_, offer).dh_bits;
    });
  }

  /// OpenSSL's name of the curve of an ECDSA certificate; empty without one.
  [[nodiscard]] std::string certificate_curve() const {
    for (const Answer* answer : {&other_, &baseline_}) {
      if (answer->handshake.chain.empty()) continue;
      const std::string& key = answer->handshake.chain.front().key;
      constexpr std::string_view kCurve = "EC ";
      if (key.starts_with(kCurve)) return key.substr(kCurve.size());
    }
    return {};
  }

  // ---- the sum

  void summarise() {
    for (ProtocolState& state : states_) {
      if (state.first.outcome == Outcome::kAccepted) summarise_suites(state);
    }
    if (ssl3_.outcome == Outcome::kAccepted)
      out_.protocols.front().suites.push_back(describe_suite(ssl3_.hello->suite));
    summarise_groups();
    summarise_alpn();
    summarise_handshake();
    out_.not_tested.emplace_back("suites with SRP, Kerberos or GOST, and renegotiation by the client");
    out_.connections = connections_.load();
  }

  void summarise_suites(const ProtocolState& state) {
    OfferedProtocol& protocol = offered(state.protocol);
    for (const std::uint16_t id : state.suites.taken) protocol.suites.push_back(describe_suite(id));
    for (const std::uint16_t id : state.raw.taken) protocol.suites.push_back(describe_suite(id));
    protocol.incomplete = state.suites.incomplete || state.raw.incomplete;
    out_.unanswered += state.suites.unanswered + state.raw.unanswered;
    std::size_t turned = 0;
    for (std::size_t i = 0; i < state.pairs.size(); ++i) {
      if (state.pairs[i] != state.suites.taken[i + 1]) continue;
      ++turned;
      protocol.equals.emplace_back(protocol.suites[i].name, protocol.suites[i + 1].name);
    }
    if (state.pairs.empty()) return;
    protocol.order = turned == 0 ? Order::kServer : turned == state.pairs.size() ? Order::kClient : Order::kMixed;
    if (protocol.order == Order::kClient) protocol.equals.clear();
  }

  void summarise_groups() {
    for (const Group& group : known_groups()) {
      OfferedGroup offered_group{group.id, std::string(group.name), false, false, group.bits};
      for (const auto& [id, taken] : groups13_) offered_group.tls13 = offered_group.tls13 || (taken && id == group.id);
      const auto& curves = curves_.taken;
      offered_group.tls12 = std::find(curves.begin(), curves.end(), group.id) != curves.end();
      if (offered_group.tls12 || offered_group.tls13) out_.groups.push_back(std::move(offered_group));
    }
    if (forward_ == 0 || backward_ == 0) return;
    out_.group_order = forward_ == backward_ ? Order::kServer : Order::kClient;
    if (forward_ == backward_) out_.preferred_group = group_name(forward_);
  }

  void summarise_alpn() {
    for (const std::size_t single : {0U, 1U}) {
      if (alpn_.at(single) == kAlpnOffers.at(single)) out_.alpn.emplace_back(kAlpnOffers.at(single));
    }
    if (out_.alpn.size() < 2 || alpn_[2].empty() || alpn_[3].empty()) return;
    out_.alpn_order = alpn_[2] == alpn_[3] ? Order::kServer : Order::kClient;
    if (out_.alpn_order == Order::kServer && alpn_[2] == out_.alpn[1]) std::swap(out_.alpn[0], out_.alpn[1]);
  }

  void summarise_handshake() {
    out_.handshake = baseline_.handshake;
    for (const Answer* answer : {&baseline_, &rsa_, &other_}) add_certificate(*answer);
    if (baseline_.client_certificate_requested) {
      out_.client_certificate =
          baseline_.refused_without_certificate ? ClientCertificateWish::kRequired : ClientCertificateWish::kRequested;
      out_.client_authorities = baseline_.client_authorities;
    }
    if (!newest_before_13_) return;
    const Answer& old = states_.at(static_cast<std::size_t>(*newest_before_13_)).first;
    out_.secure_renegotiation = old.hello->secure_renegotiation;
    out_.extended_master_secret = old.hello->extended_master_secret;
  }

  void add_certificate(const Answer& answer) {
    if (answer.chain == nullptr || sk_X509_num(answer.chain.get()) == 0) return;
    const std::string host = out_.server_name.empty() ? out_.host : out_.server_name;
    ShownCertificate shown = check_chain(answer.chain.get(), trust_, host, unix_now_s());
    for (const ShownCertificate& other : out_.certificates) {
      if (other.chain.front().fingerprint == shown.chain.front().fingerprint) return;
    }
    out_.certificates.push_back(std::move(shown));
  }

  static constexpr std::array<std::string_view, 4> kAlpnOffers = {"h2", "http/1.1", "h2 http/1.1", "http/1.1 h2"};

  const InspectOptions& options_;
  Endpoint endpoint_;
  X509_STORE* trust_;
  Inspection& out_;
  std::atomic<int> connections_ = 0;
  std::optional<Protocol> newest_;
  std::optional<Protocol> newest_before_13_;
  Answer ssl3_;
  std::array<ProtocolState, 4> states_;
  Answer baseline_;
  Answer rsa_;
  Answer other_;
  std::deque<std::pair<std::uint16_t, bool>> groups13_;
  std::vector<std::uint16_t> taken13_;
  std::uint16_t forward_ = 0;
  std::uint16_t backward_ = 0;
  Scan curves_;
  std::array<std::string, 4> alpn_;
};

/// The first address that takes a connection.
Result<Address> reachable_address(const Target& target, const InspectOptions& options, Clock::time_point deadline) {
  SIGNET_TRY(const std::vector<Address> addresses, resolve(target.host, target.port, deadline));
  Error last = fail(ErrorCode::kNetwork, fmt::format("{} has no address", target.host));
  for (const Address& address : addresses) {
    const auto socket = Socket::connect(address, std::min(deadline, Clock::now() + options.timeout));
    if (socket) return address;
    last = socket.error();
  }
  return last;
}

}  // namespace

Result<Inspection> inspect(const Target& target, const InspectOptions& options) {
  const Clock::time_point start = Clock::now();
  const Clock::time_point deadline = start + options.max_time;
  SIGNET_TRY(const StorePtr trust, load_authorities(options.authorities, options.system_authorities));
  if (options.progress) options.progress("connecting", 0);
  Endpoint endpoint;
  SIGNET_TRY(endpoint.address, reachable_address(target, options, deadline));
  Inspection out;
  out.host = target.host;
  out.port = target.port;
  out.address = endpoint.address.text;
  // RFC 6066 §3: addresses are not sent.
  out.server_name = options.server_name.value_or(is_address(target.host) ? "" : target.host);
  endpoint.server_name = out.server_name;
  endpoint.timeout = options.timeout;
  endpoint.deadline = deadline;
  if (auto error = Inspector(options, endpoint, trust.get(), out).run()) return *std::move(error);
  out.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
  return out;
}

}  // namespace signet::tls
