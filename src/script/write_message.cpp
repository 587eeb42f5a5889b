// Writes what the session tells the worker.
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "http/error_code.h"
#include "script/json_text.h"
#include "script/protocol.h"

namespace signet::script {

namespace {

void append_object(std::string& out, const json::object& object) {
  boost::json::serializer serializer;
  serializer.reset(&object);
  char buffer[4096];
  while (!serializer.done()) out += std::string_view(serializer.read(buffer));
}

template <typename Container, typename Append>
void append_list(std::string& out, const Container& container, Append append) {
  out += '[';
  bool first = true;
  for (const auto& element : container) {
    if (!first) out += ',';
    first = false;
    append(element);
  }
  out += ']';
}

void append_response(std::string& out, const http::Response& response) {
  ObjectWriter object(out);
  object.number("code", response.code);
  append_header_text(object.member("status"), response.status);
  append_list(object.member("headers"), response.headers, [&](const http::Header& header) {
    out += '[';
    append_header_text(out, header.name);
    out += ',';
    append_header_text(out, header.value);
    out += ']';
  });
  // postman-runtime rounds the time up to whole milliseconds (lib/requester/requester.js).
  object.number("responseTime", static_cast<std::int64_t>(std::ceil(std::max(response.timings.total, 0.0))));
  ObjectWriter size(object.member("size"));
  size.number("body", response.wire_body_bytes);
  size.number("header", response.header_bytes);
  size.number("total", response.wire_body_bytes + response.header_bytes);
  size.close();
  object.close();
}

void append_cookie(std::string& out, const http::Cookie& cookie) {
  ObjectWriter object(out);
  append_header_text(object.member("name"), cookie.name);
  append_header_text(object.member("value"), cookie.value);
  object.text("domain", cookie.domain);
  object.text("path", cookie.path);
  object.flag("hostOnly", cookie.host_only);
  object.flag("secure", cookie.secure);
  object.flag("httpOnly", cookie.http_only);
  object.flag("session", !cookie.expires_ms && !cookie.max_age);
  if (cookie.expires_ms) object.number("expires", *cookie.expires_ms);
  if (cookie.max_age) object.number("maxAge", *cookie.max_age);
  if (!cookie.same_site.empty()) object.text("sameSite", cookie.same_site);
  if (!cookie.extensions.empty()) {
    append_list(object.member("extensions"), cookie.extensions, [&](const std::string& s) { append_string(out, s); });
  }
  object.close();
}

void append_scopes(std::string& out, const model::Scopes& scopes, const ScopeSelection& selection) {
  ObjectWriter object(out);
  if (selection.local) append_object(object.member("local"), scopes.local.to_json());
  if (selection.environment) append_object(object.member("environment"), scopes.environment.to_json());
  if (selection.collection) append_object(object.member("collection"), scopes.collection.to_json());
  if (selection.globals) append_object(object.member("globals"), scopes.globals.to_json());
  if (selection.data) append_object(object.member("data"), scopes.data);
  object.close();
}

void append_info(std::string& out, const Invocation& invocation) {
  ObjectWriter info(out);
  if (!invocation.request_name.empty()) info.text("requestName", invocation.request_name);
  info.text("requestId", invocation.request_id);
  info.number("iteration", invocation.iteration);
  info.number("iterationCount", invocation.iteration_count);
  info.close();
}

/// libuv's numbers of the errors that scripts look at. Source: nodejs.org/api/errors.html, uv-errno.h.
std::optional<int> node_errno(std::string_view code) {
  static constexpr std::pair<std::string_view, int> kNumbers[] = {
      {"ECONNREFUSED", -111}, {"ECONNRESET", -104},   {"ENOTFOUND", -3008},  {"EAI_AGAIN", -3001},
      {"ETIMEDOUT", -110},    {"EHOSTUNREACH", -113}, {"ENETUNREACH", -101}, {"ECONNABORTED", -103},
      {"EPIPE", -32},         {"EADDRNOTAVAIL", -99},
  };
  for (const auto& [name, number] : kNumbers) {
    if (name == code) return number;
  }
  return std::nullopt;
}

/// A failure as Node's system errors are: "connect ECONNREFUSED 127.0.0.1:9" gives errno, code, syscall, address and
/// port, "getaddrinfo ENOTFOUND host" a hostname; other messages stand alone.
void append_failure(std::string& out, const Error& error) {
  ObjectWriter object(out);
  const std::string_view code = http::node_error_code(error.message);
  const std::vector<std::string> words = split(error.message, ' ');
  const std::optional<int> number = words.size() > 1 ? node_errno(words[1]) : std::nullopt;
  if (number) object.number("errno", *number);
  if (!code.empty()) object.text("code", code);
  if (number) {
    object.text("syscall", words[0]);
    const std::string target = words.size() > 2 ? words[2] : std::string();
    const std::size_t colon = target.rfind(':');
    int port = 0;
    if (words[0] == "getaddrinfo") {
      object.text("hostname", target);
    } else if (colon != std::string::npos &&
               std::from_chars(target.data() + colon + 1, target.data() + target.size(), port).ec == std::errc()) {
      object.text("address", target.substr(0, colon));
      object.number("port", port);
    }
  }
  object.text("message", error.message);
  object.close();
}

}  // namespace

void write_execute(std::string& out, const ExecuteMessage& message, const Invocation& invocation) {
  ObjectWriter object(out);
  object.text("type", "execute");  // first: the worker tells messages apart by it
  object.number("id", message.id);
  object.text("event", invocation.event);
  object.number("codeId", message.code_id);
  if (message.with_code) object.text("code", invocation.code);
  if (invocation.timeout_ms > 0) object.number("timeout", invocation.timeout_ms);
  if (message.top_level_await) object.member("topLevelAwait") += "true";
  append_info(object.member("info"), invocation);
  append_list(object.member("location"), invocation.location, [&](const std::string& s) { append_string(out, s); });
  object.text("locationCurrent", invocation.location_current);
  if (invocation.request != nullptr) append_object(object.member("request"), invocation.request->to_json());
  if (invocation.response != nullptr) append_response(object.member("response"), *invocation.response);
  append_list(object.member("cookies"), invocation.cookies, [&](const http::Cookie& c) { append_cookie(out, c); });
  if (message.scopes.any()) append_scopes(object.member("scopes"), *invocation.scopes, message.scopes);
  object.close();
}

void write_response_reply(std::string& out, std::int64_t id, const Result<http::Response>& result,
                          const std::vector<http::Cookie>& cookies, const model::Scopes& scopes,
                          const ScopeSelection& selection) {
  ObjectWriter object(out);
  object.text("type", "reply");
  object.number("id", id);
  if (result) {
    append_response(object.member("response"), *result);
    append_list(object.member("cookies"), cookies, [&](const http::Cookie& c) { append_cookie(out, c); });
  } else {
    append_failure(object.member("error"), result.error());
  }
  if (selection.any()) append_scopes(object.member("scopes"), scopes, selection);
  object.close();
}

void write_value_reply(std::string& out, std::int64_t id, const Result<json::value>& result) {
  ObjectWriter object(out);
  object.text("type", "reply");
  object.number("id", id);
  if (result) {
    append_value(object.member("value"), *result);
  } else {
    append_failure(object.member("error"), result.error());
  }
  object.close();
}

void write_dynamic_answer(std::string& out, const std::optional<std::string>& value) {
  ObjectWriter object(out);  // no type: that is how the worker knows the answer to a call
  if (value) {
    object.text("value", *value);
  } else {
    object.member("value") += "null";
  }
  object.close();
}

void write_abort(std::string& out, std::uint64_t id) {
  ObjectWriter object(out);
  object.text("type", "abort");
  object.number("id", id);
  object.close();
}

}  // namespace signet::script
