#include "app/page/web_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"
#include "server/api/problem.h"

namespace signet::app {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kMediaTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
}};

/// Scripts and styles are the agent's own files; the nonce is for the style sheets that the editor makes as it runs.
/// Trusted Types without any policy: no text becomes markup.
std::string policy(std::string_view nonce) {
  return fmt::format(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{}'; img-src 'self' blob:; font-src 'self'; "
      "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
      "require-trusted-types-for 'script'; trusted-types 'none'",
      nonce);
}

std::string_view media_type(std::string_view path) {
  for (const auto& [ending, type] : kMediaTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

server::Response serve_page(std::string_view html) {
  constexpr std::size_t kNonceBytes = 16;
  const std::string nonce = base64_encode(random_bytes(kNonceBytes));
  server::Response response = server::make_response(
      200, media_type(".html"),
      replace_all(html, "</head>", fmt::format(R"(<meta property="csp-nonce" nonce="{}" /></head>)", nonce)));
  response.headers.set("Content-Security-Policy", policy(nonce));
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  // The app and the vault are apart in processes, too, where the browser can.
  response.headers.set("Origin-Agent-Cluster", "?1");
  response.headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  return response;
}

}  // namespace

server::Response serve_web_file(const server::Request& request, std::span<const WebFile> files, std::string_view page) {
  constexpr unsigned kNotFound = 404;
  constexpr unsigned kMethodNotAllowed = 405;
  if (request.method != server::Method::kGet && request.method != server::Method::kHead) {
    return server::problem_response({.status = kMethodNotAllowed, .detail = "files are read by GET"});
  }
  const std::string path = request.path();
  const bool is_page = path.find('.') == std::string::npos || path == page;
  const std::string_view wanted = is_page ? page : std::string_view(path);
  const auto file = std::find_if(files.begin(), files.end(), [&](const WebFile& one) { return one.path == wanted; });
  if (file == files.end() || (!is_page && path.ends_with(".html"))) {
    return server::problem_response({.status = kNotFound, .detail = "the app has no such file"});
  }
  if (is_page) return serve_page(file->bytes);
  server::Response response = server::make_response(200, media_type(path), std::string(file->bytes));
  // Built files have a hash of their content in their names.
  if (path.starts_with("/assets/")) response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
  return response;
}

}  // namespace signet::app
