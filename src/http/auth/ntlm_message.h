// The three messages of NTLM and the NTLM v2 response, as values. Source: [MS-NLMP] §2.2 and §3.3.2.
// The challenge is what any server may send: it is read with every length and offset checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::http {

/// Largest challenge read; target information of real servers has a few hundred bytes.
inline constexpr std::size_t kMaxNtlmChallengeBytes = 32768;

/// What the server says in its CHALLENGE_MESSAGE.
struct NtlmChallenge {
  std::uint32_t flags = 0;
  std::string server_challenge;          ///< 8 bytes
  std::string target_info;               ///< AV_PAIRs without their end mark; well-formed
  std::optional<std::string> timestamp;  ///< MsvAvTimestamp, 8 bytes; the server then expects a MIC
};

struct NtlmUser {
  std::string username;  ///< UTF-8, as all texts here
  std::string domain;
  std::string workstation;
};

/// What makes one response differ from the next.
struct NtlmFreshness {
  std::string client_challenge;  ///< 8 random bytes
  std::string timestamp;         ///< 8 bytes, see ntlm_time()
};

struct NtlmResponse {
  std::string lm;                ///< LMv2, or 24 zeros when the server sent a timestamp
  std::string nt;                ///< NTProofStr, then the client's structure
  std::string session_base_key;  ///< 16 bytes, the key of the MIC
};

/// 100-nanosecond intervals since 1601, little-endian.
[[nodiscard]] std::string ntlm_time(std::int64_t unix_ms);

/// NTOWFv2: HMAC-MD5 of the upper-case user name and the domain, under the MD4 of the password.
[[nodiscard]] Result<std::string> ntlm_v2_key(const NtlmUser& user, std::string_view password);
/// ComputeResponse of §3.3.2 for a key of ntlm_v2_key().
[[nodiscard]] Result<NtlmResponse> ntlm_v2_response(std::string_view key, const NtlmChallenge& challenge,
                                                    const NtlmFreshness& freshness);

/// NEGOTIATE_MESSAGE (type 1), with domain and workstation in it where ASCII can write them.
[[nodiscard]] std::string ntlm_negotiate(const NtlmUser& user);
/// CHALLENGE_MESSAGE (type 2). Fails with kInvalidInput, saying what is wrong with it.
[[nodiscard]] Result<NtlmChallenge> parse_ntlm_challenge(std::string_view message);
/// AUTHENTICATE_MESSAGE (type 3). `negotiate` and `challenge_message` are the messages before it, for the MIC.
[[nodiscard]] Result<std::string> ntlm_authenticate(const NtlmUser& user, std::string_view password,
                                                    std::string_view negotiate, std::string_view challenge_message,
                                                    const NtlmFreshness& freshness);

}  // namespace signet::http
