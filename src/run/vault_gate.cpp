#include "run/vault_gate.h"

#include <fmt/format.h>

#include <algorithm>

namespace signet::run {

namespace {

constexpr std::string_view kPrefix = "vault:";

vault::Destination destination_of(const http::Peer& peer) {
  return {peer.is_https, peer.host, peer.port};
}

Error not_allowed(const vault::Secret& secret, const http::Peer& peer, std::string_view role, bool by_script) {
  const std::string rule = vault::rule_for(destination_of(peer));
  std::string domains;
  for (const vault::DomainRule& allowed : secret.domains) {
    domains += fmt::format("{}{}", domains.empty() ? "" : ", ", allowed.to_string());
  }
  const std::string why =
      by_script ? "a script has read it, so that this run may only send to its domains" : "the request holds it";
  return fail(ErrorCode::kInvalidInput,
              fmt::format("the vault secret \"{}\" may not go to {} {}: {}; allowed: {}", secret.name, role, rule, why,
                          domains.empty() ? "no domain yet" : domains),
              secret.name.find(':') == std::string::npos
                  ? fmt::format("to allow it: signet vault edit \"{}\" --domain {}", secret.name, rule)
                  : fmt::format("to allow it: signet vault provider edit {} --domain {}",
                                secret.name.substr(0, secret.name.find(':')), rule));
}

void add(std::vector<SecretId>& all, const std::vector<SecretId>& found) {
  all.insert(all.end(), found.begin(), found.end());
}

}  // namespace

void VaultGate::learn(const vault::Secret& secret, bool by_script) {
  const SecretId id = mask_.add(secret.value.expose());
  if (!access_->scripts_may_read(secret.name)) hidden_.add(secret.value.expose());
  const std::lock_guard lock(mutex_);
  auto& owners = known_[id];
  if (std::find(owners.begin(), owners.end(), &secret) == owners.end()) owners.push_back(&secret);
  if (by_script) read_by_scripts_[id] = &secret;
}

Result<const vault::Secret*> VaultGate::read(std::string_view name, vault::Use use) {
  SIGNET_TRY(const vault::Secret* const secret, access_->get(name, use));
  learn(*secret, use == vault::Use::kScriptRead);
  return secret;
}

model::Lookup VaultGate::lookup(model::Lookup scopes, std::optional<Error>& refusal) {
  if (access_ == nullptr) return scopes;
  return [this, scopes = std::move(scopes), &refusal](std::string_view name) -> std::optional<std::string> {
    if (!name.starts_with(kPrefix)) return scopes(name);
    const auto secret = read(name.substr(kPrefix.size()), vault::Use::kRequest);
    if (secret) return std::string((*secret)->value.expose());
    if (!refusal) refusal = secret.error();
    return std::nullopt;
  };
}

Result<json::value> VaultGate::for_script(std::string_view method, std::string_view name, std::string_view value) {
  if (access_ == nullptr) {
    return fail(ErrorCode::kUnsupported, "pm.vault is not available: there is no vault, or this run does not use it",
                "make one with: signet vault init");
  }
  if (method == "set") {
    SIGNET_CHECK(access_->set(name, value));
    mask_.add(value);
    return json::value();
  }
  if (method == "unset") {
    SIGNET_CHECK(access_->unset(name));
    return json::value();
  }
  const auto secret = read(name, vault::Use::kScriptRead);
  if (secret) return json::value((*secret)->value.expose());
  if (secret.error().code == ErrorCode::kNotFound) return json::value();  // undefined, as Postman's answers
  return secret.error();
}

std::vector<SecretId> VaultGate::secrets_in(const http::Outgoing& outgoing) const {
  std::vector<SecretId> all;
  for (const std::string_view text : {outgoing.given_url, outgoing.url, outgoing.header_block}) {
    add(all, mask_.find(text));
  }
  if (const auto* text = std::get_if<std::string>(outgoing.body)) add(all, mask_.find(*text));
  if (const auto* parts = std::get_if<std::vector<http::Part>>(outgoing.body)) {
    for (const http::Part& part : *parts) {
      add(all, mask_.find(part.name));
      add(all, mask_.find(part.value));
      if (part.file_name) add(all, mask_.find(*part.file_name));
      add(all, mask_.find(part.content_type));
    }
  }
  return all;
}

Status VaultGate::check_peer(const std::vector<SecretId>& secrets, const http::Peer& peer,
                             std::string_view role) const {
  const vault::Destination destination = destination_of(peer);
  for (const auto& [id, secret] : read_by_scripts_) {
    if (!vault::allows(secret->domains, destination)) return not_allowed(*secret, peer, role, true);
  }
  for (const SecretId id : secrets) {
    const auto owners = known_.find(id);
    if (owners == known_.end()) continue;  // a secret variable: it has no domains
    const auto allowed = [&](const vault::Secret* secret) { return vault::allows(secret->domains, destination); };
    if (std::any_of(owners->second.begin(), owners->second.end(), allowed)) continue;
    return not_allowed(*owners->second.front(), peer, role, false);
  }
  return {};
}

Status VaultGate::check(const http::Outgoing& outgoing) const {
  const std::lock_guard lock(mutex_);
  if (known_.empty()) return {};
  const std::vector<SecretId> secrets = secrets_in(outgoing);
  SIGNET_CHECK(check_peer(secrets, outgoing.server, "the host"));
  return outgoing.reading_proxy ? check_peer(secrets, *outgoing.reading_proxy, "the proxy") : Status();
}

model::Request VaultGate::for_scripts(const model::Request& request) const {
  const std::string shown = hidden_(boost::json::serialize(request.to_json()));
  auto parsed = json::parse(shown, "request");
  auto masked = parsed ? model::Request::from_json(*parsed, "request") : Result<model::Request>(parsed.error());
  return masked ? *std::move(masked) : model::Request();
}

http::Response VaultGate::for_scripts(const http::Response& response) const {
  http::Response shown = response;
  shown.body = hidden_(std::move(shown.body));
  shown.status = hidden_(std::move(shown.status));
  for (http::Header& header : shown.headers) header.value = hidden_(std::move(header.value));
  for (http::Hop& hop : shown.hops) {
    hop.url = hidden_(std::move(hop.url));
    for (http::Header& header : hop.request_headers) header.value = hidden_(std::move(header.value));
    for (http::Header& header : hop.response_headers) header.value = hidden_(std::move(header.value));
  }
  return shown;
}

}  // namespace signet::run
