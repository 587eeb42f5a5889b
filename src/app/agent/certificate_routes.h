// The client certificates for the page: which there are, never their keys.
#pragma once

#include <functional>
#include <vector>

#include "app/local/client_certificates.h"
#include "server/api/route.h"

namespace signet::app {

/// GET and POST /agent/v1/client-certificates, DELETE /agent/v1/client-certificates/{id}. `changed` is called after
/// each change. `certificates` must outlive them.
[[nodiscard]] std::vector<server::Route> certificate_routes(ClientCertificates& certificates,
                                                            const std::function<void()>& changed);

}  // namespace signet::app
