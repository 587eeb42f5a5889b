#include "demo/message.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::demo {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The target without scheme and authority, when it is in absolute form (RFC 9112 3.2.2).
std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

/// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  for (std::size_t n = 1; n <= std::min<std::size_t>(4, text.size()); ++n) {
    if (is_utf8(text.substr(0, n))) return n;
  }
  return 0;
}

std::string form_decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return to_valid_utf8(percent_decode(spaced));
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equals_ignore_case(key, name)) return value;
  }
  return {};
}

std::string_view Request::path() const {
  const std::string_view origin = origin_form(target);
  return origin.substr(0, origin.find('?'));
}

std::string_view Request::query() const {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::string Request::url() const {
  std::string out;
  if (target.starts_with('/')) {
    out.append(tls ? "https://" : "http://").append(header("host"));
  }
  return latin1_to_utf8(out.append(target));
}

void Reply::set_header(std::string_view name, std::string value) {
  for (auto& [key, old] : headers) {
    if (equals_ignore_case(key, name)) {
      old = std::move(value);
      return;
    }
  }
  headers.emplace_back(name, std::move(value));
}

Fields parse_form(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    fields.emplace_back(form_decode(pair.substr(0, equals)), form_decode(value));
  }
  return fields;
}

std::optional<std::string_view> find_field(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return std::nullopt;
}

void add_field(boost::json::object& object, std::string_view name, std::string_view value) {
  boost::json::value* old = object.if_contains(name);
  if (old == nullptr) {
    object.emplace(name, value);
  } else if (boost::json::array* values = old->if_array()) {
    values->emplace_back(value);
  } else {
    *old = boost::json::array({*old, boost::json::value(value)});
  }
}

boost::json::object to_object(const Fields& fields) {
  boost::json::object object;
  for (const auto& [name, value] : fields) add_field(object, name, value);
  return object;
}

std::string to_valid_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t n = sequence_length(text);
    out += n == 0 ? kReplacement : text.substr(0, n);
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

std::optional<int> to_number(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;
  int number = 0;
  const char* end = text.data() + text.size();
  if (text.empty() || text.size() > kMostDigits || text.front() == '-') return std::nullopt;
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

Reply json_reply(unsigned status, const boost::json::value& body) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  reply.body = boost::json::serialize(body);
  return reply;
}

Reply text_reply(std::string_view content_type, std::string body) {
  Reply reply;
  reply.headers.emplace_back("Content-Type", content_type);
  reply.body = std::move(body);
  return reply;
}

Reply bad_request(std::string_view message) {
  return json_reply(400, boost::json::object{{"error", message}});
}

}  // namespace signet::demo
