// How the user wants requests to go out: proxy, time, redirects, TLS. Kept in the agent's data, for this user alone,
// the proxy's password in the local store; a request's own settings come before them.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/local/local_store.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/types.h"
#include "server/api/schema.h"

namespace signet::app {

/// Thread-safe.
class NetworkSettings {
 public:
  /// `data`/settings.json over `base`. A file that cannot be used is put aside as settings.json.bad, and the defaults
  /// hold; notice() says so. `local` must outlive it.
  NetworkSettings(const std::filesystem::path& data, LocalStore& local, http::Settings base);

  /// What is declared in fields(), as it is now.
  [[nodiscard]] json::object document() const;
  /// What the user should know of the file; may be empty.
  [[nodiscard]] std::string notice() const;
  /// For requests that are sent from now on.
  [[nodiscard]] http::Settings network() const;
  /// Whether the proxy gets a password.
  [[nodiscard]] bool has_proxy_password() const;
  /// Replaces all of it, once everything in it is checked. A `password` of null leaves the proxy's as it is, an empty
  /// one removes it, as does a document without `proxy_user`. kInvalidInput for an address that is no proxy's, a
  /// protocol or suite that is not known, a certificate that is none.
  [[nodiscard]] Status change(json::object document, const SecretString* password);
  /// How requests would go out after the same change. Its certificates are those that are kept.
  [[nodiscard]] Result<http::Settings> network_with(json::object document, const SecretString* password) const;

  /// Of a document, and the password, which is none of its members: "proxy_password".
  [[nodiscard]] static std::vector<server::Field> fields();

 private:
  struct Settled {
    json::object document;
    SecretString proxy_password;
    http::Settings network;
  };

  [[nodiscard]] Result<Settled> settle(json::object document, SecretString proxy_password) const;
  /// The password after a change.
  [[nodiscard]] SecretString password_with(const json::object& document, const SecretString* password) const;
  void put_aside(const Error& error);

  const std::filesystem::path file_;
  const std::filesystem::path authorities_;  ///< PEM of the user's own, as tls::Settings takes it
  LocalStore& local_;
  const http::Settings base_;
  mutable std::mutex mutex_;
  Settled now_;
  std::string notice_;
};

}  // namespace signet::app
