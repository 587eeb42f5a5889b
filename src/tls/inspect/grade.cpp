#include "tls/inspect/grade.h"

#include <array>

namespace signet::tls {

namespace {

struct Weakness {
  std::string_view part;  ///< of the name
  Grade grade;
  std::string_view why;
};

/// The first that matches a name counts of those that describe the cipher; sources beside each.
constexpr std::array<Weakness, 10> kCiphers = {{
    {"_NULL_", Grade::kBroken, "no encryption"},
    {"EXPORT", Grade::kBroken, "export key, broken in hours"},  // FREAK, Logjam (2015)
    {"_RC4_", Grade::kBroken, "RC4, prohibited by RFC 7465"},   //
    {"_RC2_", Grade::kBroken, "RC2"},                           //
    {"_DES_CBC_", Grade::kBroken, "DES, 56 bits"},              // RFC 5469
    {"_3DES_", Grade::kWeak, "3DES, 64-bit blocks (Sweet32)"},  // CVE-2016-2183
    {"_IDEA_", Grade::kWeak, "IDEA, 64-bit blocks (Sweet32)"},  // RFC 5469
    {"_CBC_", Grade::kWeak, "CBC mode (Lucky 13)"},             // CVE-2013-0169
    {"_CCM_8", Grade::kWeak, "short tag of 64 bits"},           // RFC 6655 §6.1
    {"_40_", Grade::kBroken, "40 bits"},
}};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// TLS 1.3 names no key exchange: it is always ephemeral.
bool is_forward_secret(std::string_view name) {
  return !has(name, "_WITH_") || has(name, "DHE_") || has(name, "DH_anon");
}

void add(SuiteGrade& grade, Grade level, std::string_view why) {
  grade.grade = std::max(grade.grade, level);
  if (!grade.why.empty()) grade.why += ", ";
  grade.why += why;
}

}  // namespace

SuiteGrade grade_suite(std::string_view iana_name) {
  SuiteGrade grade;
  if (has(iana_name, "_anon_")) add(grade, Grade::kBroken, "no identity of the server");
  for (const Weakness& weakness : kCiphers) {
    if (!has(iana_name, weakness.part)) continue;
    add(grade, weakness.grade, weakness.why);
    break;
  }
  if (!is_forward_secret(iana_name)) add(grade, Grade::kWeak, "no forward secrecy");
  return grade;
}

}  // namespace signet::tls
