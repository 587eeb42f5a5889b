#include "mask/forms.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/encoding.h"
#include "base/secret.h"
#include "base/text.h"
#include "mask/rewriting.h"

namespace signet::mask {

namespace {

constexpr std::size_t kBase64Inside = 6;
constexpr std::size_t kBase64Joined = 8;
constexpr std::size_t kBase32Inside = 8;
constexpr std::size_t kHexBytesInside = 4;
constexpr std::size_t kHexJoined = 12;
constexpr std::size_t kReversed = 6;
constexpr std::size_t kJoinedPlain = 6;
constexpr std::size_t kJoinedDigits = 12;
constexpr std::size_t kListed = 5;
constexpr std::size_t kLine = 8;
constexpr std::size_t kUnescaped = 6;
constexpr int kLayers = 4;

using Forms = std::vector<Form>;

bool only_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The text itself, wherever it may stand.
void add_plain(Forms& forms, std::string_view text) {
  const std::string joined = join_text(text);
  const bool tearable = joined.size() >= (only_digits(joined) ? kJoinedDigits : kJoinedPlain);
  const int listed = text.size() >= kListed ? kList : 0;
  const int whole = kPlain | listed | (tearable && joined == text ? kJoined : 0);
  forms.push_back({std::string(text), static_cast<std::uint8_t>(whole), Around::kNothing, false});
  if (tearable && joined != text) forms.push_back({joined, kPlain | kJoined, Around::kNothing, false});
}

void add_base64_text(Forms& forms, const std::string& text, Around around) {
  const std::string joined = join_text(text);
  const bool tearable = around == Around::kRun && joined.size() >= kBase64Joined;
  const int views = kPlain | (tearable && joined == text ? kJoined : 0);
  forms.push_back({text, static_cast<std::uint8_t>(views), around, false});
  if (tearable && joined != text) forms.push_back({joined, kJoined, around, false});
}

/// Both alphabets (RFC 4648 §4 and §5).
void add_base64(Forms& forms, const std::string& text, Around around) {
  add_base64_text(forms, text, around);
  const std::string url_safe = replace_all(replace_all(text, "+", "-"), "/", "_");
  if (url_safe != text) add_base64_text(forms, url_safe, around);
}

/// The characters that `bytes` bytes alone decide when `before` bytes stand before them and a character holds `bits`.
struct Decided {
  std::size_t from;
  std::size_t count;
};

Decided decided(std::size_t before, std::size_t bytes, std::size_t bits) {
  const std::size_t from = (before * 8 + bits - 1) / bits;
  const std::size_t to = (before + bytes) * 8 / bits;
  return {from, to > from ? to - from : 0};
}

/// Base64 of a text inside a longer one depends on where it starts: three phases.
void add_base64_phases(Forms& forms, std::string_view secret) {
  for (std::size_t phase = 0; phase < 3; ++phase) {
    const auto [from, count] = decided(phase, secret.size(), 6);
    if (count < kBase64Inside) continue;
    add_base64(forms, base64_encode(std::string(phase, '\0') + std::string(secret)).substr(from, count), Around::kRun);
  }
  if (decided(0, secret.size(), 6).count >= kBase64Inside) return;
  std::string whole = base64_encode(secret);
  whole.resize(whole.find_last_not_of('=') + 1);
  add_base64(forms, whole, Around::kAloneRun);
}

void add_base32_phases(Forms& forms, std::string_view secret) {
  for (std::size_t phase = 0; phase < 5; ++phase) {
    const auto [from, count] = decided(phase, secret.size(), 5);
    if (count < kBase32Inside) continue;
    std::string text = base32_encode(std::string(phase, '\0') + std::string(secret)).substr(from, count);
    forms.push_back({std::move(text), kPlain, Around::kRun, true});
  }
}

void add_hex(Forms& forms, std::string_view secret) {
  std::string hex = hex_encode(secret);
  const Around around = secret.size() >= kHexBytesInside ? Around::kNothing : Around::kAlone;
  const int views = kPlain | (hex.size() >= kHexJoined ? kJoined : 0);
  forms.push_back({std::move(hex), static_cast<std::uint8_t>(views), around, true});
}

/// Percent-encoded as RFC 3986 has it, both hex cases. Decoding finds that too, but for the rare text before it that
/// takes the first letters for an escape of its own: "DOMAIN\name%40".
void add_percent(Forms& forms, std::string_view secret) {
  std::string encoded = percent_encode(secret);
  if (encoded == secret) return;
  forms.push_back({encoded, kPlain, Around::kNothing, false});
  for (std::size_t at = encoded.find('%'); at != std::string::npos; at = encoded.find('%', at + 1)) {
    std::transform(encoded.begin() + at + 1, encoded.begin() + at + 3, encoded.begin() + at + 1,
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
  forms.push_back({std::move(encoded), kPlain, Around::kNothing, false});
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// By characters, as programs reverse text.
std::string reversed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const bool characters = is_utf8(text);
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (characters && begin > 0 && continues(text[begin])) --begin;
    out.append(text.substr(begin, end - begin));
    end = begin;
  }
  return out;
}

/// The code points of well-formed UTF-8.
std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (const char c : text) {
    const auto value = static_cast<unsigned char>(c);
    if (continues(c)) {
      out.back() = (out.back() << 6U) | (value & 0x3FU);
    } else {
      out.push_back(value < 0x80 ? value : value & (value < 0xE0 ? 0x1FU : value < 0xF0 ? 0x0FU : 0x07U));
    }
  }
  return out;
}

/// The bytes of UTF-16, little-endian, or with the bytes of each unit swapped.
std::string utf16(const std::vector<std::uint32_t>& points, bool big_endian) {
  std::string out;
  const auto unit = [&](std::uint32_t value) {
    const char low = static_cast<char>(value & 0xFFU);
    const char high = static_cast<char>(value >> 8U);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  for (const std::uint32_t c : points) {
    if (c >= 0x10000) {
      unit(0xD800 + ((c - 0x10000) >> 10U));
      unit(0xDC00 + ((c - 0x10000) & 0x3FFU));
    } else {
      unit(c);
    }
  }
  return out;
}

/// What only text beyond ASCII needs: the bytes of ISO 8859-1, and those of UTF-16 without gaps (those of ASCII text
/// are the text itself, once the NULs are left out).
void add_other_charsets(Forms& forms, std::string_view secret) {
  const bool ascii =
      std::all_of(secret.begin(), secret.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
  if (ascii || !is_utf8(secret)) return;
  const std::vector<std::uint32_t> points = code_points(secret);
  std::string latin1;
  for (const std::uint32_t c : points) {
    if (c < 256) latin1 += static_cast<char>(c);
  }
  if (latin1.size() == points.size() && latin1.size() >= kUnescaped) {
    forms.push_back({latin1, kPlain | kList, Around::kNothing, false});
  }
  for (const bool big_endian : {false, true}) {
    std::string joined = join_text(utf16(points, big_endian));
    if (joined.size() >= kJoinedPlain) forms.push_back({std::move(joined), kJoined, Around::kNothing, false});
  }
}

/// A secret that itself looks escaped ("p%41ss") is changed by the decoding of the text; so it is searched for as
/// changed.
void add_unescaped(Forms& forms, std::string_view secret) {
  Copy layers[kLayers];
  std::string_view text = secret;
  for (Copy& layer : layers) {
    if (!unescape(text, layer)) break;
    text = layer.text();
    if (text.size() >= kUnescaped) add_plain(forms, text);
  }
}

/// The lines of a secret of several, such as a key in PEM form, whose first and last line are no secret (RFC 7468).
void add_lines(Forms& forms, std::string_view secret) {
  if (secret.find('\n') == std::string_view::npos) return;
  for (std::string& line : split(secret, '\n')) {
    const std::string_view text = trim(line);
    if (text.size() >= kLine && text.substr(0, 5) != "-----") add_plain(forms, text);
    wipe(line);
  }
}

}  // namespace

bool looks_escaped(std::string_view secret) {
  Copy copy;
  return unescape(secret, copy);
}

std::vector<Form> forms_of(std::string_view secret, std::size_t shortest) {
  Forms forms;
  // Text that holds the secret holds it without the blanks around it: those of a file's end are often lost on the way.
  const std::string_view core = trim(secret).size() >= shortest ? trim(secret) : secret;
  if (core.size() < shortest) return forms;
  add_plain(forms, core);
  if (core.find(' ') != std::string_view::npos) add_plain(forms, replace_all(core, " ", "+"));  // HTML forms
  add_percent(forms, core);
  add_base64_phases(forms, core);
  add_base32_phases(forms, core);
  add_hex(forms, core);
  if (core.size() >= kReversed) forms.push_back({reversed(core), kPlain, Around::kNothing, false});
  add_other_charsets(forms, core);
  add_unescaped(forms, core);
  add_lines(forms, core);
  return forms;
}

}  // namespace signet::mask
