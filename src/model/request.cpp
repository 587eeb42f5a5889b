#include "model/request.h"

#include "base/text.h"
#include "model/javascript.h"
#include "model/params.h"
#include "model/reading.h"

namespace signet::model {

namespace {

/// A description is a text or {content, type}.
std::string description_text(const json::object& o) {
  if (const json::object* description = json::find_object(o, "description")) {
    return std::string(json::string_or(*description, "content"));
  }
  return std::string(json::string_or(o, "description"));
}

/// The member, or null when it is absent, null or otherwise false: those count as not given.
const json::value* given(const json::object& o, std::string_view key) {
  const json::value* v = json::find(o, key);
  return javascript::truthy(v) ? v : nullptr;
}

}  // namespace

Result<Request> Request::from_json(const json::value& v, std::string_view where) {
  Request request;
  if (const auto* s = v.if_string()) {
    request.url = Url::parse(*s);
    return request;
  }
  if (v.is_null()) return request;
  const auto* o = v.if_object();
  if (o == nullptr) {
    return wrong_kind(where, "a request as an object or a URL", v,
                      R"(write {"method": "GET", "url": "https://example.com"})");
  }
  if (const json::value* method = json::find(*o, "method"); method != nullptr && !method->is_null()) {
    request.method = to_upper(javascript::to_string(*method));
  }
  if (const json::value* url = given(*o, "url")) {
    if (!url->is_string() && !url->is_object()) {
      return wrong_kind(member_path(where, "url"), "a string or an object", *url,
                        R"(write "url": "https://example.com/path")");
    }
    request.url = Url::from_json(*url);
  }
  if (const json::value* headers = given(*o, "header")) {
    SIGNET_TRY(request.headers, headers_from_json(*headers, member_path(where, "header")));
  }
  if (const json::value* body = given(*o, "body")) {
    if (!body->is_string() && !body->is_object()) {
      return wrong_kind(member_path(where, "body"), "a string or an object", *body,
                        R"(write "body": {"mode": "raw", "raw": "..."})");
    }
    request.body = Body::from_json(*body);
  }
  if (const json::value* auth = given(*o, "auth")) {
    if (!auth->is_object()) {
      return wrong_kind(member_path(where, "auth"), "an object", *auth,
                        R"(write "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "..."}]})");
    }
    request.auth = Auth::from_json(*auth);
  }
  if (const json::value* certificate = given(*o, "certificate")) request.certificate = *certificate;
  if (const json::value* proxy = given(*o, "proxy")) request.proxy = *proxy;
  request.description = description_text(*o);
  return request;
}

json::object Request::to_json() const {
  json::object o;
  if (!description.empty()) o["description"] = json::object{{"content", description}, {"type", "text/plain"}};
  o["url"] = url.to_json();
  if (!headers.empty()) o["header"] = params_to_json(headers);
  o["method"] = method;
  if (body) o["body"] = body->to_json();
  if (auth) o["auth"] = auth->to_json();
  if (!proxy.is_null()) o["proxy"] = proxy;
  if (!certificate.is_null()) o["certificate"] = certificate;
  return o;
}

}  // namespace signet::model
