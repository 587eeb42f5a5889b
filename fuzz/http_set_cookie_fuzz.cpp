// Set-Cookie headers from hostile servers: parsed, stored, sent and written out without harm.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/cookie_jar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kNow = 1'700'000'000'000;
  // The first line is the URL, the second the header.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view url = line == std::string_view::npos ? "https://www.example.com/a/b" : input.substr(0, line);
  const std::string_view header = line == std::string_view::npos ? input : input.substr(line + 1);

  signet::http::CookieJar jar;
  const bool stored = jar.store(header, url, kNow);
  for (const signet::http::Cookie& cookie : jar.for_url(url, kNow)) {
    const bool broken = cookie.value.find_first_of("\r\n") != std::string::npos ||
                        cookie.name.find_first_of("\r\n;") != std::string::npos;
    if (broken || !stored) std::abort();
  }
  const auto again = signet::http::CookieJar::from_json(jar.to_json(), "fuzz");
  if (!again || again->empty() != jar.empty()) std::abort();
  return 0;
}
