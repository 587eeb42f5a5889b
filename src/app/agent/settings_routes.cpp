#include "app/agent/settings_routes.h"

#include <algorithm>

#include "app/page/routes.h"
#include "base/text.h"
#include "base/time.h"

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

Response show(const NetworkSettings& settings) {
  json::object shown = settings.document();
  shown["notice"] = settings.notice();
  return server::json_response(200, shown);
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

std::vector<Route> settings_routes(NetworkSettings& settings, Sender& sender) {
  std::vector<Route> routes = cookie_routes(sender);
  routes.push_back(declare_route(Method::kGet, "/agent/v1/settings", "getSettings",
                                 [&settings](Call&) -> Result<Response> { return show(settings); }));
  routes.push_back(declare_route(Method::kPut, "/agent/v1/settings", "putSettings",
                                 [&settings, &sender](Call& call) -> Result<Response> {
                                   SIGNET_CHECK(settings.change(std::move(call.body)));
                                   sender.use(settings.network());
                                   return show(settings);
                                 }));
  routes.back().body = NetworkSettings::fields();
  routes.back().body_bytes = kMaxSettingsBytes;
  return routes;
}

}  // namespace signet::app
