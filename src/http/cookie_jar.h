// Cookies by RFC 6265 (storage model §5.3, retrieval §5.4), with the public suffix list from libpsl.
// File format: tough-cookie's JSON, as newman's --cookie-jar and --export-cookie-jar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace signet::http {

struct Cookie {
  std::string name;
  std::string value;
  std::string domain;  ///< lower case, without leading dot
  std::string path = "/";
  std::optional<std::int64_t> expires_ms;  ///< Unix time; absent: session cookie
  std::optional<std::int64_t> max_age;     ///< as received
  bool host_only = true;
  bool secure = false;
  bool http_only = false;
  std::string same_site;
  std::int64_t created_ms = 0;
  std::vector<std::string> extensions;
};

class CookieJar {
 public:
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

 private:
  std::vector<Cookie> cookies_;
};

}  // namespace signet::http
