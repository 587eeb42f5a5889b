#include "tls/protocol.h"

#include <fmt/format.h>

#include "base/text.h"

namespace signet::tls {

namespace {

constexpr std::array<std::string_view, 4> kNames = {"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
constexpr std::uint16_t kTls10Wire = 0x0301;
constexpr std::uint16_t kSsl3Wire = 0x0300;

/// "TLSv1_2", "tls 1.2" and "1.2" all become "1.2"; "TLSv1" becomes "1".
std::string short_form(std::string_view text) {
  std::string out;
  for (const char c : to_lower(trim(text))) {
    if (c == '_') {
      out += '.';
    } else if (c != ' ' && c != '-') {
      out += c;
    }
  }
  for (const std::string_view prefix : {"tls", "v"}) {
    if (out.starts_with(prefix)) out.erase(0, prefix.size());
  }
  return out;
}

}  // namespace

std::string_view name(Protocol protocol) {
  return kNames.at(static_cast<std::size_t>(protocol));
}

std::uint16_t wire_version(Protocol protocol) {
  return static_cast<std::uint16_t>(kTls10Wire + static_cast<unsigned>(protocol));
}

std::string version_name(std::uint16_t version) {
  for (const Protocol protocol : kProtocols) {
    if (wire_version(protocol) == version) return std::string(name(protocol));
  }
  return version == kSsl3Wire ? "SSL 3.0" : fmt::format("version 0x{:04x}", version);
}

std::string ProtocolSet::to_string() const {
  std::vector<std::string> names;
  for (const Protocol protocol : kProtocols) {
    if (contains(protocol)) names.emplace_back(name(protocol));
  }
  return names.empty() ? "none" : join(names, ", ");
}

Result<ProtocolSet> parse_protocol(std::string_view text) {
  const std::string form = short_form(text);
  if (form == "1") return ProtocolSet{Protocol::kTls10};
  for (const Protocol protocol : kProtocols) {
    if (form == name(protocol).substr(std::string_view("TLS ").size())) return ProtocolSet{protocol};
  }
  if (form.starts_with("ssl")) return ProtocolSet{};
  return fail(ErrorCode::kInvalidInput, fmt::format("there is no protocol \"{}\"", text),
              "the protocols are TLSv1, TLSv1_1, TLSv1_2 and TLSv1_3");
}

}  // namespace signet::tls
