// Signet's HTTP client in the same loop as tls_loop.c: what its TLS settings, checks and descriptions cost.
#include <fmt/format.h>

#include <cstdlib>
#include <span>
#include <string_view>

#include "http/client.h"

int main(int argc, char** argv) {
  using namespace signet;
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  if (words.size() != 6) {
    fmt::print(stderr, "usage: http_client URL COUNT keep|close CA.pem tls1.2|tls1.3\n");
    return 2;
  }
  tls::Settings settings;
  settings.authorities = {words[4]};
  settings.system_authorities = false;
  if (std::string_view(words[5]) == "tls1.2") settings.disabled_protocols = {"TLSv1_3"};
  http::Request request;
  request.method = "GET";
  request.url = words[1];
  if (std::string_view(words[3]) == "close") request.headers.push_back({"Connection", "close", false});
  request.settings.tls = std::make_shared<const tls::Settings>(std::move(settings));
  http::CookieJar jar;
  http::Client client(jar);
  const long count = std::strtol(words[2], nullptr, 10);
  std::size_t total = 0;
  for (long i = 0; i < count; ++i) {
    const auto response = client.send(request);
    if (!response) {
      fmt::print(stderr, "{}\n", response.error().to_string());
      return 1;
    }
    total += response->body.size();
  }
  fmt::print("{} requests, {} bytes\n", count, total);
  return 0;
}
