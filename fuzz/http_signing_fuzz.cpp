// Hostile collections that ask for a signature: the first byte chooses the type, the next line is the URL, the rest the
// value of every parameter. Signing fails or leaves a request whose shown and sent URL agree as they did before.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/auth/auth.h"
#include "http/auth/oauth1.h"
#include "http/prepare.h"

namespace {

struct Kind {
  std::string_view type;
  std::vector<std::string_view> hostile;  ///< parameters that get the value of the input
  std::vector<std::pair<std::string_view, std::string_view>> fixed;
};

const std::array<Kind, 6> kKinds = {{
    {"oauth1", {"token", "callback", "realm", "privateKey"}, {{"consumerKey", "k"}, {"consumerSecret", "s"}}},
    {"awsv4",
     {"sessionToken", "region", "service"},
     {{"accessKey", "k"}, {"secretKey", "s"}, {"addAuthDataToQuery", "1"}}},
    {"hawk", {"extraData", "app", "delegation"}, {{"authId", "i"}, {"authKey", "k"}, {"algorithm", "sha256"}}},
    {"edgegrid", {"headersToSign", "baseURL"}, {{"accessToken", "a"}, {"clientToken", "c"}, {"clientSecret", "s"}}},
    {"jwt", {"header", "payload", "privateKey"}, {{"algorithm", "RS256"}}},
    {"asap", {"claims", "privateKey"}, {{"iss", "i"}, {"aud", "a"}, {"kid", "k"}}},
}};

void set(signet::model::Auth& auth, std::string_view key, std::string_view value) {
  auth.params.emplace_back().key = key;
  auth.params.back().value = value;
  auth.values[std::string(key)] = value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  if (size == 0) return 0;
  const Kind& kind = kKinds[(data[0] & 0x7F) % kKinds.size()];
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t line_end = input.find('\n');
  const std::string_view value = line_end == std::string_view::npos ? "" : input.substr(line_end + 1);

  model::Request request;
  request.method = (data[0] & 0x80) != 0 ? "POST" : "GET";
  request.url = model::Url::parse("http://h/" + std::string(input.substr(0, line_end)));
  request.body.emplace().mode = model::BodyMode::kUrlencoded;
  request.body->params.emplace_back().key = value;
  model::Auth auth;
  auth.type = kind.type;
  for (const auto& [key, text] : kind.fixed) set(auth, key, text);
  for (const std::string_view key : kind.hostile) set(auth, key, value);

  auto prepared = http::prepare(request, {}, {});
  const auto authorizer = http::make_authorizer(auth);
  if (!prepared || !authorizer) return 0;
  const bool agreed = prepared->shown.url.to_string() == prepared->wire.url;
  (void)(*authorizer)->sign(prepared->wire, prepared->shown);
  if (agreed && prepared->shown.url.to_string() != prepared->wire.url) std::abort();
  (void)http::oauth1_decode_form(value);
  return 0;
}
