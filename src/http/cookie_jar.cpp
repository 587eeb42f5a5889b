#include "http/cookie_jar.h"

#include <libpsl.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "http/set_cookie.h"
#include "http/url_encoding.h"

namespace signet::http {

namespace {

constexpr auto kNone = std::string_view::npos;

/// What of a URL matters to cookies.
struct Origin {
  std::string host;  ///< canonical: lower case ASCII, without brackets
  std::string_view path;
  bool secure = false;
};

bool is_ip_address(std::string_view host) {
  if (host.find(':') != kNone) return true;
  return std::count(host.begin(), host.end(), '.') == 3 && host.find_first_not_of("0123456789.") == kNone;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") && is_ip_address(host));
}

std::string canonical(std::string_view host) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return is_ascii(host) ? to_lower(host) : host_to_ascii(host);
}

Origin origin_of(std::string_view url) {
  Origin origin;
  const std::size_t scheme = url.find("://");
  if (scheme != kNone) {
    const std::string_view name = url.substr(0, scheme);
    origin.secure = equals_ignore_case(name, "https") || equals_ignore_case(name, "wss");
    url.remove_prefix(scheme + 3);
  }
  std::string_view authority = url.substr(0, url.find_first_of("/?#\\"));
  std::string_view path = url.substr(authority.size());
  path = path.substr(0, path.find_first_of("?#"));
  if (const std::size_t at = authority.rfind('@'); at != kNone) authority.remove_prefix(at + 1);
  if (const std::size_t colon = authority.rfind(':'); colon != kNone && authority.find(']', colon) == kNone) {
    authority = authority.substr(0, colon);
  }
  origin.host = canonical(authority);
  origin.path = path.empty() ? std::string_view("/") : path;
  // tough-cookie takes loopback hosts as secure, so that local servers can use Secure cookies.
  origin.secure = origin.secure || is_loopback(origin.host);
  return origin;
}

/// RFC 6265 §5.1.3.
bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return !domain.empty() && host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.' && !is_ip_address(host);
}

/// RFC 6265 §5.1.4.
bool path_matches(std::string_view request, std::string_view cookie) {
  if (!request.starts_with(cookie)) return false;
  return request.size() == cookie.size() || cookie.ends_with('/') || request[cookie.size()] == '/';
}

std::string_view default_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (!path.starts_with('/') || slash == 0) return "/";
  return path.substr(0, slash);
}

/// A domain that many owners share, such as "com" or "co.uk". RFC 6761's localhost is let through, as in newman.
bool is_public_suffix(const std::string& domain) {
  if (domain == "localhost" || domain == "invalid" || is_ip_address(domain)) return false;
  return psl_is_public_suffix2(psl_builtin(), domain.c_str(), PSL_TYPE_ANY) != 0;
}

/// The prefixes of RFC 6265bis §4.1.3.
bool prefix_allows(const Cookie& cookie) {
  if (cookie.name.starts_with("__Secure-")) return cookie.secure;
  if (cookie.name.starts_with("__Host-")) return cookie.secure && cookie.host_only && cookie.path == "/";
  return true;
}

bool expired(const Cookie& cookie, std::int64_t now_ms) {
  return cookie.expires_ms && *cookie.expires_ms <= now_ms;
}

bool goes_first(const Cookie& a, const Cookie& b) {
  if (a.path.size() != b.path.size()) return a.path.size() > b.path.size();
  return a.created_ms != b.created_ms ? a.created_ms < b.created_ms : a.order < b.order;
}

auto position(std::vector<Cookie>& cookies, std::string_view path, std::string_view name) {
  return std::find_if(cookies.begin(), cookies.end(),
                      [&](const Cookie& cookie) { return cookie.name == name && cookie.path == path; });
}

auto oldest(std::vector<Cookie>& cookies) {
  return std::min_element(cookies.begin(), cookies.end(),
                          [](const Cookie& a, const Cookie& b) { return a.order < b.order; });
}

}  // namespace

bool CookieJar::store(std::string_view set_cookie, std::string_view url, std::int64_t now_ms) {
  std::optional<Cookie> cookie = parse_set_cookie(set_cookie, now_ms);
  if (!cookie) return false;
  const Origin origin = origin_of(url);
  cookie->host_only = cookie->domain.empty();
  if (cookie->host_only) {
    cookie->domain = origin.host;
  } else {
    cookie->domain = canonical(cookie->domain);
    if (is_public_suffix(cookie->domain) || !domain_matches(origin.host, cookie->domain)) return false;
  }
  if (cookie->path.empty()) {
    cookie->path = default_path(origin.path);
    cookie->path_is_default = true;
  }
  if (cookie->domain.empty() || !prefix_allows(*cookie)) return false;
  cookie->created_ms = cookie->accessed_ms = now_ms;
  if (expired(*cookie, now_ms)) {  // how servers delete
    remove(cookie->domain, cookie->path, cookie->name);
    return true;
  }
  put(std::move(*cookie));
  return true;
}

void CookieJar::put(Cookie cookie) {
  std::vector<Cookie>& of_domain = domains_[cookie.domain];
  if (const auto it = position(of_domain, cookie.path, cookie.name); it != of_domain.end()) {
    // RFC 6265 §5.3 step 11: a new value keeps the place of the old one.
    if (it->created_ms != 0) cookie.created_ms = it->created_ms;
    cookie.order = it->order;
    *it = std::move(cookie);
    return;
  }
  make_room(of_domain);
  cookie.order = ++next_order_;
  domains_[cookie.domain].push_back(std::move(cookie));
  ++count_;
}

void CookieJar::make_room(std::vector<Cookie>& of_domain) {
  if (of_domain.size() >= kMaxCookiesPerDomain) {
    of_domain.erase(oldest(of_domain));
    --count_;
  }
  if (count_ < kMaxCookies) return;
  std::vector<Cookie>* fullest = nullptr;
  for (auto& [domain, cookies] : domains_) {
    if (fullest == nullptr || cookies.size() > fullest->size()) fullest = &cookies;
  }
  fullest->erase(oldest(*fullest));
  --count_;
}

std::vector<Cookie> CookieJar::for_url(std::string_view url, std::int64_t now_ms) const {
  std::vector<Cookie> found;
  if (count_ == 0) return found;
  const Origin origin = origin_of(url);
  const auto collect = [&](std::string_view domain) {
    const auto it = domains_.find(domain);
    if (it == domains_.end()) return;
    for (const Cookie& cookie : it->second) {
      if (cookie.host_only && origin.host != domain) continue;
      if (!path_matches(origin.path, cookie.path) || (cookie.secure && !origin.secure)) continue;
      if (!expired(cookie, now_ms)) found.push_back(cookie);
    }
  };
  collect(origin.host);
  if (!is_ip_address(origin.host)) {
    const std::string_view host = origin.host;
    for (std::size_t dot = host.find('.'); dot != kNone; dot = host.find('.', dot + 1)) collect(host.substr(dot + 1));
  }
  std::sort(found.begin(), found.end(), goes_first);
  return found;
}

std::optional<Cookie> CookieJar::find(std::string_view domain, std::string_view path, std::string_view name) const {
  const auto it = domains_.find(domain);
  if (it == domains_.end()) return std::nullopt;
  for (const Cookie& cookie : it->second) {
    if (cookie.path == path && cookie.name == name) return cookie;
  }
  return std::nullopt;
}

std::vector<Cookie> CookieJar::all(std::string_view domain) const {
  if (domain.empty()) {
    std::vector<Cookie> every;
    for (const auto& [name, cookies] : domains_) every.insert(every.end(), cookies.begin(), cookies.end());
    return every;
  }
  const auto it = domains_.find(domain);
  return it == domains_.end() ? std::vector<Cookie>() : it->second;
}

void CookieJar::remove(std::string_view domain, std::string_view path, std::string_view name) {
  const auto it = domains_.find(domain);
  if (it == domains_.end()) return;
  if (const auto at = position(it->second, path, name); at != it->second.end()) {
    it->second.erase(at);
    --count_;
  }
}

void CookieJar::clear() {
  domains_.clear();
  count_ = 0;
}

}  // namespace signet::http
