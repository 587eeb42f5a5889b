#include "tls/inspect/hello.h"

#include <array>

namespace signet::tls {

namespace {

constexpr std::uint16_t kSsl30 = 0x0300;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;
constexpr std::size_t kRandomBytes = 32;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kHandshakeHeader = 4;
/// RFC 5246 §6.2.3: a record holds 2^14 bytes and what encryption adds.
constexpr std::size_t kMaxRecord = (1U << 14U) + 2048;
/// A ServerHello is some hundred bytes; what comes to more than this without one is no server of TLS.
constexpr std::size_t kMaxBytes = 1U << 16U;

constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kClientHelloMessage = 1;
constexpr std::uint8_t kServerHelloMessage = 2;
constexpr int kWarningLevel = 1;
constexpr int kCloseNotify = 0;

constexpr std::uint16_t kServerNameExtension = 0;
constexpr std::uint16_t kGroupsExtension = 10;
constexpr std::uint16_t kPointFormatsExtension = 11;
constexpr std::uint16_t kSignaturesExtension = 13;
constexpr std::uint16_t kMasterSecretExtension = 23;
constexpr std::uint16_t kSupportedVersionsExtension = 43;
constexpr std::uint16_t kKeyShareExtension = 51;
constexpr std::uint16_t kRenegotiationExtension = 0xff01;
/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3).
constexpr std::uint16_t kRenegotiationSuite = 0x00ff;

/// RFC 8446 §4.1.3: this "random" marks a HelloRetryRequest.
constexpr std::string_view kRetryRandom =
    "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
    "\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C";

/// x25519, secp256r1, secp384r1, secp521r1, and the older secp224r1, secp256k1, secp192r1.
constexpr std::array<std::uint16_t, 7> kCurves = {29, 23, 24, 25, 21, 22, 19};
/// SHA-256, SHA-384, SHA-512 and SHA-1, each with ECDSA, RSA and DSA; RSA-PSS; Ed25519 (RFC 8446 §4.2.3).
constexpr std::array<std::uint16_t, 16> kSignatures = {0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0807, 0x0401,
                                                       0x0501, 0x0601, 0x0203, 0x0201, 0x0402, 0x0502, 0x0602, 0x0202};

/// Reads big-endian numbers and slices; after the first short read all are empty and `ok` is false.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

  std::size_t number(std::size_t bytes) {
    std::size_t value = 0;
    for (const char c : take(bytes)) value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

void append(std::string& out, std::size_t value, std::size_t bytes) {
  for (std::size_t i = bytes; i > 0; --i) out += static_cast<char>(value >> (8 * (i - 1)) & 0xffU);
}

/// A field with its length before it.
void append_sized(std::string& out, std::string_view field, std::size_t length_bytes) {
  append(out, field.size(), length_bytes);
  out += field;
}

template <typename Numbers>
std::string two_byte_list(const Numbers& numbers) {
  std::string out;
  for (const std::uint16_t number : numbers) append(out, number, 2);
  return out;
}

void append_extension(std::string& out, std::uint16_t type, std::string_view body) {
  append(out, type, 2);
  append_sized(out, body, 2);
}

std::string sized(std::string_view field, std::size_t length_bytes) {
  std::string out;
  append_sized(out, field, length_bytes);
  return out;
}

std::string extensions_for(const RawOffer& offer) {
  std::string out;
  if (!offer.server_name.empty()) {
    std::string entry(1, '\0');  // host_name (RFC 6066 §3)
    append_sized(entry, offer.server_name, 2);
    append_extension(out, kServerNameExtension, sized(entry, 2));
  }
  const std::string groups = offer.groups.empty() ? two_byte_list(kCurves) : two_byte_list(offer.groups);
  append_extension(out, kGroupsExtension, sized(groups, 2));
  append_extension(out, kPointFormatsExtension, sized(std::string(1, '\0'), 1));  // uncompressed
  if (offer.version >= kTls12) append_extension(out, kSignaturesExtension, sized(two_byte_list(kSignatures), 2));
  if (offer.version >= kTls13) {
    append_extension(out, kSupportedVersionsExtension, sized(two_byte_list(std::array{kTls13}), 1));
    append_extension(out, kKeyShareExtension, sized({}, 2));
  }
  return out;
}

void read_extension(std::uint16_t type, std::string_view body, ServerHello& hello) {
  Cursor cursor(body);
  switch (type) {
    case kSupportedVersionsExtension:
      hello.version = static_cast<std::uint16_t>(cursor.number(2));
      break;
    case kKeyShareExtension:
      hello.group = static_cast<std::uint16_t>(cursor.number(2));
      break;
    case kRenegotiationExtension:
      hello.secure_renegotiation = true;
      break;
    case kMasterSecretExtension:
      hello.extended_master_secret = true;
      break;
    default:
      break;
  }
}

}  // namespace

std::optional<ServerHello> parse_server_hello(std::string_view body) {
  constexpr std::size_t kMaxSessionId = 32;
  Cursor cursor(body);
  ServerHello hello;
  hello.version = static_cast<std::uint16_t>(cursor.number(2));
  hello.retry = cursor.take(kRandomBytes) == kRetryRandom;
  const std::size_t session_id = cursor.number(1);
  cursor.take(session_id);
  hello.suite = static_cast<std::uint16_t>(cursor.number(2));
  hello.compression = static_cast<std::uint8_t>(cursor.number(1));
  if (!cursor.ok() || session_id > kMaxSessionId) return std::nullopt;
  if (cursor.at_end()) return hello;  // up to TLS 1.2 there may be no extensions
  Cursor extensions(cursor.take(cursor.number(2)));
  if (!cursor.ok() || !cursor.at_end()) return std::nullopt;
  while (!extensions.at_end()) {
    const auto type = static_cast<std::uint16_t>(extensions.number(2));
    const std::string_view content = extensions.take(extensions.number(2));
    if (!extensions.ok()) return std::nullopt;
    read_extension(type, content, hello);
  }
  return hello;
}

std::uint16_t parse_named_curve(std::string_view body) {
  constexpr std::size_t kNamedCurve = 3;
  Cursor cursor(body);
  if (cursor.number(1) != kNamedCurve) return 0;
  return static_cast<std::uint16_t>(cursor.number(2));
}

std::string client_hello(const RawOffer& offer, std::string_view random) {
  std::string body;
  append(body, std::min(offer.version, kTls12), 2);
  std::string filled(random.substr(0, kRandomBytes));
  filled.resize(kRandomBytes, '\0');
  body += filled;
  body += '\0';  // no session to resume
  std::string suites = two_byte_list(offer.suites);
  if (offer.version < kTls13) append(suites, kRenegotiationSuite, 2);
  append_sized(body, suites, 2);
  const std::string compressions = offer.deflate ? std::string("\x01\x00", 2) : std::string(1, '\0');
  append_sized(body, compressions, 1);
  if (offer.version > kSsl30) append_sized(body, extensions_for(offer), 2);
  std::string message(1, static_cast<char>(kClientHelloMessage));
  append_sized(message, body, 3);
  std::string record(1, static_cast<char>(kHandshakeRecord));
  // RFC 5246 appendix E.1: the record layer carries an old version, as some servers refuse newer ones here.
  append(record, offer.version > kSsl30 ? 0x0301U : kSsl30, 2);
  append_sized(record, message, 2);
  return record;
}

HelloReader::State HelloReader::feed(std::string_view bytes) {
  if (state_ != State::kReading) return state_;
  seen_ += bytes.size();
  if (seen_ > kMaxBytes) return state_ = State::kNotTls;
  buffer_ += bytes;
  while (state_ == State::kReading && take_record()) {
  }
  return state_;
}

bool HelloReader::take_record() {
  if (buffer_.empty()) return false;
  const auto type = static_cast<std::uint8_t>(buffer_[0]);
  if (type != kHandshakeRecord && type != kAlertRecord) {
    state_ = State::kNotTls;
    return false;
  }
  if (buffer_.size() < kRecordHeader) return false;
  Cursor header(std::string_view(buffer_).substr(1, kRecordHeader - 1));
  const std::size_t version = header.number(2);
  const std::size_t size = header.number(2);
  if (version >> 8U != 3 || size == 0 || size > kMaxRecord) {
    state_ = State::kNotTls;
    return false;
  }
  if (buffer_.size() < kRecordHeader + size) return false;
  const std::string fragment = buffer_.substr(kRecordHeader, size);
  buffer_.erase(0, kRecordHeader + size);
  if (type == kAlertRecord) {
    take_alert(fragment);
  } else {
    take_handshake(fragment);
  }
  return true;
}

void HelloReader::take_handshake(std::string_view fragment) {
  handshake_ += fragment;
  if (handshake_.size() < kHandshakeHeader) return;
  Cursor header(handshake_);
  const std::size_t type = header.number(1);
  const std::size_t size = header.number(3);
  if (type != kServerHelloMessage || size > kMaxBytes) {
    state_ = State::kNotTls;
    return;
  }
  if (handshake_.size() < kHandshakeHeader + size) return;
  const auto hello = parse_server_hello(header.take(size));
  state_ = hello ? State::kHello : State::kNotTls;
  if (hello) hello_ = *hello;
}

void HelloReader::take_alert(std::string_view fragment) {
  Cursor cursor(fragment);
  const auto level = static_cast<int>(cursor.number(1));
  const auto description = static_cast<int>(cursor.number(1));
  if (!cursor.ok()) {
    state_ = State::kNotTls;
    return;
  }
  // A warning, such as unrecognized_name, may go before the ServerHello (RFC 6066 §3).
  if (level == kWarningLevel && description != kCloseNotify) return;
  state_ = State::kAlert;
  alert_ = description;
}

}  // namespace signet::tls
