// The jar as tough-cookie 4 writes it, the format of newman's --cookie-jar and --export-cookie-jar.
#include <algorithm>

#include "base/time.h"
#include "http/cookie_jar.h"

namespace signet::http {

namespace {

/// "2026-11-24T22:10:05.123Z" → Unix milliseconds.
std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  const auto digits = [&](std::size_t at, std::size_t count) -> int {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
      if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
  const int hour = digits(11, 2), minute = digits(14, 2), second = digits(17, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  if (hour < 0 || minute < 0 || second < 0) return std::nullopt;
  using namespace std::chrono;
  const sys_days date = std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
                        std::chrono::day{static_cast<unsigned>(day)};
  const auto at = date + hours{hour} + minutes{minute} + seconds{second} + milliseconds{std::max(0, digits(20, 3))};
  return duration_cast<milliseconds>(at.time_since_epoch()).count();
}

std::optional<std::int64_t> time_member(const json::object& o, std::string_view key) {
  return parse_iso_time(json::string_or(o, key));
}

/// maxAge: a number, or "Infinity" and "-Infinity" as text.
std::optional<std::int64_t> max_age_member(const json::object& o) {
  const json::value* v = json::find(o, "maxAge");
  if (v == nullptr) return std::nullopt;
  if (v->is_int64()) return v->get_int64();
  if (v->is_double()) return static_cast<std::int64_t>(std::clamp(v->get_double(), -1e15, 1e15));
  return json::string_or(o, "maxAge") == "-Infinity" ? std::optional<std::int64_t>(0) : std::nullopt;
}

Cookie read_cookie(const json::object& o) {
  Cookie cookie;
  cookie.name = json::string_or(o, "key");
  cookie.value = json::string_or(o, "value");
  cookie.domain = json::string_or(o, "domain");
  cookie.path = json::string_or(o, "path", "/");
  cookie.secure = json::bool_or(o, "secure", false);
  cookie.http_only = json::bool_or(o, "httpOnly", false);
  cookie.host_only = json::bool_or(o, "hostOnly", false);
  cookie.path_is_default = json::bool_or(o, "pathIsDefault", false);
  cookie.same_site = json::string_or(o, "sameSite");
  cookie.created_ms = time_member(o, "creation").value_or(0);
  cookie.accessed_ms = time_member(o, "lastAccessed").value_or(cookie.created_ms);
  cookie.max_age = max_age_member(o);
  cookie.expires_ms = time_member(o, "expires");
  if (cookie.max_age) {
    const std::int64_t age = std::clamp<std::int64_t>(*cookie.max_age, 0, std::int64_t{1} << 50);
    cookie.expires_ms = age == 0 ? 0 : cookie.created_ms + age * 1000;
  }
  if (const json::array* extensions = json::find_array(o, "extensions")) {
    for (const json::value& extension : *extensions) cookie.extensions.push_back(json::to_text(extension));
  }
  return cookie;
}

json::object write_cookie(const Cookie& cookie) {
  json::object o;
  if (!cookie.name.empty()) o["key"] = cookie.name;
  if (!cookie.value.empty()) o["value"] = cookie.value;
  if (cookie.expires_ms && !cookie.max_age) o["expires"] = iso_time(*cookie.expires_ms);
  if (cookie.max_age) o["maxAge"] = *cookie.max_age;
  o["domain"] = cookie.domain;
  o["path"] = cookie.path;
  if (cookie.secure) o["secure"] = true;
  if (cookie.http_only) o["httpOnly"] = true;
  if (!cookie.extensions.empty()) o["extensions"] = json::array(cookie.extensions.begin(), cookie.extensions.end());
  o["hostOnly"] = cookie.host_only;
  if (cookie.path_is_default) o["pathIsDefault"] = true;
  o["creation"] = iso_time(cookie.created_ms);
  o["lastAccessed"] = iso_time(cookie.accessed_ms);
  if (!cookie.same_site.empty()) o["sameSite"] = cookie.same_site;
  return o;
}

}  // namespace

Result<CookieJar> CookieJar::from_json(const json::value& v, std::string_view source) {
  const json::object* o = v.if_object();
  const json::array* cookies = o == nullptr ? nullptr : json::find_array(*o, "cookies");
  if (cookies == nullptr) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: this is no cookie jar: it has no list \"cookies\"", source),
                "use a file that --export-cookie-jar wrote, here or in newman");
  }
  CookieJar jar;
  for (const json::value& cookie : *cookies) {
    if (const json::object* members = cookie.if_object()) jar.put(read_cookie(*members));
  }
  return jar;
}

json::value CookieJar::to_json() const {
  std::vector<const Cookie*> cookies;
  for (const auto& [domain, of_domain] : domains_) {
    for (const Cookie& cookie : of_domain) cookies.push_back(&cookie);
  }
  std::sort(cookies.begin(), cookies.end(), [](const Cookie* a, const Cookie* b) { return a->order < b->order; });
  json::array list;
  for (const Cookie* cookie : cookies) list.push_back(write_cookie(*cookie));
  return json::object{{"version", "tough-cookie@4.1.3"}, {"storeType", "MemoryCookieStore"},
                      {"rejectPublicSuffixes", true},    {"enableLooseMode", true},
                      {"allowSpecialUseDomain", true},   {"prefixSecurity", "silent"},
                      {"cookies", std::move(list)}};
}

}  // namespace signet::http
