#include "http/auth/oauth2.h"

#include "base/text.h"
#include "http/auth/apply.h"

namespace signet::http {

namespace {

/// JavaScript's idea of a value that is there.
bool is_truthy(const json::value& v) {
  if (const bool* flag = v.if_bool()) return *flag;
  if (const auto* text = v.if_string()) return !text->empty();
  if (v.is_number()) return v.to_number<double>() != 0;
  return !v.is_null();
}

std::string text_or(const model::Auth& auth, const std::string& key, std::string_view fallback) {
  const auto found = auth.values.find(key);
  return found != auth.values.end() && is_truthy(found->second) ? json::to_text(found->second) : std::string(fallback);
}

class OAuth2 : public Authorizer {
 public:
  explicit OAuth2(const model::Auth& auth)
      : token_(text_or(auth, "accessToken", "")),
        place_(text_or(auth, "addTokenTo", "header")),
        is_mac_(equals_ignore_case(text_or(auth, "tokenType", "bearer"), "mac")) {
    const auto prefix = auth.values.find("headerPrefix");
    if (prefix != auth.values.end() && !prefix->second.is_null()) prefix_ = trim(json::to_text(prefix->second));
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
