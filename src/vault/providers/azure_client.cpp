#include "vault/providers/azure_client.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"
#include "http/oauth2/token.h"
#include "http/url.h"
#include "vault/providers/address.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::string_view kVersion = "api-version=7.4";
constexpr std::int64_t kYear10000 = 253'402'300'800;

struct Inner {
  std::string_view code;
  std::string_view hint;
};

/// "innererror" of a 403. https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
constexpr std::array<Inner, 6> kInnerErrors = {{
    {"SecretDisabled", "the secret is switched off: its owner can switch it on again"},
    {"ForbiddenByRbac", "ask for the role Key Vault Secrets User on this vault or secret"},
    {"AccessDenied", "ask for the permission to get secrets in the vault's access policy"},
    {"ForbiddenByPolicy", "ask for the permission to get secrets in the vault's access policy"},
    {"ForbiddenByFirewall", "the vault's firewall keeps this address out: allow it, or use a private endpoint"},
    {"ForbiddenByConnection", "the vault takes requests by its private endpoint only"},
}};

std::int64_t seconds_of(const json::object& attributes, std::string_view name) {
  const json::value* value = json::find(attributes, name);
  return value != nullptr && value->is_int64() && value->get_int64() > 0 && value->get_int64() < kYear10000
             ? value->get_int64()
             : 0;
}

/// Errors of the service: {"error": {"code", "message", "innererror": {"code"}}}.
struct Said {
  std::string message;
  std::string code;
  std::string inner;
};

Said read_said(const Answer& answer) {
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  const json::object* error = o == nullptr ? nullptr : json::find_object(*o, "error");
  if (error == nullptr) return {fmt::format("status {}", answer.code), {}, {}};
  const json::object* inner = json::find_object(*error, "innererror");
  Said said;
  said.code = json::string_or(*error, "code");
  const std::string_view message = json::string_or(*error, "message", said.code);
  said.message = trim(message.substr(0, message.find_first_of("\r\n")));
  said.inner = inner == nullptr ? std::string_view() : json::string_or(*inner, "code");
  return said;
}

AzureListed read_listed(const json::object& o) {
  AzureListed listed;
  const std::string_view id = json::string_or(o, "id");
  listed.last_step = id.substr(id.rfind('/') + 1);
  if (const json::object* attributes = json::find_object(o, "attributes")) {
    listed.enabled = json::bool_or(*attributes, "enabled", true);
    listed.expires_s = seconds_of(*attributes, "exp");
    listed.changed_s = seconds_of(*attributes, "updated");
  }
  return listed;
}

}  // namespace

AzureClient::AzureClient(ProviderContext& context, const AzureConfig& config, const std::string& service)
    : context_(context), config_(config), transport_(context, service), login_(context, config, service) {
  transport_.hide(config_.client_secret.expose());
}

Result<std::string> AzureClient::vault_url_of(const AzureReference& reference) const {
  const auto wrong = [&](std::string_view what, std::string hint) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", transport_.service(), what), std::move(hint));
  };
  if (!reference.host.empty()) {
    const std::string url = "https://" + reference.host;
    if (!config_.vault_url.empty() && authority_of(url) == authority_of(config_.vault_url)) return config_.vault_url;
    const bool is_vault = reference.host.size() > config_.vault_suffix.size() + 1 && !config_.vault_suffix.empty() &&
                          reference.host.ends_with("." + config_.vault_suffix) &&
                          is_azure_vault_name(reference.host.substr(0, reference.host.find('.'))) &&
                          reference.host.find('.') + 1 + config_.vault_suffix.size() == reference.host.size();
    if (is_vault) return url;
    return wrong(fmt::format("{} is no vault of this cloud", transport_.quote(reference.host)),
                 "tokens go to vaults of the provider's cloud only: set cloud or vault if that one is right");
  }
  if (!reference.vault.empty()) {
    if (config_.vault_suffix.empty()) {
      return wrong("the vault is no one of Azure's, so that references cannot name others",
                   "write the secret's name only");
    }
    return fmt::format("https://{}.{}", reference.vault, config_.vault_suffix);
  }
  if (config_.vault_url.empty()) return wrong("no vault is set", "set vault, or write VAULT/NAME");
  return config_.vault_url;
}

Result<Answer> AzureClient::send(const std::string& url, const std::string& subject, const SecretString* token) {
  Call call;
  call.url = url;
  if (token != nullptr) {
    transport_.hide(token->expose());
    call.headers.push_back({"Authorization", fmt::format("Bearer {}", token->expose()), true});
  }
  call.subject = subject;
  call.clear_text = config_.clear_text;
  return transport_.exchange(std::move(call));
}

Result<AzureChallenge> AzureClient::challenge_in(const Answer& answer, const std::string& vault_url) const {
  const auto challenge = read_azure_challenge(answer.headers);
  if (!challenge) {
    return transport_.trouble(Trouble::kBadAnswer, "login", "the vault does not say who signs in to it",
                              "check that the address is a vault's");
  }
  const std::string host = http::to_node_url(vault_url).hostname;
  if (!config_.verify_challenge || is_resource_of(challenge->resource, host)) return *challenge;
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{}: {} asks for a token for {}, which is not its own", transport_.service(), host,
                          transport_.quote(challenge->resource)),
              "check the vault's address; for an emulator set verify_challenge to false");
}

Result<Answer> AzureClient::ask(const std::string& vault_url, const std::string& url, const std::string& subject) {
  const auto known = challenges_.find(vault_url);
  const SecretString* token = nullptr;
  if (known != challenges_.end()) {
    SIGNET_TRY(token, login_.token(known->second));
  }
  SIGNET_TRY(Answer first, send(url, subject, token));
  if (first.code != 401) return first;
  // No token yet, or one that the vault does not take any more: it says what it takes, and that is asked for once.
  SIGNET_TRY(const AzureChallenge challenge, challenge_in(first, vault_url));
  if (token != nullptr) login_.forget(known->second);
  challenges_[vault_url] = challenge;
  SIGNET_TRY(token, login_.token(challenge));
  return send(url, subject, token);
}

Error AzureClient::refusal(const Answer& answer, const std::string& subject) const {
  const Said said = read_said(answer);
  const auto* inner = std::find_if(kInnerErrors.begin(), kInnerErrors.end(),
                                   [&](const Inner& e) { return e.code == said.inner || e.code == said.code; });
  std::string hint(inner == kInnerErrors.end() ? std::string_view() : inner->hint);
  if (answer.code == 401) hint = "the vault refuses the login's token: check tenant_id and cloud";
  return transport_.trouble(Transport::kind_of(answer.code), subject, said.message, std::move(hint));
}

Result<SecretString> AzureClient::get(const AzureReference& reference) {
  SIGNET_TRY(const std::string vault_url, vault_url_of(reference));
  const std::string subject = fmt::format("{}{}{}{}{}", reference.vault, reference.vault.empty() ? "" : "/",
                                          reference.name, reference.version.empty() ? "" : "@", reference.version);
  const std::string version = reference.version.empty() ? std::string() : "/" + reference.version;
  SIGNET_TRY(const Answer answer,
             ask(vault_url, fmt::format("{}/secrets/{}{}?{}", vault_url, reference.name, version, kVersion), subject));
  if (!answer.ok()) return refusal(answer, subject);
  SIGNET_TRY(const json::value document, transport_.read_object(answer, subject));
  return read_azure_secret(document.get_object(), subject, context_.now_ms(), config_.allow_expired, transport_);
}

Result<std::string> AzureClient::next_page(const json::object& page, const std::string& vault_url) const {
  const std::string_view link = json::string_or(page, "nextLink");
  if (link.empty()) return std::string();
  const http::NodeUrl target = http::to_node_url(link, true);
  // The link gets the token: it must lead to the very vault that was asked.
  const bool is_same = target.protocol == http::to_node_url(vault_url).protocol && !target.auth &&
                       authority_of(link) == authority_of(vault_url) && target.pathname.starts_with("/secrets");
  if (is_same) return vault_url + target.pathname + target.search.value_or("");
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{}: the list goes on at {}, which is not the vault", transport_.service(),
                          transport_.quote(http::oauth2::endpoint_name(link))),
              "tokens go to no other host: check what answers at the vault's address");
}

Result<std::vector<AzureListed>> AzureClient::read_pages(const std::string& vault_url, const std::string& path,
                                                         std::string_view prefix, std::size_t limit) {
  std::vector<AzureListed> listed;
  std::string url = fmt::format("{}/{}?{}&maxresults=25", vault_url, path, kVersion);
  for (int page = 0; page < kMaxAzurePages && !url.empty(); ++page) {
    SIGNET_TRY(const Answer answer, ask(vault_url, url, "list of secrets"));
    if (!answer.ok()) return refusal(answer, "list of secrets");
    SIGNET_TRY(const json::value document, transport_.read_object(answer, "list of secrets"));
    const json::array* members = json::find_array(document.get_object(), "value");
    if (members == nullptr) return transport_.trouble(Trouble::kBadAnswer, "list of secrets", "\"value\" was expected");
    for (const json::value& member : *members) {
      const json::object* o = member.if_object();
      if (o == nullptr || listed.size() >= limit) continue;
      AzureListed one = read_listed(*o);
      const bool starts = one.last_step.size() >= prefix.size() &&
                          equals_ignore_case(std::string_view(one.last_step).substr(0, prefix.size()), prefix);
      if (starts && !one.last_step.empty()) listed.push_back(std::move(one));
    }
    if (listed.size() >= limit) break;
    SIGNET_TRY(url, next_page(document.get_object(), vault_url));
  }
  return listed;
}

Result<std::vector<AzureListed>> AzureClient::list(const std::string& vault_url, std::string_view prefix,
                                                   std::size_t limit) {
  return read_pages(vault_url, "secrets", prefix, limit);
}

Result<std::vector<AzureListed>> AzureClient::list_versions(const std::string& vault_url, std::string_view name,
                                                            std::string_view prefix, std::size_t limit) {
  return read_pages(vault_url, fmt::format("secrets/{}/versions", percent_encode(name)), prefix, limit);
}

Result<std::string> AzureClient::test() {
  if (config_.vault_url.empty()) return test_login();
  const std::string& vault_url = config_.vault_url;
  SIGNET_TRY(const Answer answer,
             ask(vault_url, fmt::format("{}/secrets?{}&maxresults=1", vault_url, kVersion), "list of secrets"));
  // Whoever may only read secrets whose names they know is signed in, too.
  if (!answer.ok() && answer.code != 403) return refusal(answer, "list of secrets");
  const auto challenge = challenges_.find(vault_url);
  const std::string who =
      challenge == challenges_.end() ? "without a login" : "by " + login_.describe(challenge->second);
  const std::string note = answer.ok() ? "" : fmt::format("; it may not list secrets ({})", read_said(answer).message);
  return transport_.quote(fmt::format("signed in {} at {}{}", who, vault_url, note));
}

Result<std::string> AzureClient::test_login() {
  AzureChallenge challenge;
  challenge.authority = config_.authority;
  challenge.tenant = config_.tenant_id;
  challenge.resource = fmt::format("https://{}", config_.vault_suffix);
  if (challenge.tenant.empty() && config_.method != AzureMethod::kManagedIdentity) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: neither a vault nor a tenant is set", transport_.service()),
                "set vault or tenant_id, so that there is something to sign in to");
  }
  SIGNET_TRY(const SecretString* token, login_.token(challenge));
  (void)token;
  return transport_.quote(
      fmt::format("signed in by {}; no vault is set, so that none was asked", login_.describe(challenge)));
}

Result<SecretString> read_azure_secret(const json::object& answer, const std::string& subject, std::int64_t now_ms,
                                       bool allow_expired, const Transport& transport) {
  const json::value* value = json::find(answer, "value");
  if (value == nullptr || !value->is_string()) {
    return transport.trouble(Trouble::kBadAnswer, subject, "\"value\" was expected to be a text");
  }
  if (const json::object* attributes = json::find_object(answer, "attributes")) {
    if (!json::bool_or(*attributes, "enabled", true)) {
      return transport.trouble(Trouble::kNoPermission, subject, "the secret is switched off",
                               std::string(kInnerErrors.front().hint));
    }
    constexpr std::string_view kHint = "have it renewed, or set allow_expired to true to read it all the same";
    const std::int64_t ends = seconds_of(*attributes, "exp");
    if (!allow_expired && ends > 0 && ends <= now_ms / 1000) {
      return transport.trouble(Trouble::kRefused, subject, "the secret expired on " + iso_time_of_seconds(ends),
                               std::string(kHint));
    }
    const std::int64_t starts = seconds_of(*attributes, "nbf");
    if (!allow_expired && starts > now_ms / 1000) {
      return transport.trouble(Trouble::kRefused, subject,
                               "the secret is not valid before " + iso_time_of_seconds(starts), std::string(kHint));
    }
  }
  return SecretString(value->get_string());
}

}  // namespace signet::vault
