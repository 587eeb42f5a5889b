#include "run/settings.h"

#include "base/text.h"

namespace signet::run {

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
  settings.verify_tls = json::bool_or(behavior, "strictSSL", settings.verify_tls);
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
