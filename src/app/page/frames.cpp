#include "app/page/frames.h"

#include <fmt/format.h>

#include "app/page/routes.h"
#include "base/text.h"
#include "server/api/problem.h"

namespace signet::app {

namespace {

constexpr std::string_view kFolder = "/frames/";
constexpr std::uint64_t kMostBytes = 64ULL << 20;

/// No network, no form, no window, no frame; styles and scripts are what stands in the page itself. Sandboxed it has an
/// origin that is nobody's, also when it is opened outside of its frame.
std::string policy(bool scripts) {
  return fmt::format(
      "sandbox{}; default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
      "media-src data: blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
      scripts ? " allow-scripts" : "", scripts ? "'unsafe-inline'" : "'none'");
}

/// JSON that cannot end the script element that it stands in.
std::string as_script(const json::value& data) {
  return replace_all(boost::json::serialize(data), "<", "\\u003c");
}

/// Stands in front of all that came from elsewhere. Postman: "pm.getData(callback)" of the visualizer's templates.
std::string head_of(const Frame& frame) {
  std::string head = R"(<!doctype html><meta charset="utf-8">)";
  if (frame.scripts) {
    head += fmt::format("<script>const pm={{getData:(callback)=>callback(null,{})}};</script>", as_script(frame.data));
  }
  return head;
}

server::Response page_of(const Frame& frame) {
  server::Response response = server::make_response(200, "text/html; charset=utf-8", head_of(frame) + frame.html);
  response.headers.set("Content-Security-Policy", policy(frame.scripts));
  response.headers.set("X-Frame-Options", "SAMEORIGIN");
  response.headers.set("X-DNS-Prefetch-Control", "off");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace

std::string Frames::keep(Frame frame) {
  return fmt::format("{}{}", kFolder, kept_.keep(std::move(frame)));
}

server::Response Frames::serve(const server::Request& request) {
  constexpr unsigned kNotFound = 404;
  const std::string path = request.path();
  const bool is_read = request.method == server::Method::kGet && path.starts_with(kFolder);
  const auto frame = is_read ? kept_.take(path.substr(kFolder.size())) : std::nullopt;
  if (frame) return page_of(*frame);
  return server::problem_response({.status = kNotFound, .detail = "this page was shown before: open it again"});
}

std::vector<server::Route> frame_routes(Frames& frames) {
  server::Route route = declare_route(
      server::Method::kPost, "/agent/v1/frames", "makeFrame",
      [&frames](server::Call& call) -> Result<server::Response> {
        Frame frame{std::string(json::string_or(call.body, "html")), json::bool_or(call.body, "scripts", false), {}};
        SIGNET_TRY(frame.data, json::parse(json::string_or(call.body, "data", "null"), "data"));
        return server::json_response(201, json::object{{"path", frames.keep(std::move(frame))}});
      });
  route.body = {{.name = "html", .required = true, .max = kMostBytes},
                {.name = "scripts", .type = server::Type::kBoolean},
                {.name = "data", .max = kMostBytes}};
  route.body_bytes = kMostBytes;
  route.body_depth = json::kMaxDepth;
  return {std::move(route)};
}

}  // namespace signet::app
