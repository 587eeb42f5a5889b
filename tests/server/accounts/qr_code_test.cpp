// QR codes, read by a reader of other people's (Debian's zbar-tools).
#include "server/accounts/qr_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>

#include "base/command.h"
#include "crypto/one_time_code.h"
#include "crypto/primitives.h"
#include "tests/support/temporary_folder.h"

namespace signet::server {
namespace {

using testing::HasSubstr;

constexpr const char* kReader = "/usr/bin/zbarimg";

/// The numbers in "M4 4h7v1h-7z...": x, y, width of each run.
std::vector<std::array<int, 3>> runs_of(std::string_view path) {
  std::vector<std::array<int, 3>> runs;
  const auto number = [&path](char before) {
    int value = 0;
    path.remove_prefix(path.find(before) + 1);
    std::from_chars(path.data(), path.data() + path.size(), value);
    return value;
  };
  while (path.find('M') != std::string_view::npos) {
    const int x = number('M');
    const int y = number(' ');
    runs.push_back({x, y, number('h')});
  }
  return runs;
}

/// What a browser would paint, as a picture (Netpbm's plain bitmap), eight dots a module.
std::string paint(std::string_view svg) {
  constexpr int kScale = 8;
  constexpr std::string_view kBox = "viewBox=\"0 0 ";
  int side = 0;
  const std::string_view box = svg.substr(svg.find(kBox) + kBox.size());
  std::from_chars(box.data(), box.data() + box.size(), side);
  std::vector<std::string> rows(static_cast<std::size_t>(side), std::string(static_cast<std::size_t>(side), '0'));
  for (const auto& [x, y, width] : runs_of(svg.substr(svg.rfind("d=\"")))) {
    for (int i = 0; i < width; ++i) rows.at(static_cast<std::size_t>(y)).at(static_cast<std::size_t>(x + i)) = '1';
  }
  std::string picture = fmt::format("P1\n{0} {0}\n", side * kScale);
  for (const std::string& row : rows) {
    std::string line;
    for (const char dot : row) line += std::string(kScale, dot);
    for (int i = 0; i < kScale; ++i) picture += line + "\n";
  }
  return picture;
}

TEST(QrCode, IsReadAsTheTextByAnotherProgram) {
  if (::access(kReader, X_OK) != 0) GTEST_SKIP() << "zbar-tools is not installed";
  const signet::test::TemporaryFolder folder;
  const SecretString key = crypto::random_secret(crypto::kOneTimeKeyBytes);
  for (const std::string& text : {std::string(crypto::totp_uri(key, "Signet", "ada@example.com").expose()),
                                  std::string("a"), std::string(1000, 'x')}) {
    const auto svg = qr_svg(text);
    ASSERT_TRUE(svg) << svg.error().to_string();
    const std::string picture = folder.write("code.pbm", paint(svg->expose())).string();
    const auto read = run_program({kReader, "--quiet", "--raw", picture});
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->output.expose(), text + "\n") << read->errors;
  }
}

TEST(QrCode, IsAPictureWithoutAnythingOfTheText) {
  const auto svg = qr_svg("\"><script>alert(1)</script>");
  ASSERT_TRUE(svg);
  EXPECT_TRUE(svg->expose().starts_with("<svg xmlns="));
  EXPECT_EQ(svg->expose().find("script"), std::string_view::npos);
  const auto too_long = qr_svg(std::string(5000, 'x'));
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace signet::server
