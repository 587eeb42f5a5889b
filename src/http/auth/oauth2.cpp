#include "http/auth/oauth2.h"

#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/signing.h"

namespace signet::http {

namespace {

std::string text_or(const model::Auth& auth, const std::string& key, std::string_view fallback) {
  return is_on(auth, key) ? text_or_empty(auth, key) : std::string(fallback);
}

class OAuth2 : public Authorizer {
 public:
  explicit OAuth2(const model::Auth& auth)
      : token_(text_or(auth, "accessToken", "")),
        place_(text_or(auth, "addTokenTo", "header")),
        is_mac_(equals_ignore_case(text_or(auth, "tokenType", "bearer"), "mac")) {
    if (const json::value* prefix = param(auth, "headerPrefix")) prefix_ = trim(json::to_text(*prefix));
    if (!prefix_.empty()) prefix_ += ' ';
  }

  Status sign(Request& wire, model::Request& shown) override {
    if (token_.empty() || is_mac_) return {};  // Postman has no MAC tokens either
    take_header(wire, shown, "Authorization");
    take_query(wire, shown, kQueryName);
    if (place_ == "queryParams") put_query(wire, shown, kQueryName, token_);
    if (place_ == "header") put_header(wire, shown, "Authorization", prefix_ + token_);
    return {};
  }

 private:
  static constexpr std::string_view kQueryName = "access_token";  // RFC 6750 §2.3

  std::string token_;
  std::string place_;
  bool is_mac_;
  std::string prefix_ = "Bearer";
};

}  // namespace

std::unique_ptr<Authorizer> make_oauth2(const model::Auth& auth) {
  return std::make_unique<OAuth2>(auth);
}

}  // namespace signet::http
