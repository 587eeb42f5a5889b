#include "demo/echo.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "demo/hash.h"
#include "demo/multipart.h"

namespace signet::demo {
namespace {

namespace bj = boost::json;

/// Headers of which Node.js keeps the first only (nodejs.org/api/http.html, message.headers).
bool keeps_first_only(std::string_view name) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "age",        "authorization", "content-length",      "content-type",  "etag",     "expires",
      "from",       "host",          "if-modified-since",   "last-modified", "location", "if-unmodified-since",
      "user-agent", "max-forwards",  "proxy-authorization", "referer",       "server",   "retry-after"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void add_multipart(const Request& request, std::string_view content_type, bj::object& seen) {
  const std::string_view boundary = multipart_boundary(content_type);
  bj::object& form = seen["form"].as_object();
  bj::object& files = seen["files"].as_object();
  for (const Part& part : parse_multipart(request.body, boundary)) {
    if (!part.has_filename) {
      add_field(form, to_valid_utf8(part.name), to_valid_utf8(part.body));
      continue;
    }
    bj::object file{{"size", part.body.size()}, {"sha256", sha256_hex(part.body)}};
    if (!part.content_type.empty()) file["type"] = to_valid_utf8(part.content_type);
    files[to_valid_utf8(part.filename)] = std::move(file);
  }
  // The boundary is random: what depends on it would make two equal requests look different.
  bj::object& headers = seen["headers"].as_object();
  if (!boundary.empty()) headers["content-type"] = replace_all(latin1_to_utf8(content_type), boundary, "BOUNDARY");
  headers.erase("content-length");
}

void add_body(const Request& request, bj::object& seen) {
  const std::string_view type = request.header("content-type");
  const auto is = [&](std::string_view kind) { return type.find(kind) != std::string_view::npos; };
  if (is("application/x-www-form-urlencoded")) {
    seen["form"] = to_object(parse_form(request.body));
    seen["json"] = seen["form"];
  } else if (is("multipart/form-data")) {
    add_multipart(request, type, seen);
  } else if (is("json")) {
    if (auto parsed = json::parse(request.body, "request body")) {
      seen["json"] = *parsed;
      seen["data"] = *std::move(parsed);
    } else {
      seen["data"] = to_valid_utf8(request.body);
    }
  } else {
    seen["data"] = to_valid_utf8(request.body);
  }
}

}  // namespace

bj::object headers_object(const Request& request) {
  bj::object out;
  out.reserve(request.headers.size());
  for (const auto& [sent_name, sent_value] : request.headers) {
    const std::string name = to_lower(sent_name);
    std::string value = latin1_to_utf8(sent_value);
    bj::value* old = out.if_contains(name);
    if (old == nullptr) {
      out.emplace(name, std::move(value));
    } else if (!keeps_first_only(name)) {
      bj::string& joined = old->as_string();
      joined.append(name == "cookie" ? "; " : ", ");
      joined.append(value);
    }
  }
  return out;
}

bj::object echo(const Request& request) {
  bj::object seen;
  seen.reserve(8);
  seen["args"] = to_object(parse_form(request.query()));
  seen["headers"] = headers_object(request);
  seen["method"] = request.method;
  seen["url"] = request.url();
  if ((request.method == "GET" || request.method == "HEAD") && request.body.empty()) return seen;
  seen["data"] = bj::object();
  seen["files"] = bj::object();
  seen["form"] = bj::object();
  seen["json"] = nullptr;
  add_body(request, seen);
  return seen;
}

}  // namespace signet::demo
