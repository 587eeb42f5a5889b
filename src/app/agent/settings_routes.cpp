#include "app/agent/settings_routes.h"

#include <algorithm>

#include "app/agent/certificate_routes.h"
#include "app/agent/shown.h"
#include "app/page/routes.h"
#include "base/text.h"
#include "base/time.h"
#include "http/client.h"
#include "http/proxy.h"
#include "http/url.h"

namespace signet::app {

namespace {

using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kNoContent = 204;
constexpr std::uint64_t kMaxSettingsBytes = 1U << 20;
constexpr std::int64_t kMaxName = 4096;
constexpr std::int64_t kMaxPassword = 1024;
constexpr std::int64_t kTryingMs = 15'000;
constexpr std::uint64_t kMostTried = 16U << 20;
constexpr std::string_view kProxyPassword = "proxy_password";

Response show(const NetworkSettings& settings) {
  json::object shown = settings.document();
  shown["has_proxy_password"] = settings.has_proxy_password();
  shown["notice"] = settings.notice();
  return server::json_response(200, shown);
}

std::vector<Field> settings_body() {
  std::vector<Field> fields = NetworkSettings::fields();
  fields.push_back({.name = std::string(kProxyPassword), .max = kMaxPassword, .secret = true});
  return fields;
}

/// Asks for the URL as a request with these settings would, and tells what came of it, not what was answered.
Result<Response> try_out(const NetworkSettings& settings, const ClientCertificates& certificates, Call& call) {
  http::Request request{.method = "GET", .url = std::string(json::string_or(call.body, "url"))};
  const http::NodeUrl url = http::to_node_url(request.url);
  if ((url.protocol != "http:" && url.protocol != "https:") || url.hostname.empty()) {
    return fail(ErrorCode::kInvalidInput, "this is no address to try", "write it as https://api.example.com/");
  }
  call.body.erase("url");
  SIGNET_TRY(request.settings, settings.network_with(std::move(call.body), call.secret(kProxyPassword)));
  request.settings.client_certificates = certificates.rules();
  request.settings.timeout_ms = kTryingMs;
  request.settings.max_response_bytes = kMostTried;
  request.settings.use_cookies = false;
  const bool has_proxy = !http::choose_proxy(url, request.settings.proxy, http::process_environment).empty();
  http::CookieJar jar;
  auto response = http::Client(jar).send(std::move(request));
  if (!response) return server::json_response(200, json::object{{"error", show_error(response.error())}});
  return server::json_response(200, json::object{{"error", nullptr},
                                                 {"status", response->code},
                                                 {"status_text", response->status},
                                                 {"ms", response->timings.total},
                                                 {"through_proxy", has_proxy}});
}

std::vector<Field> place_of_cookie(bool is_required) {
  return {{.name = "domain", .required = is_required, .max = 255},
          {.name = "path", .required = is_required, .max = kMaxName},
          {.name = "name", .required = is_required, .max = kMaxName}};
}

json::object show_cookie(const http::Cookie& cookie) {
  return {{"domain", cookie.domain},
          {"path", cookie.path},
          {"name", cookie.name},
          {"size", cookie.value.size()},
          {"expires_ms", cookie.expires_ms ? json::value(*cookie.expires_ms) : json::value()},
          {"host_only", cookie.host_only},
          {"secure", cookie.secure},
          {"http_only", cookie.http_only},
          {"same_site", cookie.same_site}};
}

/// What could change the header that it is sent in is refused (RFC 6265 §4.1.1).
Result<http::Cookie> cookie_of(const json::object& body) {
  http::Cookie cookie;
  cookie.domain = to_lower(json::string_or(body, "domain"));
  cookie.path = json::string_or(body, "path");
  cookie.name = json::string_or(body, "name");
  cookie.value = json::string_or(body, "value");
  cookie.secure = json::bool_or(body, "secure", false);
  cookie.http_only = json::bool_or(body, "http_only", false);
  cookie.created_ms = cookie.accessed_ms = unix_now_ms();
  const auto has_control = [](std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f || c == ';'; });
  };
  if (cookie.name.empty() || has_control(cookie.name) || cookie.name.find('=') != std::string::npos) {
    return fail(ErrorCode::kInvalidInput, "a cookie cannot have this name", "leave out “;”, “=” and line breaks");
  }
  if (has_control(cookie.value)) {
    return fail(ErrorCode::kInvalidInput, "a cookie cannot have this value", "leave out “;” and line breaks");
  }
  if (cookie.domain.empty() || cookie.domain.front() == '.' || has_control(cookie.domain) ||
      cookie.domain.find_first_of("/: ") != std::string::npos) {
    return fail(ErrorCode::kInvalidInput, "a cookie cannot be of this domain",
                "write the host alone, such as api.example.com");
  }
  if (cookie.path.empty() || cookie.path.front() != '/' || has_control(cookie.path)) {
    return fail(ErrorCode::kInvalidInput, "a cookie cannot be of this path", "begin it with “/”");
  }
  return cookie;
}

std::vector<Route> cookie_routes(Sender& sender) {
  std::vector<Route> routes;
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/cookies", "listCookies", [&sender](Call& call) -> Result<Response> {
        json::array list;
        for (const http::Cookie& cookie : sender.cookies().all(call.text("domain")))
          list.push_back(show_cookie(cookie));
        return server::json_response(200, json::object{{"cookies", std::move(list)}});
      }));
  routes.back().query = {{.name = "domain", .max = 255}};
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/cookies/value", "getCookie", [&sender](Call& call) -> Result<Response> {
        const auto cookie = sender.cookies().find(call.text("domain"), call.text("path"), call.text("name"));
        if (!cookie) return fail(ErrorCode::kNotFound, "the cookie is gone", "send the request again that got it");
        return server::json_response(200, json::object{{"value", cookie->value}});
      }));
  routes.back().query = place_of_cookie(true);
  routes.push_back(
      declare_route(Method::kPut, "/agent/v1/cookies", "putCookie", [&sender](Call& call) -> Result<Response> {
        SIGNET_TRY(http::Cookie cookie, cookie_of(call.body));
        sender.change_cookies([&cookie](http::CookieJar& jar) { jar.put(std::move(cookie)); });
        return Response{.status = kNoContent};
      }));
  routes.back().body = place_of_cookie(true);
  routes.back().body.push_back({.name = "value", .required = true, .max = kMaxName});
  routes.back().body.push_back({.name = "secure", .type = Type::kBoolean});
  routes.back().body.push_back({.name = "http_only", .type = Type::kBoolean});
  routes.push_back(
      declare_route(Method::kDelete, "/agent/v1/cookies", "deleteCookies", [&sender](Call& call) -> Result<Response> {
        sender.change_cookies([&call](http::CookieJar& jar) {
          for (const http::Cookie& cookie : jar.all(call.text("domain"))) {
            const bool is_meant = call.parameter("name") == nullptr ||
                                  (cookie.name == call.text("name") && cookie.path == call.text("path", "/"));
            if (is_meant) jar.remove(cookie.domain, cookie.path, cookie.name);
          }
        });
        return Response{.status = kNoContent};
      }));
  routes.back().query = place_of_cookie(false);
  return routes;
}

}  // namespace

http::Settings network_of(const NetworkSettings& settings, const ClientCertificates& certificates) {
  http::Settings network = settings.network();
  network.client_certificates = certificates.rules();
  return network;
}

void use_settings(const NetworkSettings& settings, const ClientCertificates& certificates, Sender& sender) {
  sender.use(network_of(settings, certificates));
}

std::vector<Route> settings_routes(NetworkSettings& settings, ClientCertificates& certificates, Sender& sender) {
  const auto use = [&settings, &certificates, &sender] { use_settings(settings, certificates, sender); };
  std::vector<Route> routes = cookie_routes(sender);
  add_routes(routes, certificate_routes(certificates, use));
  routes.push_back(declare_route(Method::kGet, "/agent/v1/settings", "getSettings",
                                 [&settings](Call&) -> Result<Response> { return show(settings); }));
  routes.push_back(declare_route(Method::kPut, "/agent/v1/settings", "putSettings",
                                 [&settings, use](Call& call) -> Result<Response> {
                                   SIGNET_CHECK(settings.change(std::move(call.body), call.secret(kProxyPassword)));
                                   use();
                                   return show(settings);
                                 }));
  routes.back().body = settings_body();
  routes.back().body_bytes = kMaxSettingsBytes;
  routes.push_back(declare_route(
      Method::kPost, "/agent/v1/settings/try", "trySettings",
      [&settings, &certificates](Call& call) -> Result<Response> { return try_out(settings, certificates, call); }));
  routes.back().body = settings_body();
  routes.back().body.push_back({.name = "url", .required = true, .max = kMaxName});
  routes.back().body_bytes = kMaxSettingsBytes;
  return routes;
}

}  // namespace signet::app
