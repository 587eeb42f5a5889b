// The parts of an age file (crypto/age.h) before anything is decrypted: the armor, and the header with its stanzas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::crypto {

/// The file key wrapped for one recipient.
struct AgeStanza {
  std::vector<std::string> arguments;  ///< at least one: the kind
  std::string body;
};

/// A header as it was read, and what follows it.
struct AgeFile {
  std::vector<AgeStanza> stanzas;  ///< at least one
  std::string_view signed_part;    ///< of the file: what the MAC is over, "---" included
  std::string mac;                 ///< 32 bytes
  std::string_view payload;
};

/// Reads a binary file; views point into it. Fails with kInvalidInput, or kLimit past 128 stanzas or 64 KiB of header.
[[nodiscard]] Result<AgeFile> read_age(std::string_view file);
/// The header's lines up to "---".
[[nodiscard]] std::string write_age_header(const std::vector<AgeStanza>& stanzas);

/// Whether a file starts as armor does, blanks aside.
[[nodiscard]] bool is_age_armor(std::string_view file);
/// The binary file in an armored one. Strict: one encoding of each file only, but for blanks around it and CRLF.
[[nodiscard]] Result<std::string> remove_age_armor(std::string_view text);

/// Base64 without padding, canonical only; kInvalidInput on anything else.
[[nodiscard]] Result<std::string> age_base64_decode(std::string_view text);
[[nodiscard]] std::string age_base64_encode(std::string_view bytes);

/// The error of a file that breaks the format.
[[nodiscard]] Error bad_age_file(std::string_view what);

}  // namespace signet::crypto
