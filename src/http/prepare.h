// From a resolved request of the collection to one ready for the wire: URL encoded by Postman's rules, default headers,
// body and its Content-Type. Authentication comes after: the caller makes an Authorizer from the request's auth, has it
// sign the prepared request, and prepares and signs anew when it wants a retry (auth/auth.h). Sources: postman-runtime
// requester/core.js, core-body-builder.js, request-helpers-presend.js; postman-url-encoder.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/types.h"
#include "model/request.h"

namespace signet::http {

/// What files a request may read: paths are relative to `working_dir`, and outside of it only when allowed
/// (newman's --working-dir and --no-insecure-file-read).
struct FileAccess {
  std::filesystem::path working_dir;
  bool allow_outside = true;
};

/// A request prepared, and how reports and pm.request show it (headers with the system ones, encoded URL).
struct Prepared {
  Request wire;
  model::Request shown;
  std::vector<std::string> warnings;  ///< told on the console: a missing file, an unknown auth type
};

/// Fails with kInvalidInput for an empty URL, in newman's words. What else cannot be sent (no host, a port that is no
/// number, a bad header name) fails when it is sent, so that reports can show the request, as newman's do.
/// Authentication is not applied here: sign() the result with an Authorizer (auth/auth.h), then send it.
[[nodiscard]] Result<Prepared> prepare(const model::Request& resolved, const Settings& settings,
                                       const FileAccess& files);

/// Encodes the urlencoded body again after a change of its fields: OAuth 1 may put its parameters there.
void refresh_form(Request& wire, const model::Request& shown);

/// Puts what only sending tells into `shown`: Content-Length and Cookie as the first request carried them.
/// Call it when there is a response; newman shows neither header when there is none.
void show_sent(model::Request& shown, const Response& response);

/// Postman's encoding of a whole URL (postman-url-encoder toNodeUrl); with `disable_encoding` text is left alone.
[[nodiscard]] Result<std::string> encode_url(const model::Url& url, bool disable_encoding);

}  // namespace signet::http
