#include "http/auth/ntlm.h"

#include "base/encoding.h"
#include "base/ids.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "http/auth/apply.h"
#include "http/auth/ntlm_crypto.h"
#include "http/auth/signing.h"

namespace signet::http {

namespace {

/// Where the name of the connections used stands among the parameters learned.
constexpr std::string_view kConnection = "ntlmConnection";
constexpr std::string_view kScheme = "NTLM ";

/// Postman looks at a header of exactly this value, or for the word in any.
bool offers_ntlm(const Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
    return equals_ignore_case(header.name, "www-authenticate") &&
           (header.value == "Negotiate" || header.value.find("NTLM") != std::string::npos);
  });
}

const std::string* challenge_of(const Response& response) {
  for (const Header& header : response.headers) {
    if (equals_ignore_case(header.name, "www-authenticate") && header.value.starts_with(kScheme)) return &header.value;
  }
  return nullptr;
}

/// Tells one user's connections from another's without giving anything away: keyed with what only this process knows.
std::string fingerprint(std::string_view name, const NtlmUser& user, std::string_view password) {
  static const std::string kKey = random_bytes(32);
  std::string all = fmt::format("{}\n{}\n{}\n{}\n", name, user.username, user.domain, user.workstation);
  all += password;
  const auto digest = hmac_md5(kKey, all);
  wipe(all);
  return digest ? hex_encode(*digest) : make_uuid();
}

class Ntlm : public Authorizer {
 public:
  explicit Ntlm(const model::Auth& auth) {
    user_.domain = auth.get("domain");
    user_.username = auth.get("username");
    if (user_.domain.empty()) user_ = split_ntlm_user(user_.username);
    user_.workstation = auth.get("workstation");
    std::string password = auth.get("password");
    password_ = SecretString(password);
    wipe(password);
    retries_ = !is_on(auth, "disableRetryRequest");
    choose_connection(auth.get(kConnection));
  }

  Status sign(Request& wire, model::Request& shown) override {
    wire.connection_group = connection_;
    wire.settings.http_version = "http1";  // NTLM authenticates a connection; HTTP/2 shares it between requests
    take_header(wire, shown, "Authorization");
    if (message_.empty()) return {};
    put_header(wire, shown, "Authorization", std::string(kScheme) + base64_encode(message_));
    return {};
  }

  bool wants_retry(const Response& response) override {
    trouble_.clear();
    if (!retries_) return false;
    if (response.code == 401 || response.code == 403) {
      if (state_ == State::kStart && offers_ntlm(response)) return negotiate();
      if (state_ == State::kNegotiating) return authenticate(challenge_of(response));
    }
    restart();
    return false;
  }

  /// The connection stays authenticated, and serves the next requests of the same user.
  [[nodiscard]] std::vector<model::Param> learned() const override {
    model::Param param;
    param.key = kConnection;
    param.value = connection_ + "." + fingerprint(connection_, user_, password_.expose());
    param.system = true;
    return {param};
  }

  [[nodiscard]] std::string trouble() const override { return trouble_; }

 private:
  enum class State { kStart, kNegotiating, kAuthenticating };

  void choose_connection(std::string_view learned) {
    const std::size_t dot = std::min(learned.find('.'), learned.size());
    const std::string name(learned.substr(0, dot));
    const bool same_user = !name.empty() && learned.substr(dot) == "." + fingerprint(name, user_, password_.expose());
    connection_ = same_user ? name : make_uuid();
  }

  bool negotiate() {
    message_ = negotiate_ = ntlm_negotiate(user_);
    state_ = State::kNegotiating;
    return true;
  }

  bool authenticate(const std::string* header) {
    auto message = answer(header);
    if (!message) {
      trouble_ = message.error().to_string();
      restart();
      return false;
    }
    message_ = *std::move(message);
    state_ = State::kAuthenticating;
    return true;
  }

  [[nodiscard]] Result<std::string> answer(const std::string* header) const {
    if (header == nullptr) {
      return fail(ErrorCode::kInvalidInput, "ntlm: server did not send NTLM type 2 message",
                  "the server offered NTLM but refused to begin; it may allow other users or another way in only");
    }
    const auto challenge = base64_decode(trim(std::string_view(*header).substr(kScheme.size())));
    if (!challenge) {
      return fail(ErrorCode::kInvalidInput, "ntlm: server did not correctly process authentication request",
                  "its challenge is not base64");
    }
    NtlmFreshness freshness;
    freshness.client_challenge = random_bytes(8);
    freshness.timestamp = ntlm_time(unix_now_ms());
    return ntlm_authenticate(user_, password_.expose(), negotiate_, *challenge, freshness);
  }

  void restart() {
    state_ = State::kStart;
    message_.clear();
  }

  NtlmUser user_;
  SecretString password_;
  bool retries_ = true;
  std::string connection_;
  State state_ = State::kStart;
  std::string negotiate_;  ///< the type 1 message, which the MIC covers
  std::string message_;    ///< what the next request carries
  std::string trouble_;
};

}  // namespace

NtlmUser split_ntlm_user(std::string_view username) {
  const std::vector<std::string> down_level = split(username, '\\');
  const std::vector<std::string> principal = split(username, '@');
  const auto is_pair = [](const std::vector<std::string>& parts) {
    return parts.size() == 2 && !parts[0].empty() && !parts[1].empty();
  };
  if (down_level.size() > 1 && principal.size() > 1) return {std::string(username), "", ""};
  if (is_pair(down_level)) return {down_level[1], down_level[0], ""};
  if (is_pair(principal)) return {principal[0], principal[1], ""};
  return {std::string(username), "", ""};
}

std::unique_ptr<Authorizer> make_ntlm(const model::Auth& auth) {
  return std::make_unique<Ntlm>(auth);
}

}  // namespace signet::http
