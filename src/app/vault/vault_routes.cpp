#include "app/vault/vault_routes.h"

#include <fmt/format.h>

#include "app/page/routes.h"
#include "base/time.h"
#include "vault/edits.h"

namespace signet::app {

namespace {

using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kNoContent = 204;
constexpr std::int64_t kMaxPassphrase = 1024;
constexpr std::int64_t kMaxValue = 256LL << 10;
constexpr std::int64_t kMaxNote = 10'000;
constexpr std::int64_t kMaxDomains = 50;
constexpr std::int64_t kMaxDomain = 300;
constexpr std::int64_t kMostIdleMinutes = 24LL * 60;

json::array show_domains(const std::vector<vault::DomainRule>& rules) {
  json::array shown;
  for (const vault::DomainRule& rule : rules) shown.emplace_back(rule.to_string());
  return shown;
}

json::value time_or_null(std::int64_t unix_ms) {
  return unix_ms == 0 ? json::value() : json::value(iso_time(unix_ms));
}

/// All but the value.
json::object show_entry(const vault::Entry& entry) {
  return {{"name", entry.name},
          {"link", entry.link},
          {"domains", show_domains(entry.domains)},
          {"note", entry.note},
          {"tags", strings(entry.tags)},
          {"versions", entry.versions.size()},
          {"changed", time_or_null(entry.changed_ms)},
          {"used", time_or_null(entry.used_ms)},
          {"expires", time_or_null(entry.expires_ms.value_or(0))}};
}

json::object show_consent(const vault::Consent& consent) {
  return {{"id", consent.id},
          {"collection", consent.collection_name},
          {"location", consent.collection_path},
          {"secrets", strings(consent.secrets)},
          {"scripts_read", consent.scripts_read},
          {"scripts_write", consent.scripts_write},
          {"granted", time_or_null(consent.granted_ms)}};
}

Response show_state(const VaultParts& parts) {
  const bool is_open = parts.vault.is_open();
  return server::json_response(
      200, json::object{{"state", is_open                ? "open"
                                  : parts.vault.exists() ? "locked"
                                                         : "none"},
                        {"file", parts.vault.file().string()},
                        {"idle_minutes", std::chrono::duration_cast<std::chrono::minutes>(parts.vault.idle()).count()},
                        {"idle_left_seconds", parts.vault.idle_left().count()},
                        {"waiting", parts.questions.waiting()},
                        {"proposal", parts.proposals.waiting()}});
}

Field passphrase() {
  return {.name = "passphrase", .required = true, .max = kMaxPassphrase, .secret = true};
}

Field name() {
  return {.name = "name", .required = true, .max = vault::kMaxNameBytes};
}

std::vector<Route> state_routes(const VaultParts& parts) {
  std::vector<Route> routes;
  routes.push_back(declare_route(Method::kGet, "/vault/v1/state", "getVault",
                                 [parts](Call&) -> Result<Response> { return show_state(parts); }));
  routes.push_back(
      declare_route(Method::kPost, "/vault/v1/create", "createVault", [parts](Call& call) -> Result<Response> {
        SIGNET_CHECK(parts.vault.create(*call.secret("passphrase")));
        return show_state(parts);
      }));
  routes.back().body = {passphrase()};
  routes.push_back(
      declare_route(Method::kPost, "/vault/v1/unlock", "unlockVault", [parts](Call& call) -> Result<Response> {
        SIGNET_CHECK(parts.vault.unlock(call.secret("passphrase")->clone()));
        return show_state(parts);
      }));
  routes.back().body = {passphrase()};
  routes.push_back(declare_route(Method::kPost, "/vault/v1/lock", "lockVault", [parts](Call&) -> Result<Response> {
    parts.vault.lock();
    return show_state(parts);
  }));
  routes.push_back(declare_route(Method::kPut, "/vault/v1/idle", "setIdle", [parts](Call& call) -> Result<Response> {
    SIGNET_CHECK(parts.vault.set_idle(std::chrono::minutes(json::int64_or(call.body, "minutes", 0))));
    return show_state(parts);
  }));
  routes.back().body = {
      {.name = "minutes", .type = Type::kInteger, .required = true, .min = 1, .max = kMostIdleMinutes}};
  return routes;
}

/// Gives an entry what the body says of it. `value`: null or empty leaves it as it is.
Status apply(vault::Store::Writer& writer, const Call& call, const SecretString* value,
             std::vector<vault::DomainRule> domains) {
  const std::string name(json::string_or(call.body, "name"));
  const std::string new_name(json::string_or(call.body, "new_name", name));
  if (json::bool_or(call.body, "is_new", false)) {
    SIGNET_CHECK(vault::add_entry(writer, name));
    if (value == nullptr || value->empty()) return fail(ErrorCode::kInvalidInput, "the value is empty");
  } else if (new_name != name) {
    SIGNET_CHECK(vault::rename_entry(writer, name, new_name));
  }
  if (value != nullptr && !value->empty()) SIGNET_CHECK(vault::put_value(writer, new_name, value->clone()));
  SIGNET_TRY(vault::Entry* const entry, vault::edit_entry(writer, new_name));
  entry->domains = std::move(domains);
  entry->note = std::string(json::string_or(call.body, "note", entry->note));
  entry->changed_ms = writer.now_ms;
  return {};
}

std::vector<Route> entry_routes(const VaultParts& parts) {
  std::vector<Route> routes;
  routes.push_back(declare_route(Method::kGet, "/vault/v1/entries", "listEntries", [parts](Call&) -> Result<Response> {
    SIGNET_TRY(const vault::Contents contents, parts.vault.read());
    json::array entries;
    for (const vault::Entry& entry : contents.entries) entries.push_back(show_entry(entry));
    return server::json_response(200, json::object{{"entries", std::move(entries)}});
  }));
  // By POST, and the name in the body: no history, log or address has it.
  routes.push_back(
      declare_route(Method::kPost, "/vault/v1/entries/value", "revealEntry", [parts](Call& call) -> Result<Response> {
        SIGNET_TRY(const vault::Contents contents, parts.vault.read());
        const vault::Entry* entry = contents.find(json::string_or(call.body, "name"));
        if (entry == nullptr || entry->value() == nullptr) {
          return fail(ErrorCode::kNotFound, "the vault has no value of that name");
        }
        return server::json_response(200, json::object{{"value", entry->value()->expose()}});
      }));
  routes.back().body = {name()};
  routes.push_back(
      declare_route(Method::kPut, "/vault/v1/entries", "putEntry", [parts](Call& call) -> Result<Response> {
        SIGNET_TRY(std::vector<vault::DomainRule> domains, read_domains(call.body));
        const std::string proposal(json::string_or(call.body, "proposal"));
        std::optional<SecretString> proposed;
        if (!proposal.empty()) {
          SIGNET_TRY(proposed, parts.proposals.value(proposal));
        }
        const SecretString* value = proposed ? &*proposed : call.secret("value");
        SIGNET_CHECK(parts.vault.update(
            [&](vault::Store::Writer& writer) { return apply(writer, call, value, std::move(domains)); }));
        if (proposed) parts.proposals.settle(proposal, std::string(json::string_or(call.body, "name")));
        return Response{.status = kNoContent};
      }));
  routes.back().body = {name(),
                        {.name = "is_new", .type = Type::kBoolean},
                        {.name = "new_name", .max = vault::kMaxNameBytes},
                        {.name = "value", .max = kMaxValue, .secret = true},
                        {.name = "proposal", .format = "uuid"},
                        domains_field(),
                        {.name = "note", .max = kMaxNote}};
  routes.back().body_bytes = 4 * static_cast<std::uint64_t>(kMaxValue);
  routes.push_back(declare_route(Method::kDelete, "/vault/v1/proposals/{id}", "declineProposal",
                                 [parts](Call& call) -> Result<Response> {
                                   parts.proposals.settle(call.text("id"), "");
                                   return Response{.status = kNoContent};
                                 }));
  routes.back().path = {{.name = "id", .format = "uuid"}};
  routes.push_back(
      declare_route(Method::kPost, "/vault/v1/entries/remove", "removeEntry", [parts](Call& call) -> Result<Response> {
        SIGNET_CHECK(parts.vault.update([&](vault::Store::Writer& writer) {
          return vault::remove_entry(writer, json::string_or(call.body, "name"));
        }));
        return Response{.status = kNoContent};
      }));
  routes.back().body = {name()};
  return routes;
}

run::VaultAnswer read_answer(const json::object& body, std::string_view member) {
  const std::string_view said = json::string_or(body, member, "no");
  return said == "always" ? run::VaultAnswer::kAlways
         : said == "once" ? run::VaultAnswer::kOnce
                          : run::VaultAnswer::kNo;
}

std::vector<Route> consent_routes(const VaultParts& parts) {
  std::vector<Route> routes;
  routes.push_back(
      declare_route(Method::kGet, "/vault/v1/consents", "listConsents", [parts](Call&) -> Result<Response> {
        SIGNET_TRY(const vault::Contents contents, parts.vault.read());
        json::array consents;
        for (const vault::Consent& consent : contents.consents) consents.push_back(show_consent(consent));
        return server::json_response(200, json::object{{"consents", std::move(consents)}});
      }));
  routes.push_back(declare_route(Method::kDelete, "/vault/v1/consents/{id}", "revokeConsent",
                                 [parts](Call& call) -> Result<Response> {
                                   SIGNET_CHECK(parts.vault.update([&](vault::Store::Writer& writer) -> Status {
                                     if (vault::revoke_consents(writer, call.text("id"), "") > 0) return {};
                                     return fail(ErrorCode::kNotFound, "that consent was taken back before");
                                   }));
                                   return Response{.status = kNoContent};
                                 }));
  routes.back().path = {{.name = "id", .format = "uuid"}};
  // Nobody allows what a locked vault holds.
  routes.push_back(declare_route(
      Method::kPost, "/vault/v1/questions/{id}", "answerQuestion", [parts](Call& call) -> Result<Response> {
        SIGNET_CHECK(parts.vault.key());
        const run::VaultAnswers answers{read_answer(call.body, "secrets"), read_answer(call.body, "scripts")};
        if (parts.questions.answer(call.text("id"), answers)) return Response{.status = kNoContent};
        return fail(ErrorCode::kNotFound, "nobody waits for that answer any more", "send the request again");
      }));
  const std::vector<std::string> words = {"no", "once", "always"};
  routes.back().body = {{.name = "secrets", .required = true, .values = words},
                        {.name = "scripts", .required = true, .values = words}};
  return routes;
}

}  // namespace

Field domains_field() {
  return {.name = "domains",
          .type = Type::kArray,
          .required = true,
          .min = 1,
          .max = kMaxDomains,
          .fields = {{.min = 1, .max = kMaxDomain}}};
}

Result<std::vector<vault::DomainRule>> read_domains(const json::object& body) {
  std::vector<vault::DomainRule> rules;
  for (const json::value& text : body.at("domains").as_array()) {
    SIGNET_TRY(vault::DomainRule rule, vault::parse_domain_rule(text.as_string()));
    rules.push_back(std::move(rule));
  }
  return rules;
}

std::vector<Route> vault_routes(const VaultParts& parts) {
  std::vector<Route> routes = state_routes(parts);
  add_routes(routes, entry_routes(parts));
  add_routes(routes, consent_routes(parts));
  return routes;
}

}  // namespace signet::app
