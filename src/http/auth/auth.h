// Authentication by type. An authorizer signs a prepared request; those with a challenge (digest, ntlm, hawk) also see
// the response and may ask for one more try. All types register in one table (auth.cpp).
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/types.h"
#include "model/request.h"

namespace signet::http {

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  /// Adds headers or query parameters to the request. Called after URL, headers and body are ready.
  virtual Status sign(Request& wire, model::Request& shown) = 0;
  /// True when `response` carries a challenge that a newly signed request can answer (at most 3 tries, as Postman).
  virtual bool wants_retry(const Response& response) { return (void)response, false; }
  /// What was learned from the server (digest: nonce, realm, count ...). Put into the auth of the next request, as
  /// parameters with `system` set, it saves that request the challenge; Postman keeps it so for the rest of the run.
  [[nodiscard]] virtual std::vector<model::Param> learned() const { return {}; }
  /// Why the last challenge could not be answered, for the console; empty when there is nothing to tell.
  [[nodiscard]] virtual std::string trouble() const { return {}; }
};

/// The authorizer for `auth.type`; null for "noauth"; kUnsupported with the known names for others.
[[nodiscard]] Result<std::unique_ptr<Authorizer>> make_authorizer(const model::Auth& auth);

}  // namespace signet::http
