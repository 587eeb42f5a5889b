// Secrets of 1Password by its own program, `op`: signed in by the desktop app, by `op signin`, or by the token of a
// service account, which goes to it in the environment only.
// Source: https://developer.1password.com/docs/cli/reference
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vault/providers/onepassword_item.h"
#include "vault/providers/provider.h"
#include "vault/providers/transport.h"

namespace signet::vault {

struct OnePasswordCliSettings {
  std::string program = "op";
  std::string account;  ///< sign-in address, name or id; empty: the default one
  SecretString service_account_token;
};

class OnePasswordCli : public Provider {
 public:
  OnePasswordCli(OnePasswordCliSettings settings, ProviderContext context, std::string service);

  Result<SecretString> fetch(std::string_view reference) override;
  /// One by one. When the login fails, the others are not tried: each might ask the user for it.
  std::vector<Result<SecretString>> fetch_all(std::span<const std::string> references) override;
  Result<std::vector<Listed>> list(std::string_view prefix, std::size_t limit) override;
  Result<std::string> test() override;

 private:
  /// What the program prints, or its complaint as an error. `subject` stands in errors.
  [[nodiscard]] Result<SecretString> run(std::vector<std::string> words, std::string_view subject);
  [[nodiscard]] Result<json::value> run_json(std::vector<std::string> words, std::string_view subject);
  [[nodiscard]] Result<std::vector<OnePasswordNamed>> read_list(std::vector<std::string> words, std::string_view name,
                                                                std::string_view subject);
  [[nodiscard]] Error complaint(std::string_view errors, std::string_view subject);

  OnePasswordCliSettings settings_;
  ProviderContext context_;
  Transport transport_;
  bool login_failed_ = false;  ///< by the last run
};

/// The program's message without "[ERROR] 2026/01/02 03:04:05 " in front, its first line only.
[[nodiscard]] std::string_view onepassword_complaint(std::string_view errors);

/// What a complaint of the program means; nothing where it is not known.
[[nodiscard]] std::optional<Trouble> onepassword_trouble(std::string_view complaint);

}  // namespace signet::vault
