#include "server/front/wire.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace signet::server {
namespace {

constexpr std::string_view kEndOfLine = "\r\n";
constexpr Refusal kLongTarget{414, "the target is too long"};

/// What precedes the first `end`; `rest` is left behind it. Nullopt when there is no `end`.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  const auto at = rest.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

std::string_view trim_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// A head that is being read; each step returns a refusal or nothing.
class HeadReader {
 public:
  explicit HeadReader(const HeadLimits& limits) : limits_(limits) {}

  std::optional<Refusal> read(std::string_view bytes) {
    if (bytes.size() > limits_.header_bytes) return refuse_long_head(bytes, limits_);
    const auto line = take_until(bytes, kEndOfLine);
    if (!line) return Refusal{400, "the request line does not end"};
    if (auto refusal = read_request_line(*line)) return refusal;
    while (true) {
      const auto field = take_until(bytes, kEndOfLine);
      if (!field) return Refusal{400, "a header line does not end"};
      if (field->empty()) break;
      if (auto refusal = read_field(*field)) return refusal;
    }
    if (!bytes.empty()) return Refusal{400, "bytes behind the head"};
    if (auto refusal = check_host()) return refusal;
    if (auto refusal = read_framing()) return refusal;
    return read_connection();
  }

  Head head;

 private:
  std::optional<Refusal> read_request_line(std::string_view line) {
    const auto method = take_until(line, " ");
    if (!method || !is_token(*method)) return Refusal{400, "the request line has no method"};
    const auto target = take_until(line, " ");
    if (!target) return Refusal{400, "the request line has no target or version"};
    if (auto refusal = read_version(line)) return refusal;
    const auto known = parse_method(*method);
    if (!known) return Refusal{501, "the method is not supported"};
    head.request.method = *known;
    if (target->size() > limits_.target_bytes) return kLongTarget;
    return read_target(*target);
  }

  std::optional<Refusal> read_version(std::string_view version) {
    if (version == "HTTP/1.1") return std::nullopt;
    http_1_0_ = version == "HTTP/1.0";
    if (http_1_0_) return std::nullopt;
    const auto digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
    const bool other = version.size() == 8 && version.starts_with("HTTP/") && digit(5) && version[6] == '.' && digit(7);
    return other ? Refusal{505, "only HTTP/1.1 is served"} : Refusal{400, "the request line is malformed"};
  }

  std::optional<Refusal> read_target(std::string_view target) {
    if (!target.starts_with('/') && target != "*") {
      // Absolute form, which a server must take too (RFC 9112 §3.2.2); its host must be that of the Host field.
      const bool http = equals_ignore_case(target.substr(0, 7), "http://");
      const bool https = equals_ignore_case(target.substr(0, 8), "https://");
      if (!http && !https) return Refusal{400, "the target is malformed"};
      target.remove_prefix(http ? 7 : 8);
      authority_ = target.substr(0, target.find_first_of("/?"));
      target.remove_prefix(authority_->size());
      if (target.empty()) target = "/";
    }
    if (target == "*" && head.request.method != Method::kOptions) return Refusal{400, "the target is malformed"};
    auto parsed = parse_target(target);
    if (!parsed) return Refusal{400, "the target is malformed"};
    head.request.target = *std::move(parsed);
    return std::nullopt;
  }

  std::optional<Refusal> read_field(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return Refusal{400, "a header line is folded"};
    const auto name = take_until(line, ":");
    if (!name || !is_token(*name)) return Refusal{400, "a header line has no proper name"};
    const std::string_view value = trim_blanks(line);
    if (!is_field_value(value)) return Refusal{400, "a header value holds a control character"};
    if (head.request.headers.size() >= limits_.header_count) return Refusal{431, "too many header fields"};
    head.request.headers.add(std::string(*name), std::string(value));
    return std::nullopt;
  }

  std::optional<Refusal> check_host() {
    const Headers& headers = head.request.headers;
    if (headers.count("Host") != 1) return Refusal{400, "there must be one Host field"};
    const std::string_view host = headers.get("Host");
    if (!is_authority(host)) return Refusal{400, "the Host field is malformed"};
    if (authority_ && !equals_ignore_case(*authority_, host)) return Refusal{400, "the target and Host differ"};
    head.request.host = to_lower(host);
    return std::nullopt;
  }

  std::optional<Refusal> read_framing() {
    const Headers& headers = head.request.headers;
    const std::size_t codings = headers.count("Transfer-Encoding");
    const std::size_t lengths = headers.count("Content-Length");
    if (codings > 0 && lengths > 0) return Refusal{400, "both Transfer-Encoding and Content-Length"};
    if (codings > 1 || lengths > 1) return Refusal{400, "the framing of the body is said twice"};
    if (codings == 1) {
      if (http_1_0_) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
      const std::string_view coding = headers.get("Transfer-Encoding");
      if (coding != "chunked") {
        return equals_ignore_case(coding, "chunked") || coding.find("chunked") != std::string_view::npos
                   ? Refusal{400, "the Transfer-Encoding is not plainly chunked"}
                   : Refusal{501, "the Transfer-Encoding is not supported"};
      }
      head.framing = Framing::kChunked;
    }
    return lengths == 1 ? read_length(headers.get("Content-Length")) : std::nullopt;
  }

  std::optional<Refusal> read_length(std::string_view text) {
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), head.length);
    if (text.empty() || !digits) return Refusal{400, "the Content-Length is no number"};
    if (parsed.ec != std::errc()) return Refusal{413, "the body is too long"};
    if (head.length > 0) head.framing = Framing::kLength;
    return std::nullopt;
  }

  std::optional<Refusal> read_connection() {
    const Headers& headers = head.request.headers;
    head.keep_alive = !http_1_0_;
    for (const std::string_view value : headers.all("Connection")) {
      for (const std::string& option : split(value, ',')) {
        if (equals_ignore_case(trim(option), "close")) head.keep_alive = false;
      }
    }
    if (const std::string* expect = headers.find("Expect")) {
      if (!equals_ignore_case(*expect, "100-continue")) return Refusal{417, "the expectation is not known"};
      head.expects_continue = !http_1_0_ && head.framing != Framing::kNone;
    }
    return std::nullopt;
  }

  const HeadLimits& limits_;
  bool http_1_0_ = false;
  std::optional<std::string_view> authority_;
};

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  // at_ is always just behind a line's end, or at the start.
  while (true) {
    const auto feed = bytes.find('\n', std::max(at_, looked_at_));
    if (feed == std::string_view::npos) {
      looked_at_ = bytes.size();
      return State::kMore;
    }
    if (feed == 0 || bytes[feed - 1] != '\r') return State::kBroken;
    const bool empty_line = feed - 1 == at_;
    const bool first_line = at_ == 0;
    at_ = feed + 1;
    if (empty_line) return first_line ? State::kBroken : State::kComplete;
  }
}

Refusal refuse_long_head(std::string_view bytes, const HeadLimits& limits) {
  std::string_view line = bytes.substr(0, bytes.find(kEndOfLine));
  (void)take_until(line, " ");  // the method
  if (line.substr(0, line.find(' ')).size() > limits.target_bytes) return kLongTarget;
  return {431, "the head of the request is too long"};
}

std::variant<Head, Refusal> parse_head(std::string_view bytes, const HeadLimits& limits) {
  HeadReader reader(limits);
  if (const auto refusal = reader.read(bytes)) return *refusal;
  return std::move(reader.head);
}

}  // namespace signet::server
