// What hostile or broken services answer to the providers for HashiCorp Vault and AWS. The input's first byte chooses
// the provider and the status; parts of the rest, separated by 0x1E, are the answers one after another, the last one
// again and again. No error may hold a token, a password or a control character.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "vault/providers/aws_sts.h"
#include "vault/providers/provider.h"

namespace {

using namespace signet;
using namespace signet::vault;

constexpr std::string_view kSecret = "fuzzed-password-of-the-user";
constexpr std::array<int, 8> kStatuses = {200, 200, 200, 400, 403, 404, 503, 307};

void check(std::string_view text) {
  if (text.find(kSecret) != std::string_view::npos) std::abort();
  if (text.find_first_of("\r\n\x1b\x07") != std::string_view::npos) std::abort();
}

void check(const Error& error) {
  check(error.message);
  check(error.hint);
}

class Answers {
 public:
  Answers(int code, std::string_view text) : code_(code), parts_(split(text, '\x1E')) {}

  ProviderContext context() {
    ProviderContext context;
    context.send = [this](const http::Request&) -> Result<http::Response> {
      http::Response response;
      response.code = next_ + 1 < parts_.size() ? 200 : code_;
      response.body = parts_[std::min(next_++, parts_.size() - 1)];
      response.headers = {{"Location", response.body.substr(0, 100)}, {"Retry-After", response.body.substr(0, 20)}};
      return response;
    };
    context.now_ms = [] { return std::int64_t{1'780'000'000'000}; };
    context.pause = [](std::int64_t) { return true; };
    context.environment = [](std::string_view) { return std::optional<std::string>(); };
    return context;
  }

 private:
  int code_;
  std::vector<std::string> parts_;
  std::size_t next_ = 0;
};

ProviderConfig config(bool is_aws) {
  ProviderConfig config;
  config.name = "fuzz";
  config.type = is_aws ? "aws" : "hashicorp";
  if (is_aws) {
    config.settings = {{"region", "eu-west-1"}, {"access_key_id", "fuzzer"}};
    config.credentials.emplace("secret_access_key", SecretString(kSecret));
  } else {
    config.settings = {{"address", "https://vault.test"}, {"method", "userpass"}, {"username", "fuzzer"}};
    config.credentials.emplace("password", SecretString(kSecret));
  }
  return config;
}

void use(Provider& provider, const std::vector<std::string>& references) {
  for (const auto& value : provider.fetch_all(references)) {
    if (!value) check(value.error());
  }
  const auto one = provider.fetch(references.front());
  if (!one) check(one.error());
  (void)provider.usable_until_ms(references.front());
  const auto listed = provider.list("secret/", 50);
  if (!listed) check(listed.error());
  if (listed) {
    for (const Listed& entry : *listed) check(entry.reference);
  }
  const auto who = provider.test();
  check(who ? *who : who.error().message);
  provider.close();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool is_aws = (data[0] & 8) != 0;
  Answers answers(kStatuses[data[0] & 7], text);
  auto provider = make_provider(config(is_aws), answers.context());
  if (!provider) std::abort();
  use(**provider, {"secret/app#password", "secret/app#a.b.0", "database/creds/x#user", "secret/old#k@2"});
  const auto keys = read_sts_keys(text, "the role");
  if (!keys) check(keys.error());
  return 0;
}
