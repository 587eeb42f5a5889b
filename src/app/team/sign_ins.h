// The team servers that this user is signed in to, kept between calls of the program. The file holds the sessions'
// tokens: it is the user's alone (mode 0600), and a token ends at the server when it is not used for a week.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace signet::app {

/// A session on one server.
struct SignIn {
  std::string server;     ///< "https://signet.example.com", as TeamClient takes it
  std::string email;      ///< whose account it is
  std::string session;    ///< the session's id, as the list in the account settings shows it
  std::string authority;  ///< a PEM file whose authorities are trusted too; may be empty
  std::int64_t signed_in_ms = 0;
  SecretString token;
};

/// Where the file is: $XDG_DATA_HOME/signet/sign-ins.json, or below `home`.
[[nodiscard]] std::filesystem::path sign_ins_file(std::string_view xdg_data_home, const std::filesystem::path& home);

class SignIns {
 public:
  explicit SignIns(std::filesystem::path file) : file_(std::move(file)) {}

  /// In the order of the file; none when it is not there. kInvalidInput for a file that is not of this form, or that
  /// others can read.
  [[nodiscard]] Result<std::vector<SignIn>> list() const;
  /// The one for `server`; with an empty `server` the only one there is. kNotFound with what to do.
  [[nodiscard]] Result<SignIn> find(std::string_view server) const;
  /// Adds it in the place of the same server's, under a lock; gives the one before.
  [[nodiscard]] Result<std::optional<SignIn>> put(SignIn sign_in) const;
  /// Whether there was one.
  [[nodiscard]] Result<bool> remove(std::string_view server) const;

 private:
  [[nodiscard]] Status save(const std::vector<SignIn>& all) const;

  std::filesystem::path file_;
};

}  // namespace signet::app
