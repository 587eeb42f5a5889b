// The pages that the server's mails point to. People work in the app on their own machine, which a link in a mail
// cannot reach: these pages say where to paste it. The token stands behind #, so that it never comes here, nor into a
// log.
#pragma once

#include <optional>

#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::server {

/// nullopt: the request is for something else.
[[nodiscard]] std::optional<Response> mail_page(const Request& request);

}  // namespace signet::server
