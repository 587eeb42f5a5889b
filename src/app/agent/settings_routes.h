// What the page's settings ask of the agent: how requests go out, and the cookies that they left.
#pragma once

#include <vector>

#include "app/agent/network_settings.h"
#include "app/agent/sender.h"
#include "app/local/client_certificates.h"
#include "server/api/route.h"

namespace signet::app {

/// How requests go out by the settings and with the certificates, as they are now.
[[nodiscard]] http::Settings network_of(const NetworkSettings& settings, const ClientCertificates& certificates);
/// Has the sender send by the settings and with the certificates, as they are now.
void use_settings(const NetworkSettings& settings, const ClientCertificates& certificates, Sender& sender);

/// GET and PUT /agent/v1/settings, POST /agent/v1/settings/try, which sends a request by settings that are not saved;
/// those of the client certificates (certificate_routes.h); GET, PUT and DELETE /agent/v1/cookies, whose list tells no
/// values, and GET /agent/v1/cookies/value, which tells one. All must outlive them.
[[nodiscard]] std::vector<server::Route> settings_routes(NetworkSettings& settings, ClientCertificates& certificates,
                                                         Sender& sender);

}  // namespace signet::app
