// One interface to read secrets that are kept elsewhere: 1Password, AWS Secrets Manager, Azure Key Vault, HashiCorp
// Vault and OpenBao. A provider signs in once, on first need, and keeps its session for its life.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/command.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/oauth2/context.h"
#include "http/types.h"
#include "vault/contents.h"

namespace signet::vault {

/// What a provider needs of the world, given from outside; tests give their own. Used from one thread at a time.
struct ProviderContext {
  /// Sends and waits. Refuses nothing by itself: retries, time-outs and error texts are transport.h's.
  std::function<Result<http::Response>(http::Request)> send;
  http::Settings settings;  ///< proxy and TLS to send with; a provider adds its own authorities and certificates
  std::function<std::int64_t()> now_ms;
  /// Waits so long; false when stopped meanwhile.
  std::function<bool(std::int64_t milliseconds)> pause;
  std::function<std::optional<std::string>(std::string_view name)> environment;
  /// Runs a program (`op`, `az`) as run_program() does.
  std::function<Result<ProgramResult>(const std::vector<std::string>& words, const std::vector<std::string>& changes)>
      run;
  std::string home;  ///< the user's folder, for ~/.aws and the like
  /// Who can sign in by a browser; null: nobody can be asked.
  std::shared_ptr<const http::oauth2::Person> person = nullptr;
};

/// A secret that a provider has, for lists and completion.
struct Listed {
  std::string reference;  ///< as fetch() takes it
  std::string note;       ///< such as "changed 2026-01-02, 3 fields"
};

class Provider {
 public:
  virtual ~Provider() = default;
  /// The value a reference names. kNotFound, kInvalidInput (a malformed reference), kUnsupported, kTimeout, kNetwork,
  /// or kPermission/kExpired as the words of the message say; messages never hold a value or a token.
  virtual Result<SecretString> fetch(std::string_view reference) = 0;
  /// Several at once, in order; a provider with a batch call uses it.
  virtual std::vector<Result<SecretString>> fetch_all(std::span<const std::string> references);
  /// Until when the value that was fetched last may be used (Unix time), where the service lends it: it is fetched
  /// again then, however long values are kept.
  [[nodiscard]] virtual std::optional<std::int64_t> usable_until_ms(std::string_view reference) const {
    return (void)reference, std::nullopt;
  }
  /// At most `limit` secrets whose reference starts with `prefix`.
  virtual Result<std::vector<Listed>> list(std::string_view prefix, std::size_t limit) = 0;
  /// Signs in and asks for the least that proves it; says as whom in one line.
  virtual Result<std::string> test() = 0;
  /// Gives back what was borrowed: leases revoked, sessions ended.
  virtual void close() {}
};

/// A setting or credential that a provider type takes, for guided set-up, `--set NAME=VALUE` and checks.
struct ProviderField {
  std::string_view name;
  std::string_view label;
  bool secret = false;
  bool required = false;
  std::string_view help;
  std::string_view choices;  ///< "token|approle|..."; empty: any text
  bool is_path = false;      ///< a file, which set-up makes absolute: runs start in other folders
};

struct ProviderKind {
  std::string_view type;            ///< "aws"
  std::string_view title;           ///< "AWS Secrets Manager"
  std::string_view reference_help;  ///< "NAME-OR-ARN[@STAGE|@VERSION-ID][#JSON-KEY]"
  std::span<const ProviderField> fields;
  Result<std::unique_ptr<Provider>> (*make)(const ProviderConfig& config, ProviderContext context);
};

/// The four kinds, by type.
[[nodiscard]] std::span<const ProviderKind> provider_kinds();
[[nodiscard]] const ProviderKind* find_provider_kind(std::string_view type);

/// Checks the settings against the kind's fields, then makes the provider.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_provider(const ProviderConfig& config, ProviderContext context);

}  // namespace signet::vault
