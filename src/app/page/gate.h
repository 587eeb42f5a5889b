// Who may ask the agent, which opens vaults and sends requests for whoever it believes: its own page alone. Three
// doors, each enough against most: the Host header (a foreign name that resolves to loopback, DNS rebinding), where the
// browser says that the request comes from (Origin, Sec-Fetch-Site: a foreign page), and a token that only the page has
// which the agent opened (another user of the machine, a program).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/secret.h"
#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::app {

/// Thread-safe.
class Gate {
 public:
  /// `token`: what the page sends. `port`: where the agent listens, on 127.0.0.1.
  Gate(SecretString token, std::uint16_t port);

  /// "http://127.0.0.1:PORT".
  [[nodiscard]] const std::string& origin() const { return origin_; }
  /// 421 for a request that is meant for another host; nullopt lets it through. For everything that is served.
  [[nodiscard]] std::optional<server::Response> refuse_host(const server::Request& request) const;
  /// 403 for a request that another page than the agent's own makes; nullopt lets it through.
  [[nodiscard]] std::optional<server::Response> refuse_foreign(const server::Request& request) const;
  /// The same, and 401 without the token. For everything but the page's own files.
  [[nodiscard]] std::optional<server::Response> refuse_caller(const server::Request& request) const;

 private:
  SecretString token_;
  std::string host_;
  std::string origin_;
};

/// The type of the problem document that says that the token is missing or an earlier agent's.
inline constexpr std::string_view kNoTokenProblem = "urn:signet:agent:token";

}  // namespace signet::app
