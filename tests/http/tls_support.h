// Shared by the TLS tests of the http room: requests with TLS settings, expected results.
#pragma once

#include <memory>
#include <string>

#include "tests/http/support.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_server.h"
#include "tls/settings.h"

namespace signet::http {

inline std::shared_ptr<const tls::Settings> share(tls::Settings settings) {
  return std::make_shared<const tls::Settings>(std::move(settings));
}

inline Request get_with(const std::string& url, tls::Settings settings) {
  Request request = get(url);
  request.settings.tls = share(std::move(settings));
  return request;
}

}  // namespace signet::http
