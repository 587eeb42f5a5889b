// Cookies by RFC 6265 (storage model §5.3, retrieval §5.4), with the public suffix list from libpsl.
// File format: tough-cookie's JSON, as newman's --cookie-jar and --export-cookie-jar.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace signet::http {

struct Cookie {
  std::string name;
  std::string value;
  std::string domain;  ///< lower case, without leading dot
  std::string path = "/";
  std::optional<std::int64_t> expires_ms;  ///< Unix time, from Max-Age or else Expires; absent: session cookie
  std::optional<std::int64_t> max_age;     ///< seconds, as received
  bool host_only = true;
  bool secure = false;
  bool http_only = false;
  std::string same_site;
  std::int64_t created_ms = 0;
  std::int64_t accessed_ms = 0;
  bool path_is_default = false;  ///< the path is the request's, not from an attribute
  std::vector<std::string> extensions;
  std::uint64_t order = 0;  ///< of creation in its jar, for cookies of the same millisecond
};

/// Limits that a hostile server cannot pass (RFC 6265 §6.1 asks for at least 4096 bytes, 50 a domain, 3000 in all).
/// Past them the oldest cookies make room; a longer cookie is not stored.
inline constexpr std::size_t kMaxCookieBytes = 16 << 10;
inline constexpr std::size_t kMaxCookiesPerDomain = 180;
inline constexpr std::size_t kMaxCookies = 3000;

class CookieJar {
 public:
  /// `source` names the JSON in errors.
  static Result<CookieJar> from_json(const json::value& v, std::string_view source);
  [[nodiscard]] json::value to_json() const;

  /// Stores what a Set-Cookie header says for a response from `url`; false when the rules refuse it.
  bool store(std::string_view set_cookie, std::string_view url, std::int64_t now_ms);
  /// Cookies to send to `url`, longest path first, then oldest.
  [[nodiscard]] std::vector<Cookie> for_url(std::string_view url, std::int64_t now_ms) const;

  // The store of tough-cookie, as pm.cookies.jar() uses it.
  [[nodiscard]] std::optional<Cookie> find(std::string_view domain, std::string_view path, std::string_view name) const;
  /// Cookies stored for exactly this domain, any path; all cookies when `domain` is empty.
  [[nodiscard]] std::vector<Cookie> all(std::string_view domain) const;
  void put(Cookie cookie);
  void remove(std::string_view domain, std::string_view path, std::string_view name);
  void clear();

  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void make_room(std::vector<Cookie>& of_domain);

  std::unordered_map<std::string, std::vector<Cookie>, Hash, std::equal_to<>> domains_;
  std::size_t count_ = 0;
  std::uint64_t next_order_ = 0;
};

}  // namespace signet::http
