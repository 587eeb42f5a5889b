#include "app/local/kept_cookies.h"

#include "base/time.h"

namespace signet::app {

namespace {

constexpr std::string_view kKind = "cookies";
constexpr std::string_view kId = "jar";

}  // namespace

Result<http::CookieJar> KeptCookies::load() {
  const std::lock_guard lock(mutex_);
  SIGNET_TRY(const auto item, local_.get(kKind, kId));
  if (!item) return http::CookieJar();
  kept_ = item->bytes.expose();
  SIGNET_TRY(const json::value document, json::parse(kept_, "the cookies that were kept"));
  return http::CookieJar::from_json(document, "the cookies that were kept");
}

Status KeptCookies::keep(const http::CookieJar& jar) {
  http::CookieJar lasting;
  for (http::Cookie cookie : jar.all("")) {
    if (!cookie.expires_ms) continue;
    cookie.accessed_ms = cookie.created_ms;  // that it was sent again is nothing to keep
    lasting.put(std::move(cookie));
  }
  std::string text = boost::json::serialize(lasting.to_json());
  const std::lock_guard lock(mutex_);
  if (text == kept_) return {};
  SIGNET_CHECK(local_.put(kKind, kId, unix_now_ms(), text));
  kept_ = std::move(text);
  return {};
}

}  // namespace signet::app
