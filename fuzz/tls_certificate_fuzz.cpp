// Certificates, PEM or DER: whatever they hold, their description is text without control characters, and JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "tls/certificate.h"

namespace {

bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = signet::tls::read_certificates({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  for (const signet::tls::Certificate& certificate : *read) {
    for (const std::string* text : {&certificate.subject, &certificate.issuer, &certificate.common_name}) {
      if (!is_printable(*text)) std::abort();
    }
    for (const std::string& name : certificate.names) {
      if (!is_printable(name)) std::abort();
    }
    if (!signet::json::parse(boost::json::serialize(to_json(certificate)), "certificate")) std::abort();
  }
  return 0;
}
