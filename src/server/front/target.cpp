#include "server/front/target.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::server {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// pchar of RFC 3986 §3.3, the percent sign included.
bool is_path_character(char c) {
  return is_alphanumeric(c) || std::string_view("-._~!$&'()*+,;=:@%").find(c) != std::string_view::npos;
}

/// What URLs of browsers leave as it is in a query (the URL standard's query percent-encode set, turned round).
bool is_query_character(char c) {
  return c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '#';
}

/// Decodes once. Nullopt when a percent sign is not followed by two hex digits, or when the result is no UTF-8.
std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

std::optional<std::string> decode_segment(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_path_character)) return std::nullopt;
  auto segment = decode(text, false);
  if (!segment || *segment == "." || *segment == "..") return std::nullopt;
  if (segment->find_first_of("/\\") != std::string::npos) return std::nullopt;
  if (std::any_of(segment->begin(), segment->end(), is_control)) return std::nullopt;
  return segment;
}

bool parse_path(std::string_view path, Target& target) {
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    auto segment = decode_segment(path.substr(0, slash));
    const bool last = slash == std::string_view::npos;
    if (!segment || (segment->empty() && !last)) return false;
    target.segments.push_back(*std::move(segment));
    if (last) return true;
    path.remove_prefix(slash + 1);
  }
}

bool parse_query(std::string_view query, Target& target) {
  if (!std::all_of(query.begin(), query.end(), is_query_character)) return false;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value) return false;
    if (name->find('\0') != std::string::npos || value->find('\0') != std::string::npos) return false;
    target.query.emplace_back(*std::move(name), *std::move(value));
  }
  return true;
}

bool is_port(std::string_view text) {
  constexpr int kHighest = 65535;
  if (text.empty() || text.size() > 5) return false;
  int port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + (c - '0');
  }
  return port <= kHighest;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  Target target;
  if (text == "*") return target;
  const auto mark = text.find('?');
  if (!parse_path(text.substr(0, mark), target)) return std::nullopt;
  if (mark != std::string_view::npos && !parse_query(text.substr(mark + 1), target)) return std::nullopt;
  return target;
}

bool is_authority(std::string_view text) {
  constexpr std::size_t kLongestName = 255;
  std::string_view host = text;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    const auto in_address = [](char c) { return hex_digit(c) >= 0 || c == ':' || c == '.'; };
    if (!std::all_of(host.begin(), host.end(), in_address)) return false;
  } else {
    host = text.substr(0, text.find(':'));
    rest = text.substr(host.size());
    const auto in_name = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; };
    if (host.empty() || host.size() > kLongestName || !std::all_of(host.begin(), host.end(), in_name)) return false;
  }
  return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

}  // namespace signet::server
