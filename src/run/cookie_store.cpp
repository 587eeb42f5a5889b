#include "run/cookie_store.h"

#include <array>

#include "base/text.h"

namespace signet::run {

namespace {

std::string text_at(const json::array& args, std::size_t i) {
  return i < args.size() && args[i].is_string() ? std::string(args[i].get_string()) : std::string();
}

/// tough-cookie's JSON of one cookie, through the jar's own file format.
Result<http::Cookie> cookie_from_json(const json::value& v) {
  SIGNET_TRY(http::CookieJar jar, http::CookieJar::from_json(json::object{{"cookies", json::array{v}}}, "cookie"));
  std::vector<http::Cookie> cookies = jar.all("");
  if (cookies.empty()) return fail(ErrorCode::kInvalidInput, "the cookie has no name or no domain");
  return std::move(cookies.front());
}

json::array list_to_json(const std::vector<http::Cookie>& cookies) {
  http::CookieJar jar;
  for (const http::Cookie& cookie : cookies) jar.put(cookie);
  const json::value document = jar.to_json();
  const json::array* list = json::find_array(document.get_object(), "cookies");
  return list == nullptr ? json::array() : *list;
}

/// RFC 6265 §5.1.4.
bool path_matches(std::string_view request, std::string_view cookie) {
  if (request == cookie) return true;
  if (!request.starts_with(cookie)) return false;
  return cookie.ends_with('/') || request[cookie.size()] == '/';
}

/// The domain and each of its parents, as tough-cookie's permuteDomain; an IP address has no parents.
std::vector<std::string> domain_and_parents(std::string domain) {
  std::vector<std::string> domains = {domain};
  if (domain.find_first_not_of("0123456789.") == std::string::npos || domain.find(':') != std::string::npos) {
    return domains;
  }
  for (std::size_t dot = domain.find('.'); dot != std::string::npos; dot = domain.find('.')) {
    domain.erase(0, dot + 1);
    domains.push_back(domain);
  }
  return domains;
}

json::value find_cookies(const http::CookieJar& jar, const json::array& args) {
  const std::string path = text_at(args, 1);
  std::vector<http::Cookie> found;
  for (const std::string& domain : domain_and_parents(to_lower(text_at(args, 0)))) {
    if (domain.empty()) continue;
    for (http::Cookie& cookie : jar.all(domain)) {
      if (path.empty() || path_matches(path, cookie.path)) found.push_back(std::move(cookie));
    }
  }
  return list_to_json(found);
}

Result<json::value> find_cookie(const http::CookieJar& jar, const json::array& args) {
  const auto cookie = jar.find(to_lower(text_at(args, 0)), text_at(args, 1), text_at(args, 2));
  if (!cookie) return json::value(nullptr);
  json::array list = list_to_json({*cookie});
  return list.empty() ? json::value(nullptr) : std::move(list.front());
}

Result<json::value> put_cookie(http::CookieJar& jar, const json::array& args, std::size_t index) {
  if (index >= args.size()) return fail(ErrorCode::kInvalidInput, "the cookie to store is missing");
  SIGNET_TRY(http::Cookie cookie, cookie_from_json(args[index]));
  jar.put(std::move(cookie));
  return json::value(nullptr);
}

json::value remove_cookies(http::CookieJar& jar, const json::array& args) {
  const std::string path = text_at(args, 1);
  for (const http::Cookie& cookie : jar.all(to_lower(text_at(args, 0)))) {
    if (path.empty() || cookie.path == path) jar.remove(cookie.domain, cookie.path, cookie.name);
  }
  return nullptr;
}

}  // namespace

Result<json::value> call_cookie_store(http::CookieJar& jar, std::string_view method, const json::array& args) {
  if (method == "findCookie") return find_cookie(jar, args);
  if (method == "findCookies") return find_cookies(jar, args);
  if (method == "putCookie") return put_cookie(jar, args, 0);
  if (method == "updateCookie") return put_cookie(jar, args, 1);
  if (method == "removeCookie") {
    jar.remove(to_lower(text_at(args, 0)), text_at(args, 1), text_at(args, 2));
    return json::value(nullptr);
  }
  if (method == "removeCookies") return remove_cookies(jar, args);
  if (method == "removeAllCookies") return jar.clear(), json::value(nullptr);
  if (method == "getAllCookies") return json::value(list_to_json(jar.all("")));
  return fail(ErrorCode::kInvalidInput, fmt::format("CookieStore: invalid method name '{}'", method));
}

}  // namespace signet::run
