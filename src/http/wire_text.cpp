#include "http/wire_text.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace signet::http {

namespace {

constexpr std::array<bool, 256> token_characters() {
  std::array<bool, 256> table{};
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr std::array<bool, 256> kToken = token_characters();

/// What a byte is to a header value.
enum ByteKind : std::uint8_t { kPlain = 0, kControl = 1, kHigh = 2 };

constexpr std::array<std::uint8_t, 256> byte_kinds() {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (i >= 0x80) table[i] = kHigh;
    if ((i < 0x20 && i != '\t') || i == 0x7F) table[i] = kControl;
  }
  return table;
}

constexpr std::array<std::uint8_t, 256> kKinds = byte_kinds();

/// All kinds that occur, as bits.
std::uint8_t kinds_in(std::string_view text) {
  std::uint8_t kinds = 0;
  for (const char c : text) kinds |= kKinds[static_cast<unsigned char>(c)];
  return kinds;
}

bool is_ascii(std::string_view text) {
  return (kinds_in(text) & kHigh) == 0;
}

/// Appends a header value as bytes; false when it cannot be one.
bool append_value(std::string& out, const std::string& value) {
  const std::uint8_t kinds = kinds_in(value);
  if (kinds == kPlain) {
    out += value;
    return true;
  }
  if ((kinds & kControl) != 0) return false;
  const std::optional<std::string> bytes = to_latin1(value);
  if (bytes) out += *bytes;
  return bytes.has_value();
}

struct Phrase {
  int code;
  std::string_view text;
};

// The phrases of Node's http.STATUS_CODES and npm http-reasons.
constexpr Phrase kPhrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Payload Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {418, "I'm a Teapot"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {510, "Not Extended"},
    {511, "Network Authentication Required"},
};

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

std::optional<std::string> to_latin1(std::string_view text) {
  if (is_ascii(text) || !is_utf8(text)) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += text[i];
    } else if (byte == 0xC2 || byte == 0xC3) {  // U+0080 to U+00FF
      out += static_cast<char>(((byte & 0x03) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
    } else {
      return std::nullopt;
    }
  }
  return out;
}

Result<std::string> header_lines(const std::vector<Header>& headers) {
  std::string lines;
  lines.reserve(headers.size() * 40);
  for (const Header& header : headers) {
    if (!is_token(header.name)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("Header name must be a valid HTTP token [\"{}\"]", header.name),
                  "header names hold letters, digits and dashes, no spaces or colons");
    }
    if (!lines.empty()) lines += "\r\n";
    lines += header.name;
    lines += ": ";
    if (!append_value(lines, header.value)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("Invalid character in header content [\"{}\"]", header.name),
                  "remove line breaks, control characters and letters outside of Latin-1 from the value");
    }
  }
  return lines;
}

Result<std::string> target_bytes(std::string_view target) {
  std::optional<std::string> bytes = to_latin1(target);
  const auto bad = [](char c) { return static_cast<unsigned char>(c) < 0x21; };
  if (!bytes || std::any_of(bytes->begin(), bytes->end(), bad)) {
    return fail(ErrorCode::kInvalidInput, "Request path contains unescaped characters",
                "turn disableUrlEncoding off, or encode the URL yourself");
  }
  return *std::move(bytes);
}

std::string_view reason_phrase(int code) {
  const auto* it = std::lower_bound(std::begin(kPhrases), std::end(kPhrases), code,
                                    [](const Phrase& phrase, int wanted) { return phrase.code < wanted; });
  return it != std::end(kPhrases) && it->code == code ? it->text : std::string_view();
}

}  // namespace signet::http
