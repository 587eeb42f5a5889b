// QR codes as pictures.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::server {

/// The text as a QR code (ISO/IEC 18004, error correction M) in SVG, black on white with the quiet zone of four modules
/// around it. It is as secret as the text. kLimit when the text is too long, some 2,000 bytes.
[[nodiscard]] Result<SecretString> qr_svg(std::string_view text);

}  // namespace signet::server
