// How good a cipher suite is, told from its IANA name, whose parts say all that matters (RFC 5246 appendix C).
#pragma once

#include <string>
#include <string_view>

namespace signet::tls {

enum class Grade {
  kGood,    ///< forward secret and authenticated encryption
  kWeak,    ///< works, but has a known weakness; old clients need some of these
  kBroken,  ///< does not protect: no encryption, no identity, or a cipher that can be broken
};

struct SuiteGrade {
  Grade grade = Grade::kGood;
  std::string why;  ///< "no forward secrecy, CBC mode"; empty when good
};

[[nodiscard]] SuiteGrade grade_suite(std::string_view iana_name);

}  // namespace signet::tls
