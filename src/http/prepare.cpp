#include "http/prepare.h"

#include "base/ids.h"
#include "base/text.h"
#include "base/version.h"
#include "http/headers.h"
#include "http/prepare_body.h"
#include "http/url.h"

namespace signet::http {

namespace {

bool is_disabled(const Settings& settings, std::string_view header) {
  return std::find(settings.disabled_system_headers.begin(), settings.disabled_system_headers.end(), header) !=
         settings.disabled_system_headers.end();
}

/// core.js addSystemHeaders: each unless the user has it or has turned it off.
void add_system_headers(std::vector<model::Param>& headers, const Settings& settings, const NodeUrl& url) {
  const auto add = [&](std::string_view key, std::string_view name, auto value) {
    if (is_disabled(settings, name) || find_enabled(headers, name) != nullptr) return;
    model::Param& header = headers.emplace_back();
    header.key = key;
    header.value = value();
    header.system = true;
  };
  static const std::string kUserAgent = fmt::format("SignetRuntime/{}", kVersion);
  add("User-Agent", "user-agent", [] { return kUserAgent; });
  add("Accept", "accept", [] { return "*/*"; });
  add("Cache-Control", "cache-control", [] { return "no-cache"; });
  add("Postman-Token", "postman-token", [] { return make_uuid(); });
  add("Host", "host", [&] { return url.host; });
  add("Accept-Encoding", "accept-encoding", [] { return "gzip, deflate, br"; });
  add("Connection", "connection", [] { return "keep-alive"; });
}

/// A header that a body or authentication added is shown as disabled when its name is turned off.
void disable_system_headers(std::vector<model::Param>& headers, const Settings& settings) {
  if (settings.disabled_system_headers.empty()) return;
  for (model::Param& header : headers) {
    if (header.system && is_disabled(settings, to_lower(header.key))) header.disabled = true;
  }
}

/// request-helpers: what `Content-Type` a form needs, when the user's one does not fit (postman-request form()).
void set_form_content_type(std::vector<Header>& headers, const PreparedBody& body, const Settings& settings) {
  if (body.content_type.empty()) return;
  const Header* present = find_header(headers, "content-type");
  const bool off = is_disabled(settings, "content-type");
  if (off || (present != nullptr && body.keeps_user_content_type)) return;
  if (present != nullptr && body.accepts(present->value)) return;
  set_header(headers, "Content-Type", body.content_type);
}

}  // namespace

Result<Prepared> prepare(const model::Request& resolved, const Settings& settings, const FileAccess& files) {
  if (resolved.url.to_string().empty()) {
    return fail(ErrorCode::kInvalidInput, "runtime:extensions~request: request url is empty",
                "give the request a URL, and the variables in it a value");
  }
  Prepared prepared;
  prepared.shown = resolved;
  model::Request& shown = prepared.shown;
  shown.headers.reserve(resolved.headers.size() + 10);  // system headers, Content-Type, Authorization, Content-Length
  shown.method = to_upper(resolved.method);
  const NodeUrl url = to_node_url(resolved.url, settings.disable_url_encoding);
  PreparedBody body = prepare_body(shown, settings, files, prepared.warnings);
  add_system_headers(shown.headers, settings, url);
  disable_system_headers(shown.headers, settings);

  prepared.wire.method = shown.method.empty() ? "GET" : shown.method;  // newman shows an empty one, and sends GET
  prepared.wire.url = url.href();
  prepared.wire.headers = wire_headers(shown.headers);
  set_form_content_type(prepared.wire.headers, body, settings);
  prepared.wire.body = std::move(body.body);
  prepared.wire.settings = settings;
  shown.url = model::Url::parse(prepared.wire.url);
  return prepared;
}

void refresh_form(Request& wire, const model::Request& shown) {
  model::Request form = shown;
  std::vector<std::string> warnings;  // none for this kind of body
  PreparedBody body = prepare_body(form, wire.settings, {}, warnings);
  set_form_content_type(wire.headers, body, wire.settings);
  wire.body = std::move(body.body);
}

Result<std::string> encode_url(const model::Url& url, bool disable_encoding) {
  return to_node_url(url, disable_encoding).href();
}

void show_sent(model::Request& shown, const Response& response) {
  if (response.hops.empty()) return;
  for (const Header& sent : response.hops.front().request_headers) {
    if (!equals_ignore_case(sent.name, "cookie") && !equals_ignore_case(sent.name, "content-length")) continue;
    auto same = [&](const model::Param& header) { return equals_ignore_case(header.key, sent.name); };
    if (std::count_if(shown.headers.begin(), shown.headers.end(), same) > 1) std::erase_if(shown.headers, same);
    auto it = std::find_if(shown.headers.begin(), shown.headers.end(), same);
    if (it == shown.headers.end()) it = shown.headers.insert(it, model::Param{});
    it->key = sent.name;
    it->value = sent.value;
    it->system = true;
  }
}

}  // namespace signet::http
