#include "http/auth/aws_canonical.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/signing.h"

namespace signet::http {

namespace {

constexpr std::string_view kReserved = ";/?:@&=+$,#";
constexpr std::string_view kUnreservedMarks = "-_.!~*'()";

/// Headers that proxies and clients change on the way.
constexpr std::array<std::string_view, 7> kUnsigned = {
    "authorization", "connection", "x-amzn-trace-id", "user-agent", "expect", "presigned-expires", "range"};

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool contains(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

/// encodeURI (ECMAScript 2023 §19.2.6.4).
std::string encode_uri(std::string_view text) {
  std::string out;
  for (const char& c : text) {
    const bool plain = is_alphanumeric(c) || contains(kReserved, c) || contains(kUnreservedMarks, c);
    out += plain ? std::string(1, c) : percent_encode({&c, 1});
  }
  return out;
}

/// decodeURI (§19.2.6.2): escapes of reserved characters stay.
std::optional<std::string> decode_uri(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::string_view escape = text.substr(i, 3);
    const std::string decoded = percent_decode(escape);
    if (decoded.size() != 1) return std::nullopt;
    out += contains(kReserved, decoded[0]) ? std::string(escape) : decoded;
    i += 2;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

bool needs_encoding(std::string_view text) {
  return !std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '%' || contains(kReserved, c) || contains(kUnreservedMarks, c);
  });
}

std::string unescape(std::string_view text) {
  return percent_decode(replace_all(text, "+", " "));
}

}  // namespace

Result<AwsTarget> AwsTarget::parse(std::string_view target) {
  std::string text(target.empty() ? "/" : target);
  if (needs_encoding(text)) {
    const std::optional<std::string> decoded = decode_uri(text);
    if (!decoded) {
      return fail(ErrorCode::kInvalidInput, "URI malformed",
                  "a percent sign in the URL must be followed by two hex digits, and the text be UTF-8: write %25");
    }
    text = encode_uri(*decoded);
  }
  AwsTarget out;
  const std::size_t mark = text.find('?');
  out.path = text.substr(0, mark);
  if (mark == std::string::npos) return out;
  for (const std::string& field : split(std::string_view(text).substr(mark + 1), '&')) {
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    std::string key = unescape(std::string_view(field).substr(0, equals));
    std::string value = equals == std::string::npos ? "" : unescape(std::string_view(field).substr(equals + 1));
    const auto it = std::find_if(out.query.begin(), out.query.end(), [&](const auto& p) { return p.first == key; });
    if (it != out.query.end()) {
      it->second.push_back(std::move(value));
    } else {
      out.query.emplace_back(std::move(key), std::vector<std::string>()).second.push_back(std::move(value));
    }
  }
  return out;
}

bool AwsTarget::has(std::string_view key) const {
  return std::any_of(query.begin(), query.end(), [&](const auto& p) { return p.first == key; });
}

void AwsTarget::set(std::string_view key, std::string value) {
  std::erase_if(query, [&](const auto& p) { return p.first == key; });
  query.emplace_back(key, std::vector<std::string>()).second.push_back(std::move(value));
}

std::string aws_canonical_path(std::string_view path, bool is_s3) {
  if (path == "/") return "/";
  std::string text(path);
  if (!is_s3)
    text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == '/' && b == '/'; }), text.end());
  std::vector<std::string> pieces;
  for (const std::string& piece : split(text, '/')) {
    if (is_s3) {
      pieces.push_back(replace_all(percent_encode(unescape(piece)), "%2F", "/"));
    } else if (piece == "..") {
      if (!pieces.empty()) pieces.pop_back();
    } else if (piece != ".") {
      pieces.push_back(percent_encode(piece));
    }
  }
  const std::string out = join(pieces, "/");
  return out.starts_with('/') ? out : "/" + out;
}

std::string aws_canonical_query(const AwsTarget& target, bool is_s3) {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const auto& [key, values] : target.query) {
    if (key.empty()) continue;
    for (const std::string& value : values) {
      encoded.emplace_back(percent_encode(key), percent_encode(value));
      if (is_s3) break;  // aws4 signs only the first value of a repeated key for S3
    }
  }
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [key, value] : encoded) out += fmt::format("{}{}={}", out.empty() ? "" : "&", key, value);
  return out;
}

AwsHeaders aws_canonical_headers(const std::vector<model::Param>& headers) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const model::Param& header : headers) {
    const auto same = std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return h.key == header.key; });
    if (&*same != &header) continue;  // told with the first of its spelling
    std::string name = to_lower(header.key);
    if (std::find(kUnsigned.begin(), kUnsigned.end(), name) != kUnsigned.end()) continue;
    std::string value;
    for (const model::Param& other : headers) {
      if (other.key != header.key) continue;
      if (&other != &header) value += ',';
      value += other.value.value_or("");
    }
    entries.emplace_back(std::move(name), collapse_space(value));
  }
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  AwsHeaders out;
  for (const auto& [name, value] : entries) {
    out.lines += fmt::format("{}:{}\n", name, value);
    if (!out.names.empty()) out.names += ';';
    out.names += name;
  }
  return out;
}

}  // namespace signet::http
