// The age file format, version 1: encryption to X25519 recipients ("age1…") or to a passphrase, as the age program and
// its kin write and read it. Reads binary and armored files.
// Source: https://c2sp.org/age
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

/// The largest plain text, so that a hostile file cannot exhaust the machine.
inline constexpr std::size_t kMaxAgeBytes = std::size_t{256} << 20U;
/// A passphrase costs 2^18 KiB for 2^18 rounds of scrypt, as age has it.
inline constexpr unsigned kAgeWorkFactor = 18;
/// Files that ask for more are refused: 1 GiB of memory.
inline constexpr unsigned kMaxAgeWorkFactor = 20;

/// Whom a file is for: an X25519 public key.
class AgeRecipient {
 public:
  /// Reads "age1…". Fails with kInvalidInput; other kinds of recipients are kUnsupported.
  [[nodiscard]] static Result<AgeRecipient> parse(std::string_view text);
  /// As parse() reads it.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  friend class AgeIdentity;
  explicit AgeRecipient(std::string key) : key_(std::move(key)) {}

  std::string key_;  // 32 bytes
};

/// Who may read a file: an X25519 secret key.
class AgeIdentity {
 public:
  /// Reads "AGE-SECRET-KEY-1…". Fails with kInvalidInput, without the key in the error.
  [[nodiscard]] static Result<AgeIdentity> parse(std::string_view text);
  /// The identities of a file as age-keygen writes it: one a line, empty lines and those that start with "#" left out.
  /// Fails when there are none.
  [[nodiscard]] static Result<std::vector<AgeIdentity>> parse_file(std::string_view text);
  [[nodiscard]] const AgeRecipient& recipient() const { return recipient_; }
  [[nodiscard]] const SecretString& key() const { return key_; }

 private:
  AgeIdentity(SecretString key, AgeRecipient recipient) : key_(std::move(key)), recipient_(std::move(recipient)) {}

  SecretString key_;
  AgeRecipient recipient_;
};

/// A binary age file that each of the recipients, at least one, can read. Fails with kLimit past kMaxAgeBytes.
[[nodiscard]] Result<std::string> age_encrypt(std::string_view plain, const std::vector<AgeRecipient>& recipients);
/// A binary age file for who knows the passphrase. `work_factor` is 1 to kMaxAgeWorkFactor; only tests want less than
/// the default.
[[nodiscard]] Result<std::string> age_encrypt(std::string_view plain, const SecretString& passphrase,
                                              unsigned work_factor = kAgeWorkFactor);

/// The plain text, whole and genuine. Fails with kNotFound when the file is for none of the identities, with
/// kInvalidInput when it is damaged or no age file, with kLimit when it is too large.
[[nodiscard]] Result<SecretString> age_decrypt(std::string_view file, const std::vector<AgeIdentity>& identities);
/// The same; kNotFound when the passphrase is another. A file that wants more than kMaxAgeWorkFactor is kLimit.
[[nodiscard]] Result<SecretString> age_decrypt(std::string_view file, const SecretString& passphrase);

/// Whether a file, binary or armored, is for a passphrase, so that one must be asked for. Fails as age_decrypt does
/// when it is no age file.
[[nodiscard]] Result<bool> age_wants_passphrase(std::string_view file);

/// The file as text of ASCII ("-----BEGIN AGE ENCRYPTED FILE-----").
[[nodiscard]] std::string age_armor(std::string_view file);

}  // namespace signet::crypto
