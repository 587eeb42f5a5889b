// The built web app as the agent serves it: files by their path, and the page with a policy that lets it load nothing
// and speak to nobody but the agent itself.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::app {

struct WebFile {
  std::string_view path;  ///< "/assets/index-1a2b.js"
  std::string_view bytes;
};

/// The file of `files` that is asked for; `page` is also served for paths without a dot: the app has addresses of its
/// own there. 404 for others, among them other pages; 405 for other methods than GET and HEAD.
[[nodiscard]] server::Response serve_web_file(const server::Request& request, std::span<const WebFile> files,
                                              std::string_view page = "/index.html");

}  // namespace signet::app
