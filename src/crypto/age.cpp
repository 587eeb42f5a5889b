#include "crypto/age.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ids.h"
#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/age_format.h"
#include "crypto/age_payload.h"
#include "crypto/bech32.h"
#include "crypto/kdf.h"
#include "crypto/primitives.h"

namespace signet::crypto {

namespace {

constexpr std::string_view kRecipientPrefix = "age";
constexpr std::string_view kIdentityPrefix = "AGE-SECRET-KEY-";
constexpr std::string_view kX25519 = "X25519";
constexpr std::string_view kX25519Info = "age-encryption.org/v1/X25519";
constexpr std::string_view kScrypt = "scrypt";
constexpr std::string_view kScryptInfo = "age-encryption.org/v1/scrypt";
constexpr std::size_t kScryptSalt = 16;
constexpr std::size_t kFileKey = 16;
constexpr std::size_t kWrappedKey = kFileKey + kPolyTagBytes;
const std::string kZeroNonce(kChaChaNonceBytes, '\0');  // each wrapping key is used once

/// A key in Bech32 with the prefix that is wanted.
Result<SecretString> parse_key(std::string_view text, std::string_view prefix, std::string_view what) {
  SIGNET_TRY(Bech32 key, bech32_decode(text));
  if (key.prefix != prefix) {
    return fail(ErrorCode::kUnsupported, fmt::format("this is no {} of the kind X25519", what),
                fmt::format("it starts with \"{}1\"", prefix));
  }
  if (key.bytes.size() != kX25519Bytes) return fail(ErrorCode::kInvalidInput, fmt::format("the {} is too short", what));
  return std::move(key.bytes);
}

Result<std::string> wrap(const SecretString& wrapping_key, const SecretString& file_key) {
  std::string body(kWrappedKey, '\0');
  SIGNET_CHECK(chacha_encrypt(wrapping_key, kZeroNonce, file_key.expose(), body));
  return body;
}

/// The file key, or an empty one when it was wrapped by another key.
Result<SecretString> unwrap(const SecretString& wrapping_key, std::string_view body) {
  SecretString file_key = SecretString::of_size(kFileKey);
  if (const Status opened = chacha_decrypt(wrapping_key, kZeroNonce, body, file_key.bytes()); !opened) {
    if (opened.error().code == ErrorCode::kInvalidInput) return SecretString();
    return opened.error();
  }
  return file_key;
}

Result<AgeStanza> wrap_for(const AgeRecipient& recipient, const SecretString& file_key) {
  const SecretString ephemeral = random_secret(kX25519Bytes);
  SIGNET_TRY(const std::string share, x25519_public(ephemeral));
  SIGNET_TRY(const SecretString shared, x25519(ephemeral, recipient.key()));
  SIGNET_TRY(const SecretString key, hkdf_sha256(shared.expose(), share + recipient.key(), kX25519Info, kKeyBytes));
  SIGNET_TRY(std::string body, wrap(key, file_key));
  return AgeStanza{{std::string(kX25519), age_base64_encode(share)}, std::move(body)};
}

Result<SecretString> unwrap_by(const AgeIdentity& identity, const AgeStanza& stanza) {
  if (stanza.arguments.size() != 2) return bad_age_file("a stanza of kind X25519 has other than two arguments");
  SIGNET_TRY(const std::string share, age_base64_decode(stanza.arguments[1]));
  if (share.size() != kX25519Bytes || stanza.body.size() != kWrappedKey) {
    return bad_age_file("a stanza of kind X25519 has the wrong size");
  }
  SIGNET_TRY(const SecretString shared, x25519(identity.key(), share));
  SIGNET_TRY(const SecretString key,
             hkdf_sha256(shared.expose(), share + identity.recipient().key(), kX25519Info, kKeyBytes));
  return unwrap(key, stanza.body);
}

/// What a passphrase's stanza asks for. "^[1-9][0-9]*$" is the format's rule for the number.
Result<unsigned> work_factor_of(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text[0] == '0' || !std::all_of(text.begin(), text.end(), digit)) {
    return bad_age_file("the work factor of its passphrase is malformed");
  }
  unsigned factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  if (error != std::errc{} || factor > kMaxAgeWorkFactor) {
    return fail(ErrorCode::kLimit,
                fmt::format("the age file wants over 2^{} rounds of scrypt for its passphrase", kMaxAgeWorkFactor));
  }
  return factor;
}

Result<SecretString> unwrap_by(const SecretString& passphrase, const AgeStanza& stanza) {
  if (stanza.arguments.size() != 3) return bad_age_file("a stanza of kind scrypt has other than three arguments");
  SIGNET_TRY(const std::string salt, age_base64_decode(stanza.arguments[1]));
  if (salt.size() != kScryptSalt || stanza.body.size() != kWrappedKey) {
    return bad_age_file("a stanza of kind scrypt has the wrong size");
  }
  SIGNET_TRY(const unsigned factor, work_factor_of(stanza.arguments[2]));
  SIGNET_TRY(const SecretString key, scrypt(passphrase, std::string(kScryptInfo) + salt, factor));
  return unwrap(key, stanza.body);
}

bool is_scrypt(const AgeStanza& stanza) {
  return stanza.arguments.front() == kScrypt;
}

/// Reads the header. A passphrase must be alone: who gives one relies on the file coming from someone who knows it.
Result<AgeFile> read_header(std::string_view file) {
  SIGNET_TRY(AgeFile read, read_age(file));
  if (read.stanzas.size() > 1 && std::any_of(read.stanzas.begin(), read.stanzas.end(), is_scrypt)) {
    return bad_age_file("it is for a passphrase and for others");
  }
  return read;
}

Result<std::string> header_mac(const SecretString& file_key, std::string_view header) {
  SIGNET_TRY(const SecretString key, hkdf_sha256(file_key.expose(), "", "header", kKeyBytes));
  return hmac_sha256(key, header);
}

Result<std::string> write_file(const std::vector<AgeStanza>& stanzas, const SecretString& file_key,
                               std::string_view plain) {
  if (plain.size() > kMaxAgeBytes) return fail(ErrorCode::kLimit, "this is more than an age file may hold here");
  std::string file = write_age_header(stanzas);
  SIGNET_TRY(const std::string mac, header_mac(file_key, file));
  file.append(" ").append(age_base64_encode(mac)).append("\n");
  SIGNET_CHECK(append_age_payload(file, file_key, plain));
  return file;
}

/// Checks the header by the key that was in it, then decrypts the rest.
Result<SecretString> open_file(const AgeFile& file, const SecretString& file_key) {
  SIGNET_TRY(const std::string mac, header_mac(file_key, file.signed_part));
  if (!(SecretString(mac) == SecretString(file.mac))) return bad_age_file("its header was changed");
  return open_age_payload(file_key, file.payload);
}

/// The file without its armor; `binary` holds it when there is one.
Result<std::string_view> without_armor(std::string_view file, std::string& binary) {
  if (file.size() > 2 * kMaxAgeBytes) return fail(ErrorCode::kLimit, "the age file is larger than is read here");
  if (!is_age_armor(file)) return file;
  SIGNET_TRY(binary, remove_age_armor(file));
  return std::string_view(binary);
}

}  // namespace

Result<AgeRecipient> AgeRecipient::parse(std::string_view text) {
  SIGNET_TRY(const SecretString key, parse_key(text, kRecipientPrefix, "recipient"));
  return AgeRecipient(std::string(key.expose()));
}

std::string AgeRecipient::text() const {
  return bech32_encode(kRecipientPrefix, key_);
}

Result<AgeIdentity> AgeIdentity::parse(std::string_view text) {
  SIGNET_TRY(SecretString key, parse_key(text, kIdentityPrefix, "identity"));
  SIGNET_TRY(std::string own, x25519_public(key));
  return AgeIdentity(std::move(key), AgeRecipient(std::move(own)));
}

Result<std::vector<AgeIdentity>> AgeIdentity::parse_file(std::string_view text) {
  std::vector<AgeIdentity> identities;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    auto identity = parse(line);
    if (!identity) return with_context(std::move(identity).error(), fmt::format("line {} of the identities", number));
    identities.push_back(*std::move(identity));
  }
  if (identities.empty()) return fail(ErrorCode::kInvalidInput, "there is no identity in the file");
  return identities;
}

Result<std::string> age_encrypt(std::string_view plain, const std::vector<AgeRecipient>& recipients) {
  if (recipients.empty()) return fail(ErrorCode::kInvalidInput, "an age file needs a recipient");
  const SecretString file_key = random_secret(kFileKey);
  std::vector<AgeStanza> stanzas;
  for (const AgeRecipient& recipient : recipients) {
    SIGNET_TRY(AgeStanza stanza, wrap_for(recipient, file_key));
    stanzas.push_back(std::move(stanza));
  }
  return write_file(stanzas, file_key, plain);
}

Result<std::string> age_encrypt(std::string_view plain, const SecretString& passphrase, unsigned work_factor) {
  if (work_factor < 1 || work_factor > kMaxAgeWorkFactor) return fail(ErrorCode::kInvalidInput, "no such work factor");
  const SecretString file_key = random_secret(kFileKey);
  const std::string salt = random_bytes(kScryptSalt);
  SIGNET_TRY(const SecretString key, scrypt(passphrase, std::string(kScryptInfo) + salt, work_factor));
  SIGNET_TRY(std::string body, wrap(key, file_key));
  return write_file({{{std::string(kScrypt), age_base64_encode(salt), std::to_string(work_factor)}, std::move(body)}},
                    file_key, plain);
}

Result<SecretString> age_decrypt(std::string_view file, const std::vector<AgeIdentity>& identities) {
  std::string binary;
  SIGNET_TRY(const std::string_view bytes, without_armor(file, binary));
  SIGNET_TRY(const AgeFile read, read_header(bytes));
  for (const AgeStanza& stanza : read.stanzas) {
    if (stanza.arguments.front() != kX25519) continue;
    for (const AgeIdentity& identity : identities) {
      SIGNET_TRY(const SecretString file_key, unwrap_by(identity, stanza));
      if (!file_key.empty()) return open_file(read, file_key);
    }
  }
  return fail(ErrorCode::kNotFound, "the age file is for none of the identities",
              is_scrypt(read.stanzas.front()) ? "it is for a passphrase" : "");
}

Result<SecretString> age_decrypt(std::string_view file, const SecretString& passphrase) {
  std::string binary;
  SIGNET_TRY(const std::string_view bytes, without_armor(file, binary));
  SIGNET_TRY(const AgeFile read, read_header(bytes));
  if (!is_scrypt(read.stanzas.front())) {
    return fail(ErrorCode::kNotFound, "the age file is not for a passphrase", "it is for a key: \"age1…\"");
  }
  SIGNET_TRY(const SecretString file_key, unwrap_by(passphrase, read.stanzas.front()));
  if (file_key.empty()) return fail(ErrorCode::kNotFound, "the passphrase does not open the age file");
  return open_file(read, file_key);
}

Result<bool> age_wants_passphrase(std::string_view file) {
  std::string binary;
  SIGNET_TRY(const std::string_view bytes, without_armor(file, binary));
  SIGNET_TRY(const AgeFile read, read_header(bytes));
  return is_scrypt(read.stanzas.front());
}

}  // namespace signet::crypto
