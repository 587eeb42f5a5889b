#include "run/settings.h"

#include "base/text.h"

namespace signet::run {

namespace {

/// The texts of a list; absent when there is none.
std::optional<std::vector<std::string>> texts(const json::object& behavior, std::string_view key) {
  const json::value* list = json::find(behavior, key);
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<std::string> out;
  for (const json::value& text : list->get_array()) {
    if (text.is_string()) out.emplace_back(text.get_string());
  }
  return out;
}

void take_texts(const json::object& behavior, std::string_view key, std::vector<std::string>& into) {
  if (auto found = texts(behavior, key)) into = *std::move(found);
}

void merge_protocols(tls::Settings& settings, const json::object& behavior) {
  if (auto enabled = texts(behavior, "tlsEnabledProtocols")) {
    settings.enabled_protocols = std::move(enabled);
    settings.protocols_said_by = "tlsEnabledProtocols";
  }
  if (auto disabled = texts(behavior, "tlsDisabledProtocols"); disabled && !disabled->empty()) {
    settings.disabled_protocols = *std::move(disabled);
    settings.protocols_said_by = "tlsDisabledProtocols";
  }
}

/// The settings of a run are shared by all its requests until one has its own.
void merge_tls(http::Settings& settings, const json::object& behavior) {
  const tls::Settings before = settings.tls == nullptr ? tls::Settings() : *settings.tls;
  tls::Settings merged = before;
  merged.verify = json::bool_or(behavior, "strictSSL", merged.verify);
  merged.prefer_server_ciphers = json::bool_or(behavior, "tlsPreferServerCiphers", merged.prefer_server_ciphers);
  merge_protocols(merged, behavior);
  take_texts(behavior, "tlsCipherSelection", merged.suites);
  take_texts(behavior, "tlsGroups", merged.groups);
  take_texts(behavior, "tlsSignatureAlgorithms", merged.signature_algorithms);
  take_texts(behavior, "tlsKeyPins", merged.key_pins);
  if (auto alpn = texts(behavior, "tlsAlpn")) merged.alpn = std::move(alpn);
  if (const json::value* name = json::find(behavior, "tlsServerName"); name != nullptr && name->is_string()) {
    merged.server_name = std::string(name->get_string());
  }
  const std::string_view revocation = json::string_or(behavior, "tlsRevocation", "");
  if (revocation == "off") merged.revocation = tls::Revocation::kOff;
  if (revocation == "stapled") merged.revocation = tls::Revocation::kStapled;
  if (revocation == "required") merged.revocation = tls::Revocation::kRequired;
  if (merged != before) settings.tls = std::make_shared<const tls::Settings>(std::move(merged));
}

}  // namespace

http::Settings merge_settings(const http::Settings& defaults, const json::object& behavior) {
  http::Settings settings = defaults;
  if (behavior.empty()) return settings;
  settings.follow_redirects = json::bool_or(behavior, "followRedirects", settings.follow_redirects);
  settings.follow_original_method =
      json::bool_or(behavior, "followOriginalHttpMethod", settings.follow_original_method);
  settings.follow_authorization_header =
      json::bool_or(behavior, "followAuthorizationHeader", settings.follow_authorization_header);
  settings.remove_referer_on_redirect =
      json::bool_or(behavior, "removeRefererHeaderOnRedirect", settings.remove_referer_on_redirect);
  merge_tls(settings, behavior);
  settings.lenient_parser = json::bool_or(behavior, "insecureHTTPParser", settings.lenient_parser);
  settings.disable_url_encoding = json::bool_or(behavior, "disableUrlEncoding", settings.disable_url_encoding);
  settings.send_body_with_get = json::bool_or(behavior, "disableBodyPruning", settings.send_body_with_get);
  settings.use_cookies = !json::bool_or(behavior, "disableCookies", !settings.use_cookies);
  settings.http_version = std::string(json::string_or(behavior, "protocolVersion", settings.http_version));
  if (const json::value* most = json::find(behavior, "maxRedirects"); most != nullptr && most->is_int64()) {
    const std::int64_t count = most->get_int64();
    if (count >= 0 && count <= 1000) settings.max_redirects = static_cast<int>(count);
  }
  if (const json::object* disabled = json::find_object(behavior, "disabledSystemHeaders")) {
    for (const auto& header : *disabled) {
      if (header.value().is_bool() && header.value().get_bool()) {
        settings.disabled_system_headers.push_back(to_lower(header.key()));
      }
    }
  }
  return settings;
}

}  // namespace signet::run
