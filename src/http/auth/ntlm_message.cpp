#include "http/auth/ntlm_message.h"

#include <clocale>
#include <cwctype>
#include <memory>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/ntlm_crypto.h"

namespace signet::http {

namespace {

constexpr std::string_view kSignature("NTLMSSP\0", 8);
constexpr std::size_t kChallengeBytes = 8;
/// [MS-NLMP] §2.2.2.10: 5.1.2600, revision 15, as Postman sends it; servers do not act on it.
constexpr std::string_view kVersion("\x05\x01\x28\x0A\x00\x00\x00\x0F", 8);

// Flags of §2.2.2.5.
constexpr std::uint32_t kUnicode = 0x00000001;
constexpr std::uint32_t kOem = 0x00000002;
constexpr std::uint32_t kRequestTarget = 0x00000004;
constexpr std::uint32_t kNtlm = 0x00000200;
constexpr std::uint32_t kDomainSupplied = 0x00001000;
constexpr std::uint32_t kWorkstationSupplied = 0x00002000;
constexpr std::uint32_t kAlwaysSign = 0x00008000;
constexpr std::uint32_t kExtendedSessionSecurity = 0x00080000;
constexpr std::uint32_t kTargetInfo = 0x00800000;
constexpr std::uint32_t kHasVersion = 0x02000000;
constexpr std::uint32_t k128 = 0x20000000;
constexpr std::uint32_t k56 = 0x80000000;
constexpr std::uint32_t kNegotiated =
    kRequestTarget | kNtlm | kAlwaysSign | kExtendedSessionSecurity | kHasVersion | k128 | k56;

// AV_PAIR identifiers of §2.2.2.1.
constexpr std::uint16_t kAvEnd = 0;
constexpr std::uint16_t kAvFlags = 6;
constexpr std::uint16_t kAvTimestamp = 7;
constexpr std::uint32_t kAvFlagMic = 2;

std::string le16(std::size_t value) {
  return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8 & 0xFF)};
}

std::string le32(std::size_t value) {
  return le16(value & 0xFFFF) + le16(value >> 16 & 0xFFFF);
}

std::uint16_t read16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) | static_cast<unsigned char>(bytes[at + 1])
                                                                                << 8);
}

std::uint32_t read32(std::string_view bytes, std::size_t at) {
  return read16(bytes, at) | static_cast<std::uint32_t>(read16(bytes, at + 2)) << 16;
}

Error broken(std::string_view what) {
  return fail(ErrorCode::kInvalidInput, fmt::format("the server's NTLM challenge is broken: {}", what),
              "look at what answers on this port: a proxy may have cut the WWW-Authenticate header");
}

/// The bytes that a field (length, room, offset) at `at` points to.
Result<std::string> read_field(std::string_view message, std::size_t at, std::string_view name) {
  const std::size_t size = read16(message, at);
  const std::size_t offset = read32(message, at + 4);
  if (offset > message.size() || size > message.size() - offset) {
    return broken(fmt::format("its {} lies outside of it", name));
  }
  return std::string(message.substr(offset, size));
}

/// Walks the AV_PAIRs: keeps those before the end mark, and finds the timestamp.
Status read_target_info(std::string_view pairs, NtlmChallenge& challenge) {
  std::size_t at = 0;
  while (at < pairs.size()) {
    if (pairs.size() - at < 4) return broken("its target information ends inside an entry");
    const std::uint16_t id = read16(pairs, at);
    const std::size_t size = read16(pairs, at + 2);
    if (id == kAvEnd) break;
    if (size > pairs.size() - at - 4) return broken("an entry of its target information is longer than the rest");
    const std::string_view value = pairs.substr(at + 4, size);
    if (id == kAvTimestamp) {
      if (size != 8) return broken("its timestamp has not 8 bytes");
      challenge.timestamp = std::string(value);
    }
    at += 4 + size;
  }
  challenge.target_info = std::string(pairs.substr(0, at));
  return {};
}

/// Target information with the flag that a MIC follows (§3.1.5.1.2); an entry of the server's is replaced.
std::string with_mic_flag(std::string_view pairs) {
  std::string out;
  std::uint32_t flags = kAvFlagMic;
  for (std::size_t at = 0; at < pairs.size();) {
    const std::size_t size = 4U + read16(pairs, at + 2);
    if (read16(pairs, at) != kAvFlags) {
      out += pairs.substr(at, size);
    } else if (size == 8) {
      flags |= read32(pairs, at + 4);
    }
    at += size;
  }
  return out + le16(kAvFlags) + le16(4) + le32(flags);
}

/// One code point of well-formed or broken UTF-8; what is broken becomes U+FFFD.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  constexpr char32_t kReplacement = 0xFFFD;
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 && lead < 0xF5 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  if (more == 0 || lead >= 0xF5) return kReplacement;
  char32_t code = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return kReplacement;
    code = code << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
  }
  return code;
}

/// Upper case of Unicode, whatever the user's locale is.
char32_t upper(char32_t code) {
  using Locale = std::unique_ptr<std::remove_pointer_t<locale_t>, decltype(&freelocale)>;
  static const Locale kLocale(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr), freelocale);
  if (kLocale != nullptr) return static_cast<char32_t>(towupper_l(static_cast<wint_t>(code), kLocale.get()));
  return code >= U'a' && code <= U'z' ? code - 32 : code;
}

std::string to_utf16(std::string_view text, bool upper_case = false) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = next_code_point(text, at);
    if (upper_case) code = upper(code);
    if (code < 0x10000) {
      out += le16(code);
    } else {
      out += le16(0xD800 + ((code - 0x10000) >> 10)) + le16(0xDC00 + (code & 0x3FF));
    }
  }
  return out;
}

/// A name as the server asked for it: UTF-16, or the OEM character set, of which only ASCII is the same everywhere.
Result<std::string> encode_name(const std::string& name, bool unicode) {
  if (unicode) return to_utf16(name);
  if (is_ascii(name)) return name;
  return fail(ErrorCode::kUnsupported, "the NTLM server takes no Unicode, and a name has letters outside of ASCII",
              "write user name, domain and workstation in ASCII");
}

/// Puts fields and their contents together: headers point behind `fixed_size` bytes.
class FieldWriter {
 public:
  explicit FieldWriter(std::size_t fixed_size) : offset_(fixed_size) {}
  /// The 8 bytes that describe a field; its content goes to the end.
  std::string add(std::string_view content) {
    std::string header = le16(content.size()) + le16(content.size()) + le32(offset_ + payload_.size());
    payload_ += content;
    return header;
  }
  [[nodiscard]] const std::string& payload() const { return payload_; }

 private:
  std::size_t offset_;
  std::string payload_;
};

}  // namespace

std::string ntlm_time(std::int64_t unix_ms) {
  constexpr std::int64_t kFrom1601Ms = 11644473600000;
  auto ticks = static_cast<std::uint64_t>(unix_ms + kFrom1601Ms) * 10000;
  std::string out;
  for (int i = 0; i < 8; ++i, ticks >>= 8) out += static_cast<char>(ticks & 0xFF);
  return out;
}

Result<std::string> ntlm_v2_key(const NtlmUser& user, std::string_view password) {
  SIGNET_TRY(const std::string password_hash, md4(to_utf16(password)));
  return hmac_md5(password_hash, to_utf16(user.username, true) + to_utf16(user.domain));
}

Result<NtlmResponse> ntlm_v2_response(std::string_view key, const NtlmChallenge& challenge,
                                      const NtlmFreshness& freshness) {
  NtlmResponse response;
  const bool with_mic = challenge.timestamp.has_value();
  const std::string pairs = (with_mic ? with_mic_flag(challenge.target_info) : challenge.target_info) + le32(kAvEnd);
  const std::string client = std::string("\x01\x01\0\0\0\0\0\0", 8) +
                             challenge.timestamp.value_or(freshness.timestamp) + freshness.client_challenge + le32(0) +
                             pairs + le32(0);
  SIGNET_TRY(const std::string proof, hmac_md5(key, challenge.server_challenge + client));
  SIGNET_TRY(response.session_base_key, hmac_md5(key, proof));
  response.nt = proof + client;
  if (with_mic) {
    response.lm.assign(24, '\0');
    return response;
  }
  SIGNET_TRY(response.lm, hmac_md5(key, challenge.server_challenge + freshness.client_challenge));
  response.lm += freshness.client_challenge;
  return response;
}

std::string ntlm_negotiate(const NtlmUser& user) {
  constexpr std::size_t kFixedBytes = 40;
  const std::string domain = is_ascii(user.domain) ? to_upper(user.domain) : std::string();
  const std::string workstation = is_ascii(user.workstation) ? to_upper(user.workstation) : std::string();
  std::uint32_t flags = kNegotiated | kUnicode | kOem;
  if (!domain.empty()) flags |= kDomainSupplied;
  if (!workstation.empty()) flags |= kWorkstationSupplied;
  FieldWriter fields(kFixedBytes);
  const std::string workstation_field = fields.add(workstation);
  const std::string domain_field = fields.add(domain);
  std::string out(kSignature);
  out += le32(1) + le32(flags) + domain_field + workstation_field;
  out += kVersion;
  return out + fields.payload();
}

Result<NtlmChallenge> parse_ntlm_challenge(std::string_view message) {
  constexpr std::size_t kWithoutTargetInfo = 32;
  constexpr std::size_t kWithTargetInfo = 48;
  if (message.size() > kMaxNtlmChallengeBytes) return broken("it is too long");
  if (!message.starts_with(kSignature)) return broken("it does not begin with NTLMSSP");
  if (message.size() < kWithoutTargetInfo) return broken("it is too short");
  if (read32(message, 8) != 2) return broken("it is not a message of type 2");
  NtlmChallenge challenge;
  challenge.flags = read32(message, 20);
  challenge.server_challenge = message.substr(24, kChallengeBytes);
  if ((challenge.flags & kTargetInfo) == 0) return challenge;
  if (message.size() < kWithTargetInfo) return broken("it is too short for the target information it announces");
  SIGNET_TRY(const std::string pairs, read_field(message, 40, "target information"));
  SIGNET_CHECK(read_target_info(pairs, challenge));
  return challenge;
}

Result<std::string> ntlm_authenticate(const NtlmUser& user, std::string_view password, std::string_view negotiate,
                                      std::string_view challenge_message, const NtlmFreshness& freshness) {
  constexpr std::size_t kFixedBytes = 72;
  constexpr std::size_t kMicBytes = 16;
  SIGNET_TRY(const NtlmChallenge challenge, parse_ntlm_challenge(challenge_message));
  const bool unicode = (challenge.flags & kUnicode) != 0;
  SIGNET_TRY(const std::string domain, encode_name(user.domain, unicode));
  SIGNET_TRY(const std::string username, encode_name(user.username, unicode));
  SIGNET_TRY(const std::string workstation, encode_name(user.workstation, unicode));
  SIGNET_TRY(const std::string key, ntlm_v2_key(user, password));
  SIGNET_TRY(const NtlmResponse response, ntlm_v2_response(key, challenge, freshness));

  const bool with_mic = challenge.timestamp.has_value();
  FieldWriter fields(kFixedBytes + (with_mic ? kMicBytes : 0));
  const std::string domain_field = fields.add(domain);
  const std::string user_field = fields.add(username);
  const std::string workstation_field = fields.add(workstation);
  const std::string lm_field = fields.add(response.lm);
  const std::string nt_field = fields.add(response.nt);
  const std::string session_key_field = fields.add({});
  const std::uint32_t flags = (kNegotiated & challenge.flags) | kNtlm | kHasVersion | (challenge.flags & kTargetInfo) |
                              (unicode ? kUnicode : kOem);
  std::string head(kSignature);
  head += le32(3) + lm_field + nt_field + domain_field + user_field + workstation_field + session_key_field;
  head += le32(flags);
  head += kVersion;
  if (!with_mic) return head + fields.payload();
  // The MIC is computed over all three messages, with zeros in its own place (§3.1.5.1.2).
  std::string all(negotiate);
  all.append(challenge_message).append(head).append(kMicBytes, '\0').append(fields.payload());
  SIGNET_TRY(const std::string mic, hmac_md5(response.session_base_key, all));
  return head + mic + fields.payload();
}

}  // namespace signet::http
