#include "tls/inspect/inspection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace signet::tls {

namespace {

std::string_view name(Taken taken) {
  constexpr std::array<std::string_view, 3> kNames = {"yes", "no", "no answer"};
  return kNames.at(static_cast<std::size_t>(taken));
}

std::string_view name(Grade grade) {
  constexpr std::array<std::string_view, 3> kNames = {"good", "weak", "broken"};
  return kNames.at(static_cast<std::size_t>(grade));
}

std::string_view name(ClientCertificateWish wish) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "requested", "required"};
  return kNames.at(static_cast<std::size_t>(wish));
}

json::array strings(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

json::value optional(const std::optional<bool>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::object to_json(const OfferedSuite& suite) {
  json::object out;
  out["id"] = fmt::format("0x{:04x}", suite.id);
  out["name"] = suite.name;
  if (!suite.openssl_name.empty()) out["openssl"] = suite.openssl_name;
  out["grade"] = name(suite.grade.grade);
  if (!suite.grade.why.empty()) out["why"] = suite.grade.why;
  return out;
}

json::object to_json(const OfferedProtocol& protocol) {
  json::object out;
  out["name"] = protocol.name;
  out["accepted"] = name(protocol.taken);
  if (!protocol.reason.empty()) out["reason"] = protocol.reason;
  if (protocol.taken != Taken::kYes) return out;
  out["order"] = name(protocol.order);
  json::array equals;
  for (const auto& [first, second] : protocol.equals) equals.push_back(json::array{first, second});
  if (!equals.empty()) out["equals"] = std::move(equals);
  json::array suites;
  for (const OfferedSuite& suite : protocol.suites) suites.push_back(to_json(suite));
  out["suites"] = std::move(suites);
  if (protocol.incomplete) out["incomplete"] = true;
  return out;
}

json::object key_exchange_json(const Inspection& inspection) {
  json::object out;
  json::array groups;
  for (const OfferedGroup& group : inspection.groups) {
    json::object entry;
    entry["name"] = group.name;
    entry["tls13"] = group.tls13;
    entry["tls12"] = group.tls12;
    groups.push_back(std::move(entry));
  }
  out["groups"] = std::move(groups);
  out["order"] = name(inspection.group_order);
  if (!inspection.preferred_group.empty()) out["preferred"] = inspection.preferred_group;
  if (inspection.dh_bits > 0) out["dhBits"] = inspection.dh_bits;
  return out;
}

json::object certificate_json(const ShownCertificate& shown) {
  json::object out;
  json::array chain;
  for (const Certificate& certificate : shown.chain) chain.push_back(to_json(certificate));
  out["verified"] = shown.faults.empty();
  json::array faults;
  for (const Finding& fault : shown.faults) faults.push_back(to_json(fault));
  out["faults"] = std::move(faults);
  out["chain"] = std::move(chain);
  return out;
}

json::object features_json(const Inspection& inspection) {
  json::object out;
  out["ticketResumption"] = optional(inspection.ticket_resumption);
  out["sessionIdResumption"] = optional(inspection.session_id_resumption);
  out["pskResumption"] = optional(inspection.psk_resumption);
  out["earlyData"] = inspection.early_data;
  out["secureRenegotiation"] = optional(inspection.secure_renegotiation);
  out["extendedMasterSecret"] = optional(inspection.extended_master_secret);
  out["fallbackProtection"] = optional(inspection.fallback_protection);
  out["compression"] = optional(inspection.compression);
  return out;
}

json::object handshake_json(const Handshake& handshake) {
  json::object out;
  const auto put = [&out](std::string_view key, const std::string& text) {
    if (!text.empty()) out[key] = text;
  };
  put("protocol", handshake.protocol);
  put("cipherSuite", handshake.suite);
  put("group", handshake.group);
  put("signature", handshake.signature);
  put("alpn", handshake.alpn);
  return out;
}

}  // namespace

std::string_view name(Level level) {
  constexpr std::array<std::string_view, 4> kNames = {"note", "warning", "policy", "fault"};
  return kNames.at(static_cast<std::size_t>(level));
}

std::string_view name(Order order) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "server", "client", "mixed"};
  return kNames.at(static_cast<std::size_t>(order));
}

const OfferedProtocol* Inspection::find(std::uint16_t version) const {
  const auto found = std::find_if(protocols.begin(), protocols.end(),
                                  [version](const OfferedProtocol& p) { return p.version == version; });
  return found == protocols.end() ? nullptr : &*found;
}

bool Inspection::takes(std::uint16_t version) const {
  const OfferedProtocol* protocol = find(version);
  return protocol != nullptr && protocol->taken == Taken::kYes;
}

json::object to_json(const Finding& finding) {
  json::object out;
  out["level"] = name(finding.level);
  out["code"] = finding.code;
  out["what"] = finding.what;
  out["advice"] = finding.advice;
  return out;
}

json::object to_json(const Inspection& inspection) {
  json::object out;
  out["host"] = inspection.host;
  out["port"] = inspection.port;
  out["address"] = inspection.address;
  out["serverName"] = inspection.server_name;
  json::array protocols;
  for (const OfferedProtocol& protocol : inspection.protocols) protocols.push_back(to_json(protocol));
  out["protocols"] = std::move(protocols);
  out["keyExchange"] = key_exchange_json(inspection);
  out["handshake"] = handshake_json(inspection.handshake);
  out["alpn"] = json::object{{"accepted", strings(inspection.alpn)}, {"order", name(inspection.alpn_order)}};
  json::array certificates;
  for (const ShownCertificate& shown : inspection.certificates) certificates.push_back(certificate_json(shown));
  out["certificates"] = std::move(certificates);
  out["ocspStaple"] = name(inspection.handshake.ocsp);
  out["clientCertificate"] = name(inspection.client_certificate);
  if (!inspection.client_authorities.empty()) out["clientAuthorities"] = strings(inspection.client_authorities);
  out["features"] = features_json(inspection);
  out["notTested"] = strings(inspection.not_tested);
  out["connections"] = inspection.connections;
  out["unanswered"] = inspection.unanswered;
  out["milliseconds"] = inspection.milliseconds;
  return out;
}

}  // namespace signet::tls
