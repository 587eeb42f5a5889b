#include "demo/routes.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/encoding.h"
#include "base/text.h"
#include "demo/auth.h"
#include "demo/clock.h"
#include "demo/compress.h"
#include "demo/cookies.h"
#include "demo/echo.h"

namespace signet::demo {
namespace {

namespace bj = boost::json;

constexpr int kMostDelaySeconds = 10;
constexpr int kMostBytes = 1 << 24;
constexpr int kMostChunks = 100;
constexpr std::string_view kUnicodeSample = "Fünf Ünïcödé λόγος 日本語 🙂";
constexpr std::string_view kXmlSample =
    R"(<?xml version="1.0"?><food><name lang="en">Waffles</name><price>5.95</price></food>)";
constexpr std::string_view kHtmlSample =
    R"(<html><head><title>Echo</title></head><body><h1 id="t">Hello</h1><ul><li>a</li><li>b</li></ul></body></html>)";

/// `argument` is the path segment behind the route's name, as sent; nullopt when the path ends before it.
using Argument = std::optional<std::string_view>;
using Handler = Reply (*)(const Request&, Argument);

Reply show_echo(const Request& request, Argument) {
  return json_reply(200, echo(request));
}

Reply show_headers(const Request& request, Argument) {
  return json_reply(200, bj::object{{"headers", headers_object(request)}});
}

Reply show_address(const Request& request, Argument) {
  return json_reply(200, bj::object{{"ip", request.client}});
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";  // RFC 9110 5.6.2
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

/// Headers that say where the message ends belong to the connection, never to a client's query.
bool frames_message(std::string_view name) {
  constexpr std::string_view kFraming[] = {"content-length", "transfer-encoding", "connection", "content-encoding"};
  return std::any_of(std::begin(kFraming), std::end(kFraming),
                     [&](std::string_view framing) { return equals_ignore_case(framing, name); });
}

Reply response_headers(const Request& request, Argument) {
  const Fields wanted = parse_form(request.query());
  Reply reply = json_reply(200, to_object(wanted));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string& name = wanted[i].first;
    const std::string& value = wanted[i].second;
    if (!is_header_name(name) || !is_header_value(value)) return bad_request("not a header: '" + name + "'");
    if (frames_message(name)) continue;
    const bool again = std::any_of(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const auto& before) { return equals_ignore_case(before.first, name); });
    if (again) {
      reply.headers.emplace_back(name, value);
    } else {
      reply.set_header(name, value);
    }
  }
  return reply;
}

Reply status(const Request&, Argument argument) {
  const std::optional<int> code = to_number(argument.value_or(""));
  if (!code || *code < 200 || *code > 999) return bad_request("a final status is a number from 200 to 999");
  Reply reply = json_reply(static_cast<unsigned>(*code), bj::object{{"status", *code}});
  if (*code == 204 || *code == 304) reply = Reply{.status = static_cast<unsigned>(*code), .headers = {}, .body = {}};
  return reply;
}

Reply delay(const Request&, Argument argument) {
  const std::string text(argument.value_or(""));
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(seconds)) return bad_request("a delay is a number of seconds");
  Reply reply = json_reply(200, bj::object{{"delay", text}});
  reply.delay = std::chrono::milliseconds(std::lround(std::clamp<double>(seconds, 0, kMostDelaySeconds) * 1000));
  return reply;
}

Reply redirect_to(const Request& request, Argument) {
  const Fields query = parse_form(request.query());
  const std::optional<std::string_view> url = find_field(query, "url");
  const std::optional<int> code = to_number(find_field(query, "status_code").value_or("302"));
  if (!url || url->empty() || !is_header_value(*url)) return bad_request("the query needs url=, where to redirect to");
  if (!code || *code < 300 || *code > 399) return bad_request("status_code must be a number from 300 to 399");
  Reply reply = json_reply(static_cast<unsigned>(*code), bj::object{{"to", *url}});
  reply.headers.emplace_back("Location", *url);
  return reply;
}

Reply redirect(const Request& request, Argument argument) {
  const std::optional<int> left = to_number(argument.value_or("0"));
  if (!left) return bad_request("redirect/N wants a number of redirects");
  if (*left == 0) return show_echo(request, argument);
  Reply reply = json_reply(302, bj::object());
  reply.headers.emplace_back("Location", "/redirect/" + std::to_string(*left - 1));
  return reply;
}

Reply packed(const Request& request, std::string_view name, std::string_view coding,
             std::string (*pack)(std::string_view)) {
  Reply reply = json_reply(200, bj::object{{name, true}, {"method", request.method}});
  reply.set_header("Content-Type", "application/json");
  reply.headers.emplace_back("Content-Encoding", coding);
  reply.body = pack(reply.body);
  return reply;
}

Reply stream(const Request&, Argument argument) {
  const std::optional<int> wanted = to_number(argument.value_or(""));
  if (!wanted) return bad_request("stream/N wants a number of chunks");
  Reply reply = text_reply("application/json", {});
  for (int i = 0; i < std::min(*wanted, kMostChunks); ++i) {
    reply.chunks.push_back(bj::serialize(bj::object{{"id", i}}) + "\n");
  }
  return reply;
}

Reply bytes(const Request&, Argument argument) {
  const std::optional<int> size = to_number(argument.value_or(""));
  if (!size) return bad_request("bytes/N wants a number of bytes");
  return text_reply("application/octet-stream",
                    std::string(static_cast<std::size_t>(std::min(*size, kMostBytes)), 'x'));
}

Reply sample(std::string_view type, std::string_view text) {
  return text_reply(type, std::string(text));
}

Reply typed_sample(const Request&, Argument kind) {
  return kind == "xml" ? sample("application/xml", kXmlSample) : sample("text/html", kHtmlSample);
}

Reply duplicate_headers(const Request&, Argument) {
  Reply reply = text_reply("text/plain", "ok");
  reply.headers.emplace_back("X-Many", "one");
  reply.headers.emplace_back("X-Many", "two");
  return reply;
}

Reply reset(const Request&, Argument) {
  Reply reply;
  reply.reset = true;
  return reply;
}

const std::unordered_map<std::string_view, Handler>& routes() {
  static const std::unordered_map<std::string_view, Handler> table = {
      {"get", show_echo},
      {"post", show_echo},
      {"put", show_echo},
      {"patch", show_echo},
      {"delete", show_echo},
      {"request", show_echo},
      {"anything", show_echo},
      {"headers", show_headers},
      {"ip", show_address},
      {"response-headers", response_headers},
      {"status", status},
      {"delay", delay},
      {"basic-auth", [](const Request& request, Argument) { return basic_auth(request); }},
      {"digest-auth", [](const Request& request, Argument) { return digest_auth(request); }},
      {"cookies", [](const Request& request, Argument action) { return cookies(request, action.value_or("")); }},
      {"redirect-to", redirect_to},
      {"redirect", redirect},
      {"gzip", [](const Request& request, Argument) { return packed(request, "gzip", "gzip", gzip); }},
      {"deflate", [](const Request& request, Argument) { return packed(request, "deflate", "deflate", deflate); }},
      {"brotli", [](const Request& request, Argument) { return packed(request, "brotli", "br", brotli); }},
      {"stream", stream},
      {"encoding", [](const Request&, Argument) { return sample("text/html; charset=utf-8", kUnicodeSample); }},
      {"text", [](const Request&, Argument text) { return sample("text/plain", text.value_or("plain")); }},
      {"xml", [](const Request&, Argument) { return sample("application/xml", kXmlSample); }},
      {"html", [](const Request&, Argument) { return sample("text/html", kHtmlSample); }},
      {"type", typed_sample},
      {"badjson", [](const Request&, Argument) { return sample("application/json", R"({"a": 1,)"); }},
      {"bytes", bytes},
      {"duplicate-headers", duplicate_headers},
      {"reset", reset},
      {"time", [](const Request& request, Argument question) { return tell_time(request, question.value_or("")); }},
  };
  return table;
}

}  // namespace

Reply answer(const Request& request) {
  std::string_view rest = request.path();
  if (rest.starts_with('/')) rest.remove_prefix(1);
  const std::string_view name = rest.substr(0, rest.find('/'));
  Argument argument;
  if (name.size() < rest.size()) {
    rest.remove_prefix(name.size() + 1);
    argument = rest.substr(0, rest.find('/'));
  }
  const auto found = routes().find(name);
  if (found != routes().end()) return found->second(request, argument);
  return json_reply(404, bj::object{{"error", "not found"}, {"path", latin1_to_utf8(request.path())}});
}

}  // namespace signet::demo
