// A postgres:// address: what libpq is told beside it, and how it may be shown.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "store/database.h"
#include "store/postgres/owned.h"

namespace signet::store::postgres {

class Address {
 public:
  /// Fails with kInvalidInput when libpq cannot read it; the error does not quote it.
  [[nodiscard]] static Result<Address> parse(const SecretString& text);

  /// Connects. Without sslmode in the address or PGSSLMODE, a server on another machine must show a certificate for its
  /// name (verify-full) by the system's authorities.
  [[nodiscard]] Result<Connection> connect(std::chrono::seconds timeout) const;

  /// "PostgreSQL signet at db.example:5432".
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Takes the password out of a text from libpq.
  [[nodiscard]] std::string without_password(std::string_view text) const;
  /// Whether the server is on this machine.
  [[nodiscard]] bool is_local() const { return is_local_; }

 private:
  SecretString text_;
  SecretString password_;
  std::string name_;
  bool is_local_ = false;
};

}  // namespace signet::store::postgres
