#include "http/url.h"

#include "base/text.h"
#include "http/url_encoding.h"
#include "model/params.h"

namespace signet::http {

namespace {

constexpr auto kNone = std::string_view::npos;

std::string encoded(std::string_view text, EncodeSet set, bool disable_encoding) {
  return disable_encoding ? std::string(text) : encode_part(text, set);
}

void set_auth(NodeUrl& url, const std::optional<std::string>& user, const std::optional<std::string>& password,
              bool disable_encoding) {
  if (user) url.auth = encoded(*user, EncodeSet::kUserInfo, disable_encoding);
  if (!password) return;
  if (!url.auth) url.auth.emplace();
  *url.auth += ':';
  *url.auth += encoded(*password, EncodeSet::kUserInfo, disable_encoding);
}

void set_host(NodeUrl& url, std::string_view hostname) {
  url.hostname = host_to_ascii(hostname);
  url.host = url.hostname;
  if (url.port) url.host += ":" + *url.port;
  if (url.hostname.size() >= 2 && url.hostname.front() == '[' && url.hostname.back() == ']') {
    url.hostname = url.hostname.substr(1, url.hostname.size() - 2);
  }
}

std::optional<std::string> query_text(const std::vector<model::Param>& query) {
  std::optional<std::string> out;
  for (const model::Param& param : query) {
    if (param.disabled) continue;
    if (out) {
      *out += '&';
    } else {
      out.emplace();
    }
    model::append_query_part(*out, param.key, true);
    if (param.value) {
      *out += '=';
      model::append_query_part(*out, *param.value, false);
    }
  }
  return out;
}

/// "scheme://" or "scheme:\\" and something after it.
bool is_absolute(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == kNone || colon == 0 || text.size() < colon + 4) return false;
  const bool scheme = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '+' ||
           c == '-';
  });
  const std::string_view slashes = text.substr(colon + 1, 2);
  return scheme && (slashes == "//" || slashes == "\\\\");
}

std::string up_to_host(const NodeUrl& url) {
  std::string out = url.protocol + "//";
  if (url.auth) out += *url.auth + "@";
  return out += url.host;
}

/// Takes the part behind `separator` off the end of `text`.
std::optional<std::string_view> cut_tail(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == kNone) return std::nullopt;
  const std::string_view tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

/// Protocol and the slashes behind it, taken off the front of `text`.
std::string take_protocol(std::string_view& text) {
  const std::size_t at = text.find("://");
  if (at == kNone) return "http:";
  std::string protocol = to_lower(text.substr(0, at)) + ":";
  text.remove_prefix(at + 3);
  if (protocol == "file:") return protocol;
  // "http:////host" is read as "http://host"
  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));
  return protocol;
}

}  // namespace

std::string NodeUrl::target() const {
  return search ? pathname + *search : pathname;
}

std::string NodeUrl::href() const {
  std::string out = up_to_host(*this);
  out += pathname;
  if (search) out += *search;
  if (hash) out += *hash;
  return out;
}

std::string NodeUrl::referrer() const {
  return protocol + "//" + host + target();
}

NodeUrl to_node_url(std::string_view text, bool disable_encoding) {
  NodeUrl url;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\f\v"), text.size()));
  if (const auto hash = cut_tail(text, '#')) {
    url.hash = "#" + encoded(*hash, EncodeSet::kFragment, disable_encoding);
  }
  if (const auto query = cut_tail(text, '?')) {
    url.search = "?" + encoded(*query, EncodeSet::kQuery, disable_encoding);
  }
  std::string slashed;
  if (text.find('\\') != kNone) {
    slashed = text;
    std::replace(slashed.begin(), slashed.end(), '\\', '/');
    text = slashed;
  }
  url.protocol = take_protocol(text);
  const auto path = cut_tail(text, '/');
  url.pathname = "/" + encoded(path.value_or(""), EncodeSet::kPath, disable_encoding);
  if (const std::size_t at = text.rfind('@'); at != kNone) {
    std::string_view user = text.substr(0, at);
    const auto password = cut_tail(user, ':');
    set_auth(url, std::string(user), password ? std::optional<std::string>(*password) : std::nullopt, disable_encoding);
    text.remove_prefix(at + 1);
  }
  if (const std::size_t at = text.rfind(':'); at != kNone && text.find(']', at) == kNone) {
    url.port = std::string(text.substr(at + 1));
    text = text.substr(0, at);
  }
  set_host(url, text);
  return url;
}

NodeUrl to_node_url(const model::Url& source, bool disable_encoding) {
  NodeUrl url;
  url.protocol = source.protocol.empty() ? "http:" : to_lower(source.protocol) + ":";
  set_auth(url, source.auth_user, source.auth_password, disable_encoding);
  if (!source.port.empty()) url.port = source.port;
  set_host(url, to_lower(join(source.host, ".")));
  std::string path = "/";
  if (source.path) path += join(*source.path, "/");
  url.pathname = disable_encoding ? std::move(path) : encode_part(path, EncodeSet::kPath);
  if (const auto query = query_text(source.query)) {
    url.search = "?" + encoded(*query, EncodeSet::kQuery, disable_encoding);
  }
  if (source.hash) url.hash = "#" + encoded(*source.hash, EncodeSet::kFragment, disable_encoding);
  return url;
}

std::string resolve_url(const NodeUrl& base, std::string_view relative) {
  if (relative.empty()) {
    NodeUrl without_hash = base;
    without_hash.hash.reset();
    return without_hash.href();
  }
  if (relative.starts_with("//") || relative.starts_with("\\\\")) return base.protocol + std::string(relative);
  if (relative.front() == '/' || relative.front() == '\\') return up_to_host(base) + std::string(relative);
  if (relative.front() == '#') return up_to_host(base) + base.target() + std::string(relative);
  if (relative.front() == '?') return up_to_host(base) + base.pathname + std::string(relative);
  if (is_absolute(relative)) return std::string(relative);
  return up_to_host(base) + base.pathname.substr(0, base.pathname.rfind('/') + 1) + std::string(relative);
}

}  // namespace signet::http
