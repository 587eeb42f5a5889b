// What hostile providers and hostile programs on the own machine send: token and device responses, redirects.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/oauth2/authorization.h"
#include "http/oauth2/device.h"
#include "http/oauth2/listener.h"
#include "http/oauth2/token.h"

namespace {

using namespace signet::http;
using namespace signet::http::oauth2;

bool is_safe(std::string_view text) {
  return text.find_first_of("\r\n\x1b") == std::string_view::npos;
}

void read_response(std::string_view body) {
  Response response;
  response.code = 200;
  response.headers = {{"Content-Type", std::string(body.substr(0, 40))}};
  response.body = body;
  const auto answer = read_answer(response, "https://provider.example/token");
  if (!answer) {
    if (!is_safe(answer.error().message)) std::abort();
    return;
  }
  if (!is_safe(refusal(*answer, Config(), "https://provider.example/token").message)) std::abort();
  const auto token = read_token(answer->members, 0);
  if (token && (token->access_token.empty() || !is_safe(token->access_token.expose()))) std::abort();
  const auto device = read_device_authorization(answer->members);
  if (device && (!is_safe(device->user_code) || !device->verification_uri.starts_with("http"))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  read_response(input);
  const std::string target = redirect_target(input);
  if (!is_safe(target)) std::abort();
  Config config;
  config.auth_url = "https://provider.example/auth";
  const SignIn sign_in{"http://127.0.0.1:1/callback", "state", ""};
  const std::string_view query = target.empty() ? input : std::string_view(target).substr(target.find('?') + 1);
  const Redirect redirect = read_redirect(query, config, sign_in);
  if (redirect.kind == Redirect::Kind::kCode && redirect.code.empty()) std::abort();
  if (!is_safe(redirect.error.message)) std::abort();
  return 0;
}
