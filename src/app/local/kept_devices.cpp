#include "app/local/kept_devices.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"

namespace signet::app {

namespace {

constexpr std::string_view kKind = "device";

/// Ids are not sealed: of an address, a hash is enough.
std::string id_of(std::string_view server, std::string_view email) {
  return hex_encode(crypto::sha256(fmt::format("{}\n{}", server, to_lower(trim(email)))));
}

}  // namespace

SecretString KeptDevices::find(std::string_view server, std::string_view email) {
  auto item = local_.get(kKind, id_of(server, email));
  return item && *item ? std::move((*item)->bytes) : SecretString();
}

Status KeptDevices::put(std::string_view server, std::string_view email, const SecretString& device) {
  return local_.put(kKind, id_of(server, email), unix_now_ms(), device.expose());
}

}  // namespace signet::app
