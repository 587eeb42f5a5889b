// Compact JSON Web Signatures (RFC 7515) with the algorithms of RFC 7518 that Postman has, as npm's jose 4 makes them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace signet::http {

/// "HS256" and the like, which sign with a shared secret.
[[nodiscard]] bool is_hmac_algorithm(std::string_view algorithm);
/// RS, PS and ES with 256, 384 and 512, which sign with a private key.
[[nodiscard]] bool is_key_algorithm(std::string_view algorithm);

/// A token signed by HMAC. `header` names the algorithm itself; `payload` must be an object.
[[nodiscard]] Result<std::string> jws_with_secret(std::string_view algorithm, const json::object& header,
                                                  const json::value& payload, std::string_view secret);
/// A token signed by a private key in PKCS#8 PEM. The key must fit the algorithm: RSA of 2048 bits or more, or the
/// curve that RFC 7518 §3.4 names.
[[nodiscard]] Result<std::string> jws_with_key(std::string_view algorithm, const json::object& header,
                                               const json::value& payload, std::string_view pkcs8);

/// A token signed by `sign`, which gets the first two parts with the dot and gives the raw signature: for keys that
/// stay where they are. `header` names the algorithm.
[[nodiscard]] Result<std::string> jws_with_signer(const json::object& header, const json::value& payload,
                                                  const std::function<Result<std::string>(std::string_view)>& sign);

}  // namespace signet::http
