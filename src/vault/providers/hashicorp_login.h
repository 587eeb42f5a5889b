// Signing in to HashiCorp Vault and OpenBao, and keeping the token alive.
// Sources: https://developer.hashicorp.com/vault/api-docs/auth, .../system/wrapping-unwrap
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/aws_credentials.h"
#include "vault/providers/hashicorp_client.h"
#include "vault/providers/hashicorp_config.h"

namespace signet::vault {

/// The time after which something that lives for `seconds` from `now_ms` on is renewed: two thirds.
[[nodiscard]] std::int64_t renewal_time_ms(std::int64_t now_ms, std::int64_t seconds);

/// "lease_duration" and the like: seconds, 0 when absent, negative or no number; at most ten years.
[[nodiscard]] std::int64_t read_seconds(const json::object& o, std::string_view name);

class HashicorpLogin {
 public:
  /// All three outlive this. `aws_context` is the provider's without its authorities, for AWS's own services.
  HashicorpLogin(const HashicorpConfig& config, HashicorpClient& client, ProviderContext& context,
                 ProviderContext& aws_context);

  /// Gives the client a token that is good for a while: signs in, renews, or signs in again, as is needed. A refused
  /// sign-in is kept and given again, so that a wrong password is tried once a run.
  [[nodiscard]] Status ensure();
  /// The server has called the token bad: signs in anew if that is possible and was not tried for this reason before.
  [[nodiscard]] bool sign_in_again();
  /// What to do about a login that is bad.
  [[nodiscard]] std::string hint() const;
  /// Ends the session if this has begun it. True when its leases go with it.
  bool close();

 private:
  [[nodiscard]] Status sign_in();
  [[nodiscard]] Status use_given_token();
  [[nodiscard]] Status unwrap_token();
  [[nodiscard]] Result<SecretString> secret_id();
  [[nodiscard]] Result<SecretString> jwt() const;
  /// The path below auth/ and the body of the login request.
  [[nodiscard]] Result<std::pair<std::string, SecretString>> request();
  [[nodiscard]] Result<SecretString> aws_request();
  /// The object in the answer to a wrapping token.
  [[nodiscard]] Result<json::value> unwrap(const SecretString& token, std::string_view made_by);
  [[nodiscard]] Status take_session(const json::object& answer);
  [[nodiscard]] bool renew();

  const HashicorpConfig& config_;
  HashicorpClient& client_;
  ProviderContext& context_;
  AwsCredentials aws_;
  std::optional<SecretString> unwrapped_secret_id_;
  std::optional<Error> refused_;
  bool has_token_ = false;
  bool is_ours_ = false;  ///< begun here, and so ended here
  bool is_batch_ = false;
  bool is_renewable_ = false;
  bool tried_again_ = false;
  std::int64_t renew_ms_ = 0;    ///< 0: never
  std::int64_t expires_ms_ = 0;  ///< 0: never
};

}  // namespace signet::vault
