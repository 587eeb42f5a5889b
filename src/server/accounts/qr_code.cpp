#include "server/accounts/qr_code.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <string>

#include "base/owned.h"

namespace signet::server {

Result<SecretString> qr_svg(std::string_view text) {
  constexpr int kQuiet = 4;
  std::string plain(text);
  const Owned<QRcode, QRcode_free> code(QRcode_encodeString8bit(plain.c_str(), 0, QR_ECLEVEL_M));
  wipe(plain);
  if (!code) return fail(ErrorCode::kLimit, "the text is too long for a QR code");

  std::string path;
  for (int y = 0; y < code->width; ++y) {
    int dark = 0;  // in a row, up to here
    for (int x = 0; x <= code->width; ++x) {
      const bool is_dark = x < code->width && (code->data[y * code->width + x] & 1U) != 0;
      if (is_dark) {
        ++dark;
      } else if (dark > 0) {
        path += fmt::format("M{} {}h{}v1h-{}z", x - dark + kQuiet, y + kQuiet, dark, dark);
        dark = 0;
      }
    }
  }
  const int side = code->width + 2 * kQuiet;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" shape-rendering=\"crispEdges\">"
      "<path fill=\"#fff\" d=\"M0 0h{0}v{0}h-{0}z\"/><path d=\"{1}\"/></svg>",
      side, path);
  SecretString secret(svg);
  wipe(svg);
  wipe(path);
  return secret;
}

}  // namespace signet::server
