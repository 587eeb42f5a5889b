#include "app/agent/frames.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/constant_time.h"
#include "base/text.h"
#include "crypto/token.h"
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
  Kept kept{crypto::make_token(), Clock::now() + life_, std::move(frame)};
  std::string path(kFolder);
  path += kept.token.expose();
  const std::lock_guard lock(mutex_);
  kept_.push_back(std::move(kept));
  if (kept_.size() > most_) kept_.pop_front();
  return path;
}

server::Response Frames::serve(const server::Request& request) {
  constexpr unsigned kNotFound = 404;
  const std::string path = request.path();
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [now = Clock::now()](const Kept& one) { return one.until < now; });
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) {
    return path.starts_with(kFolder) && equal_in_constant_time(path.substr(kFolder.size()), one.token.expose());
  });
  if (request.method != server::Method::kGet || found == kept_.end()) {
    return server::problem_response({.status = kNotFound, .detail = "this page was shown before: open it again"});
  }
  const Frame frame = std::move(found->frame);
  kept_.erase(found);
  return page_of(frame);
}

std::vector<server::Route> frame_routes(Frames& frames) {
  server::Route route;
  route.method = server::Method::kPost;
  route.pattern = "/agent/v1/frames";
  route.operation = "makeFrame";
  route.tag = "agent";
  route.access = server::Access::kNone;
  route.body = {{.name = "html", .required = true, .max = kMostBytes},
                {.name = "scripts", .type = server::Type::kBoolean},
                {.name = "data", .max = kMostBytes}};
  route.body_bytes = kMostBytes;
  route.body_depth = json::kMaxDepth;
  route.answers = {{.status = 201, .description = "Where the page can be fetched, once"}};
  route.handler = [&frames](server::Call& call) -> Result<server::Response> {
    Frame frame{std::string(json::string_or(call.body, "html")), json::bool_or(call.body, "scripts", false), {}};
    SIGNET_TRY(frame.data, json::parse(json::string_or(call.body, "data", "null"), "data"));
    return server::json_response(201, json::object{{"path", frames.keep(std::move(frame))}});
  };
  return {std::move(route)};
}

}  // namespace signet::app
