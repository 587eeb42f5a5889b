#include "crypto/age_format.h"

#include <algorithm>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/age.h"

namespace signet::crypto {

namespace {

constexpr std::string_view kVersionLine = "age-encryption.org/v1\n";
constexpr std::string_view kVersionPrefix = "age-encryption.org/";
constexpr std::string_view kStanzaStart = "-> ";
constexpr std::string_view kEnd = "---";
constexpr std::string_view kArmorBegin = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view kArmorEnd = "-----END AGE ENCRYPTED FILE-----";
constexpr std::size_t kColumns = 64;
constexpr std::size_t kMaxStanzas = 128;
constexpr std::size_t kMaxHeader = std::size_t{64} << 10U;
constexpr std::size_t kMacBytes = 32;

/// Takes the lines of a header one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// The next line without its line feed; nullopt when there is none.
  std::optional<std::string_view> next() {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

Result<std::vector<std::string>> read_arguments(std::string_view line) {
  std::vector<std::string> arguments = split(line, ' ');
  for (const std::string& argument : arguments) {
    const auto visible = [](char c) { return c > ' ' && c < 127; };
    if (argument.empty() || !std::all_of(argument.begin(), argument.end(), visible)) {
      return bad_age_file("a stanza has a malformed argument");
    }
  }
  return arguments;
}

/// The lines of a body end with one shorter than 64 columns.
Result<std::string> read_body(Lines& lines) {
  std::string body;
  for (;;) {
    const auto line = lines.next();
    if (!line) return bad_age_file("a stanza is cut short");
    if (line->size() > kColumns) return bad_age_file("a line of a stanza is too long");
    SIGNET_TRY(const std::string bytes, age_base64_decode(*line));
    body += bytes;
    if (line->size() < kColumns) return body;
  }
}

std::string_view without_carriage_return(std::string_view line) {
  return !line.empty() && line.back() == '\r' ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

Error bad_age_file(std::string_view what) {
  return fail(ErrorCode::kInvalidInput, "the age file is damaged: " + std::string(what), "copy it anew, whole");
}

Result<std::string> age_base64_decode(std::string_view text) {
  auto bytes = base64_decode(text);
  if (!bytes || age_base64_encode(*bytes) != text) return bad_age_file("it has base64 that is not canonical");
  return *std::move(bytes);
}

std::string age_base64_encode(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

Result<AgeFile> read_age(std::string_view file) {
  if (file.substr(0, kVersionLine.size()) != kVersionLine) {
    if (file.substr(0, kVersionPrefix.size()) == kVersionPrefix) {
      return fail(ErrorCode::kUnsupported, "the age file has a version that is not known", "version 1 is");
    }
    return fail(ErrorCode::kInvalidInput, "this is no age file");
  }
  Lines lines(file.substr(0, kMaxHeader));
  AgeFile out;
  for ((void)lines.next();;) {
    const std::size_t begin = lines.position();
    const auto line = lines.next();
    if (!line) {
      if (file.size() <= kMaxHeader) return bad_age_file("its header is cut short");
      return fail(ErrorCode::kLimit, "the age file's header is longer than 64 KiB");
    }
    if (line->substr(0, kStanzaStart.size()) == kStanzaStart) {
      if (out.stanzas.size() == kMaxStanzas) return fail(ErrorCode::kLimit, "the age file has over 128 recipients");
      AgeStanza stanza;
      SIGNET_TRY(stanza.arguments, read_arguments(line->substr(kStanzaStart.size())));
      SIGNET_TRY(stanza.body, read_body(lines));
      out.stanzas.push_back(std::move(stanza));
      continue;
    }
    if (line->substr(0, kEnd.size() + 1) != std::string(kEnd) + " ") return bad_age_file("its header is malformed");
    if (out.stanzas.empty()) return bad_age_file("it is for nobody");
    SIGNET_TRY(out.mac, age_base64_decode(line->substr(kEnd.size() + 1)));
    if (out.mac.size() != kMacBytes) return bad_age_file("its header is malformed");
    out.signed_part = file.substr(0, begin + kEnd.size());
    out.payload = file.substr(lines.position());
    return out;
  }
}

std::string write_age_header(const std::vector<AgeStanza>& stanzas) {
  std::string out(kVersionLine);
  for (const AgeStanza& stanza : stanzas) {
    out.append(kStanzaStart).append(join(stanza.arguments, " ")).append("\n");
    const std::string body = age_base64_encode(stanza.body);
    // A body whose last line is full is followed by an empty one.
    for (std::size_t at = 0; at <= body.size(); at += kColumns) out.append(body.substr(at, kColumns)).append("\n");
  }
  return out.append(kEnd);
}

bool is_age_armor(std::string_view file) {
  const std::size_t begin = file.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && file.substr(begin, kArmorBegin.size()) == kArmorBegin;
}

Result<std::string> remove_age_armor(std::string_view text) {
  const std::string_view armor = trim(text);
  const std::string closed = std::string(armor) + "\n";  // the last line's end may be missing
  Lines lines(closed);
  const auto first = lines.next();
  if (!first || without_carriage_return(*first) != kArmorBegin) return bad_age_file("its armor does not begin");
  std::string base64;
  bool last = false;
  for (;;) {
    const auto next = lines.next();
    if (!next) return bad_age_file("its armor does not end");
    const std::string_view line = without_carriage_return(*next);
    if (line == kArmorEnd) break;
    if (last || line.empty() || line.size() > kColumns) return bad_age_file("its armor has a line of the wrong length");
    last = line.size() < kColumns;
    base64 += line;
  }
  if (!lines.rest().empty()) return bad_age_file("something follows its armor");
  auto bytes = base64_decode(base64);
  if (!bytes || base64_encode(*bytes) != base64) return bad_age_file("its armor is not canonical base64");
  return *std::move(bytes);
}

std::string age_armor(std::string_view file) {
  const std::string base64 = base64_encode(file);
  std::string out = std::string(kArmorBegin) + "\n";
  for (std::size_t at = 0; at < base64.size(); at += kColumns) out.append(base64.substr(at, kColumns)).append("\n");
  return out.append(kArmorEnd).append("\n");
}

}  // namespace signet::crypto
