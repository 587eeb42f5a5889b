#include "http/conversation.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"
#include "http/content_decoding.h"
#include "http/errors.h"
#include "http/headers.h"
#include "http/prepare_body.h"
#include "http/proxy.h"
#include "http/response_head.h"
#include "http/wire_text.h"

namespace signet::http {

namespace {

/// Methods that may come without Content-Length when they have no body (postman-request, Node).
bool length_is_optional(std::string_view method) {
  constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD", "TRACE", "DELETE", "CONNECT", "OPTIONS"};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

bool is_http_port(const std::string& text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port < 65536;
}

/// Whether names of this kind can be looked up; the others would be read as other parts of a URL.
bool is_host_name(std::string_view host) {
  return host.find_first_of(" \r\n\t/#?!@{}[]\\$'\"^`*<>=;,+&()%") == std::string_view::npos;
}

bool is_http_url(std::string_view text) {
  return text.starts_with("http:") || text.starts_with("https:");
}

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

Peer peer_of(const NodeUrl& url) {
  Peer peer{url.protocol == "https:", url.hostname, 0};
  peer.port = peer.is_https ? kHttpsPort : kHttpPort;
  const std::string port = url.port.value_or("");
  (void)std::from_chars(port.data(), port.data() + port.size(), peer.port);
  return peer;
}

}  // namespace

Conversation::Conversation(Request request, CookieJar& jar)
    : request_(std::move(request)), jar_(jar), url_(to_node_url(request_.url, request_.settings.disable_url_encoding)) {
  if (const Header* cookie = find_header(request_.headers, "cookie")) user_cookies_ = cookie->value;
  if (const Header* host = find_header(request_.headers, "host")) host_name_ = host->name;
}

std::uint64_t Conversation::limit() const {
  const std::uint64_t asked = request_.settings.max_response_bytes;
  return asked == 0 ? kMaxResponseBytes : asked;
}

bool Conversation::is_system_header_off(std::string_view name) const {
  const auto& off = request_.settings.disabled_system_headers;
  return std::find(off.begin(), off.end(), name) != off.end();
}

Status Conversation::check_url() const {
  if (url_.hostname.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("Invalid URI \"{}\"{}", url_.href(),
                            redirects_ > 0 ? ". This can be caused by a crappy redirection." : ""),
                "the URL has no host name");
  }
  if (url_.protocol != "http:" && url_.protocol != "https:") {
    return fail(ErrorCode::kInvalidInput, fmt::format("Invalid protocol: {}", url_.protocol), "use http or https");
  }
  if (!is_token(request_.method)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("Method must be a valid HTTP token [\"{}\"]", request_.method),
                "methods hold letters, digits and dashes, no spaces");
  }
  if (url_.port && !url_.port->empty() && !is_http_port(*url_.port)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("Port should be >= 0 and < 65536. Received type string ('{}').", *url_.port),
                "write the port as a number, or give its variable a value");
  }
  if (!is_host_name(url_.hostname)) return host_not_found(url_.hostname);
  return {};
}

void Conversation::add_host() {
  if (find_header(request_.headers, "host") != nullptr) return;
  if (redirects_ == 0 && is_system_header_off("host")) return;
  const bool default_port = url_.port && ((*url_.port == "80" && url_.protocol == "http:") ||
                                          (*url_.port == "443" && url_.protocol == "https:"));
  request_.headers.push_back({host_name_, default_port ? url_.hostname : url_.host, true});
}

void Conversation::add_credentials_of_url() {
  if (url_.auth.value_or("").empty() || find_header(request_.headers, "authorization") != nullptr) return;
  const std::size_t colon = url_.auth->find(':');
  const std::string user = percent_decode(url_.auth->substr(0, colon));
  const std::string password = colon == std::string::npos ? "" : percent_decode(url_.auth->substr(colon + 1));
  request_.headers.push_back({"Authorization", "Basic " + base64_encode(user + ":" + password), true});
}

void Conversation::add_cookies() {
  if (!request_.settings.use_cookies || jar_.empty()) return;
  std::string cookies;
  for (const Cookie& cookie : jar_.for_url(url_.href(), unix_now_ms())) {
    if (!cookies.empty()) cookies += "; ";
    if (!cookie.name.empty()) cookies += cookie.name + "=";
    cookies += cookie.value;
  }
  // As in newman, a hop on the same host without cookies of its own carries those of the hop before.
  if (cookies.empty()) return;
  set_header(request_.headers, "Cookie", user_cookies_.empty() ? cookies : user_cookies_ + "; " + cookies);
}

Status Conversation::add_length() {
  std::string_view boundary;
  if (std::holds_alternative<std::vector<Part>>(request_.body)) {
    const Header* type = find_header(request_.headers, "content-type");
    boundary = multipart_boundary(type == nullptr ? std::string_view() : type->value);
    if (boundary.empty()) boundary = "--------------------------signet";  // the Content-Type is the user's own affair
  }
  SIGNET_CHECK(upload_.open(request_.body, boundary));
  const Header* encoding = find_header(request_.headers, "transfer-encoding");
  chunked_ = encoding != nullptr && equals_ignore_case(trim(encoding->value), "chunked") && !upload_.empty();
  if (chunked_) {
    // RFC 9112 §6.2 forbids both headers, though newman sends them.
    remove_header(request_.headers, "content-length");
    remove_header(request_.headers, "transfer-encoding");
    return {};
  }
  const std::string size = std::to_string(upload_.size());
  const bool has_body = !std::holds_alternative<std::monostate>(request_.body);
  const Header* length = find_header(request_.headers, "content-length");
  if (length != nullptr) {
    misframed_ = length->value != size;
  } else if (is_system_header_off("content-length")) {
    misframed_ = !upload_.empty();
  } else if (has_body || !length_is_optional(request_.method)) {
    request_.headers.push_back({"Content-Length", size, true});
  }
  return {};
}

Status Conversation::begin_hop() {
  SIGNET_CHECK(check_url());
  add_host();
  add_credentials_of_url();
  add_cookies();
  SIGNET_CHECK(add_length());
  SIGNET_TRY(target_, target_bytes(url_.target()));
  SIGNET_TRY(header_block_, header_lines(request_.headers));
  href_ = url_.href();
  response_ = Response{.hops = std::move(response_.hops)};
  in_head_ = head_complete_ = false;
  head_fault_ = {};
  return {};
}

Outgoing Conversation::outgoing() const {
  Outgoing hop;
  hop.server = peer_of(url_);
  if (!hop.server.is_https) {
    const std::string proxy = choose_proxy(url_, request_.settings.proxy, process_environment);
    if (!proxy.empty()) hop.reading_proxy = peer_of(to_node_url(proxy));
  }
  if (redirects_ == 0) hop.given_url = request_.url;
  hop.url = href_;
  hop.header_block = header_block_;
  hop.body = &request_.body;
  return hop;
}

void Conversation::start_head(std::string_view line) {
  response_.headers.clear();
  response_.header_bytes = 0;
  response_.code = 0;
  in_head_ = true;
  const std::size_t space = std::min(line.find(' '), line.size());
  std::string_view rest = trim(line.substr(space));
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), response_.code);
  (void)error;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  const std::string_view reason = trim(rest);
  response_.status = is_utf8(reason) ? std::string(reason) : latin1_to_utf8(reason);
  if (response_.status.empty()) response_.status = reason_phrase(response_.code);
}

void Conversation::take_header_line(std::string_view line) {
  if (!in_head_ && !head_complete_ && line.starts_with("HTTP/")) {
    start_head(line);
    note_fault(line_fault(line, true, request_.settings.lenient_parser));
    response_.header_bytes += line.size();
    return;
  }
  if (!in_head_) return;  // trailers of a chunked body
  response_.header_bytes += line.size();
  note_fault(line_fault(line, false, request_.settings.lenient_parser));
  const bool folded = line.starts_with(' ') || line.starts_with('\t');
  const std::string_view text = trim(line);
  if (text.empty()) {
    in_head_ = false;
    head_complete_ = response_.code >= 200;
    note_fault(head_fault(response_.headers, request_.settings.lenient_parser));
    return;
  }
  if (folded && !response_.headers.empty()) {  // obsolete line folding, RFC 9112 §5.2
    response_.headers.back().value += " " + latin1_to_utf8(text);
    return;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return;
  response_.headers.push_back(
      {std::string(trim(text.substr(0, colon))), latin1_to_utf8(trim(text.substr(colon + 1))), false});
}

void Conversation::note_fault(std::string_view fault) {
  if (head_fault_.empty()) head_fault_ = fault;
}

bool Conversation::take_body(std::string_view bytes) {
  response_.wire_body_bytes += bytes.size();
  if (response_.wire_body_bytes > limit()) return false;
  response_.body += bytes;
  return true;
}

Result<bool> Conversation::end_hop() {
  if (!head_complete_) return fail(ErrorCode::kNetwork, "socket hang up", "the connection ended inside the headers");
  if (!head_fault_.empty()) {
    return fail(ErrorCode::kNetwork, fmt::format("Parse Error: {}", head_fault_),
                "the server's headers break HTTP's rules (RFC 9112); to take most of them all the same set "
                "insecureHTTPParser in the settings of the request");
  }
  if (request_.settings.use_cookies) {
    for (const Header& header : response_.headers) {
      if (equals_ignore_case(header.name, "set-cookie")) (void)jar_.store(header.value, url_.href(), unix_now_ms());
    }
  }
  const std::string* location = response_.header("location");
  const bool redirect = request_.settings.follow_redirects && response_.code >= 300 && response_.code < 400 &&
                        location != nullptr && !location->empty();
  Hop& hop = response_.hops.emplace_back();
  hop.method = request_.method;
  hop.url = href_;
  hop.code = response_.code;
  hop.status = response_.status;
  hop.response_headers = response_.headers;
  if (!redirect) {
    hop.request_headers = std::move(request_.headers);
    return false;
  }
  hop.request_headers = request_.headers;
  if (redirects_ >= request_.settings.max_redirects) {
    return fail(ErrorCode::kNetwork,
                fmt::format("Exceeded maxRedirects. Probably stuck in a redirect loop {}", url_.href()),
                "raise maxRedirects in the settings of the request, or turn followRedirects off to see the answer");
  }
  follow(*location);
  return true;
}

/// What was meant for one host must not reach another: cookies of the jar never, the user's credentials and cookies
/// only when the settings say so. (newman hands all cookies on.)
void Conversation::leave_host() {
  on_first_host_ = false;
  remove_header(request_.headers, "cookie");
  if (!request_.settings.follow_authorization_header) {
    remove_header(request_.headers, "authorization");
    user_cookies_.clear();
  } else if (!user_cookies_.empty()) {
    request_.headers.push_back({"Cookie", user_cookies_, false});
  }
}

void Conversation::follow(const std::string& location) {
  const Settings& settings = request_.settings;
  ++redirects_;
  const NodeUrl previous = std::move(url_);
  url_ = to_node_url(is_http_url(location) ? location : resolve_url(previous, location), settings.disable_url_encoding);
  remove_header(request_.headers, "host");
  if (previous.hostname != url_.hostname) leave_host();
  const bool keeps_method = settings.follow_original_method || response_.code == 307 || response_.code == 308;
  if (!keeps_method) {
    if (request_.method != "HEAD") request_.method = "GET";
    request_.body = std::monostate();
    remove_header(request_.headers, "content-type");
    remove_header(request_.headers, "content-length");
  }
  if (!settings.remove_referer_on_redirect) set_header(request_.headers, "Referer", previous.referrer());
}

Result<Response> Conversation::take_response() {
  const int code = response_.code;
  const bool no_body = request_.method == "HEAD" || code == 204 || code == 304;
  const std::string* encoding = response_.header("content-encoding");
  if (encoding != nullptr && !no_body) {
    SIGNET_TRY(response_.body, decode_content(*encoding, std::move(response_.body), limit()));
  }
  response_.timings = timings;
  response_.http_version = http_version;
  response_.remote_address = remote_address;
  response_.tls = tls;
  return std::move(response_);
}

}  // namespace signet::http
