// Providers of secrets: what kinds there are and what they want to know, those that are set up, and whether they
// answer.
#include <fmt/format.h>

#include <algorithm>

#include "app/page/routes.h"
#include "app/vault/vault_routes.h"
#include "vault/edits.h"
#include "vault/providers/provider.h"

namespace signet::app {

namespace {

using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kNoContent = 204;
constexpr std::int64_t kMaxName = 64;
constexpr std::int64_t kMaxSetting = 4096;
constexpr std::int64_t kMaxCredential = 64LL << 10;
constexpr std::int64_t kMaxTtlSeconds = 86'400;
/// What stands before a credential's name in the body: each is a secret member of its own.
constexpr std::string_view kCredential = "credential_";

json::array show_kinds() {
  json::array kinds;
  for (const vault::ProviderKind& kind : vault::provider_kinds()) {
    json::array fields;
    for (const vault::ProviderField& field : kind.fields) {
      fields.push_back({{"name", field.name},
                        {"label", field.label},
                        {"secret", field.secret},
                        {"required", field.required},
                        {"help", field.help},
                        {"choices", field.choices}});
    }
    kinds.push_back({{"type", kind.type},
                     {"title", kind.title},
                     {"reference_help", kind.reference_help},
                     {"fields", std::move(fields)}});
  }
  return kinds;
}

/// Without what is secret, but for which of it is there.
json::object show_provider(const vault::ProviderConfig& config) {
  json::object settings;
  for (const auto& [name, value] : config.settings) settings[name] = value;
  json::array credentials;
  for (const auto& [name, value] : config.credentials) credentials.emplace_back(name);
  json::array domains;
  for (const vault::DomainRule& rule : config.domains) domains.emplace_back(rule.to_string());
  return {{"name", config.name},
          {"type", config.type},
          {"settings", std::move(settings)},
          {"credentials", std::move(credentials)},
          {"domains", std::move(domains)},
          {"ttl_seconds", config.ttl_seconds}};
}

/// Every credential that some kind knows.
std::vector<Field> credential_fields() {
  std::vector<Field> fields;
  for (const vault::ProviderKind& kind : vault::provider_kinds()) {
    for (const vault::ProviderField& field : kind.fields) {
      const std::string name = fmt::format("{}{}", kCredential, field.name);
      const bool is_known =
          std::any_of(fields.begin(), fields.end(), [&](const Field& one) { return one.name == name; });
      if (field.secret && !is_known) fields.push_back({.name = name, .max = kMaxCredential, .secret = true});
    }
  }
  return fields;
}

Status check_name(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (name.find_first_not_of(kLetters) == std::string_view::npos) return {};
  return fail(ErrorCode::kInvalidInput, "a provider's name has letters, digits, '-', '_' and '.' only");
}

/// What the body says, with the credentials of the one that is there already where the body has none.
Result<vault::ProviderConfig> read_provider(const Call& call, const vault::Contents& contents) {
  vault::ProviderConfig config;
  config.name = json::string_or(call.body, "name");
  config.type = json::string_or(call.body, "type");
  SIGNET_CHECK(check_name(config.name));
  const vault::ProviderConfig* present = contents.find_provider(config.name);
  if (present != nullptr && json::bool_or(call.body, "is_new", false)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("there is a provider \"{}\" already", config.name),
                "choose another name, or edit that one");
  }
  if (present != nullptr && present->type == config.type) {
    for (const auto& [name, value] : present->credentials) config.credentials.emplace(name, value.clone());
  }
  for (const auto& member : call.body.at("settings").as_object()) {
    const boost::json::string* text = member.value().if_string();
    if (text == nullptr || text->size() > kMaxSetting) {
      return fail(ErrorCode::kInvalidInput, fmt::format("the setting {} is no short text", std::string(member.key())));
    }
    if (!text->empty()) config.settings.emplace(member.key(), *text);
  }
  for (const auto& [name, value] : call.secrets) {
    if (!value.empty()) config.credentials.insert_or_assign(name.substr(kCredential.size()), value.clone());
  }
  SIGNET_TRY(config.domains, read_domains(call.body));
  config.ttl_seconds = json::int64_or(call.body, "ttl_seconds", config.ttl_seconds);
  return config;
}

Result<std::string> try_provider(const vault::ProviderConfig& config, const vault::Providers::MakeContext& context) {
  SIGNET_TRY(const auto provider, vault::make_provider(config, context()));
  auto told = provider->test();
  provider->close();
  return told;
}

}  // namespace

std::vector<Route> provider_routes(const VaultParts& parts) {
  std::vector<Route> routes;
  routes.push_back(
      declare_route(Method::kGet, "/vault/v1/providers", "listProviders", [parts](Call&) -> Result<Response> {
        SIGNET_TRY(const vault::Contents contents, parts.vault.read());
        json::array providers;
        for (const vault::ProviderConfig& config : contents.providers) providers.push_back(show_provider(config));
        return server::json_response(200, json::object{{"providers", std::move(providers)}, {"kinds", show_kinds()}});
      }));
  const auto declare_one = [&](std::string path, std::string operation, server::RouteHandler handler) {
    Route route = declare_route(Method::kPost, std::move(path), std::move(operation), std::move(handler));
    route.body = credential_fields();
    route.body.push_back({.name = "name", .required = true, .min = 1, .max = kMaxName});
    route.body.push_back({.name = "type", .required = true, .max = kMaxName});
    route.body.push_back({.name = "is_new", .type = Type::kBoolean});
    route.body.push_back({.name = "settings", .type = Type::kObject, .required = true});
    route.body.push_back(domains_field());
    route.body.push_back({.name = "ttl_seconds", .type = Type::kInteger, .min = 0, .max = kMaxTtlSeconds});
    route.body_bytes = 8 * static_cast<std::uint64_t>(kMaxCredential);
    routes.push_back(std::move(route));
  };
  declare_one("/vault/v1/providers/test", "testProvider", [parts](Call& call) -> Result<Response> {
    SIGNET_TRY(const vault::Contents contents, parts.vault.read());
    SIGNET_TRY(const vault::ProviderConfig config, read_provider(call, contents));
    const auto told = try_provider(config, parts.make_context);
    if (told) return server::json_response(200, json::object{{"ok", true}, {"said", *told}, {"hint", ""}});
    return server::json_response(
        200, json::object{{"ok", false}, {"said", told.error().message}, {"hint", told.error().hint}});
  });
  declare_one("/vault/v1/providers", "putProvider", [parts](Call& call) -> Result<Response> {
    SIGNET_TRY(const vault::Contents contents, parts.vault.read());
    SIGNET_TRY(const vault::ProviderConfig config, read_provider(call, contents));
    SIGNET_CHECK(vault::make_provider(config, parts.make_context()));
    SIGNET_CHECK(parts.vault.update([&config](vault::Store::Writer& writer) -> Status {
      vault::put_provider(writer, config);
      return {};
    }));
    return Response{.status = kNoContent};
  });
  routes.push_back(declare_route(
      Method::kDelete, "/vault/v1/providers/{name}", "removeProvider", [parts](Call& call) -> Result<Response> {
        SIGNET_CHECK(parts.vault.update(
            [&](vault::Store::Writer& writer) { return vault::remove_provider(writer, call.text("name")); }));
        return Response{.status = kNoContent};
      }));
  return routes;
}

}  // namespace signet::app
