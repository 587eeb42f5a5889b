// NTLM challenges from hostile servers: read within their bounds, and answered or refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/auth/ntlm_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::http;
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  const auto challenge = parse_ntlm_challenge(message);
  const NtlmUser user{"üser", "Domain", "COMPUTER"};
  const NtlmFreshness freshness{std::string(8, '\xAA'), std::string(8, '\0')};
  const auto answer = ntlm_authenticate(user, "Password", ntlm_negotiate(user), message, freshness);
  if (answer && (!challenge || answer->size() < 72 || !answer->starts_with("NTLMSSP"))) std::abort();
  if (challenge && challenge->server_challenge.size() != 8) std::abort();
  return 0;
}
