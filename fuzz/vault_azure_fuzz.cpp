// What answers in the place of Azure Key Vault, its login service, the services of managed identities and `az`, and
// what people write as references. The input's first byte chooses the sign-in and the last status; parts of the rest,
// separated by 0x1E, are the answers one after another, the last one again and again: one that starts with "Bearer" is
// the challenge of a 401. Tokens go to vaults of Azure only, the secret to its login service, and no error holds
// either.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "http/headers.h"
#include "http/url.h"
#include "vault/providers/azure_cloud.h"
#include "vault/providers/azure_reference.h"
#include "vault/providers/provider.h"

namespace {

using namespace signet;
using namespace signet::vault;

constexpr std::string_view kSecret = "fuzzed-secret-of-the-application";
constexpr std::string_view kHeader = "fuzzed-header-of-the-identity";
constexpr std::string_view kIdentity = "http://127.0.0.1:40342/token";
constexpr std::string_view kVaults = ".vault.azure.net";
constexpr std::array<int, 8> kStatuses = {200, 200, 200, 401, 403, 404, 503, 307};

enum class Way { kClientSecret, kCli, kAppService, kArc };

void check_printable(std::string_view text) {
  if (text.find_first_of("\r\n\x1b\x07") != std::string_view::npos) std::abort();
}

/// The fuzzer finds the secret, too, and puts it into answers: only who has it can hide it.
bool may_hold(std::string_view text, Way way) {
  return way != Way::kClientSecret || text.find(kSecret) == std::string_view::npos;
}

void check(std::string_view text, Way way) {
  if (!may_hold(text, way)) std::abort();
  check_printable(text);
}

void check(const Error& error, Way way) {
  check(error.message, way);
  check(error.hint, way);
}

/// One label in front of the cloud's domain, and https.
bool is_vault(const http::NodeUrl& url) {
  return url.protocol == "https:" && !url.port && !url.auth && url.hostname.ends_with(kVaults) &&
         is_azure_vault_name(url.hostname.substr(0, url.hostname.size() - kVaults.size()));
}

/// What each host may get.
void check(const http::Request& request) {
  const http::NodeUrl url = http::to_node_url(request.url);
  const auto* body = std::get_if<std::string>(&request.body);
  const bool has_secret = body != nullptr && body->find(kSecret) != std::string::npos;
  if (has_secret && !request.url.starts_with("https://login.microsoftonline.com/")) std::abort();
  const http::Header* token = http::find_header(request.headers, "Authorization");
  if (token != nullptr && token->value.starts_with("Bearer ") && !is_vault(url)) std::abort();
  if (http::find_header(request.headers, "X-IDENTITY-HEADER") != nullptr && !request.url.starts_with(kIdentity)) {
    std::abort();
  }
}

class Answers {
 public:
  Answers(Way way, int code, std::string_view text) : way_(way), code_(code), parts_(split(text, '\x1E')) {}

  ProviderContext context() {
    ProviderContext context;
    context.send = [this](const http::Request& request) -> Result<http::Response> {
      check(request);
      return answer();
    };
    context.run = [this](const std::vector<std::string>&, const std::vector<std::string>&) {
      ProgramResult result;
      result.exit_code = code_ >= 400 ? 1 : 0;
      result.errors = parts_[std::min(next_, parts_.size() - 1)];
      result.output = SecretString(result.errors);
      ++next_;
      return Result<ProgramResult>(std::move(result));
    };
    context.now_ms = [] { return std::int64_t{1'780'000'000'000}; };
    context.pause = [](std::int64_t) { return true; };
    context.environment = [this](std::string_view name) -> std::optional<std::string> {
      const bool has_identity = way_ == Way::kAppService || way_ == Way::kArc;
      if (has_identity && name == "IDENTITY_ENDPOINT") return std::string(kIdentity);
      if (way_ == Way::kAppService && name == "IDENTITY_HEADER") return std::string(kHeader);
      if (way_ == Way::kArc && name == "IMDS_ENDPOINT") return std::string(kIdentity);
      return std::nullopt;
    };
    return context;
  }

 private:
  http::Response answer() {
    http::Response response;
    response.code = next_ + 1 < parts_.size() ? 200 : code_;
    response.body = parts_[std::min(next_++, parts_.size() - 1)];
    response.headers = {{"Location", response.body.substr(0, 100)}, {"Retry-After", response.body.substr(0, 20)}};
    if (response.body.starts_with("Bearer") || response.body.starts_with("Basic")) {
      response.code = 401;
      response.headers.push_back({"WWW-Authenticate", response.body});
    }
    return response;
  }

  Way way_;
  int code_;
  std::vector<std::string> parts_;
  std::size_t next_ = 0;
};

ProviderConfig config(Way way) {
  constexpr std::array<const char*, 4> kMethods = {"client_secret", "cli", "managed_identity", "managed_identity"};
  ProviderConfig config;
  config.name = "fuzz";
  config.type = "azure";
  config.settings = {{"vault", "fuzz"}, {"method", kMethods[static_cast<std::size_t>(way)]}, {"client_id", "app"}};
  if (way == Way::kClientSecret) config.credentials.emplace("client_secret", SecretString(kSecret));
  return config;
}

void use(Provider& provider, Way way, const std::vector<std::string>& references) {
  for (const auto& value : provider.fetch_all(references)) {
    if (!value) check(value.error(), way);
  }
  for (const char* prefix : {"", "app@", "other/"}) {
    const auto listed = provider.list(prefix, 50);
    if (!listed) check(listed.error(), way);
    if (!listed) continue;
    for (const Listed& entry : *listed) {
      check(entry.reference, way);
      check(entry.note, way);
    }
  }
  const auto who = provider.test();
  check(who ? *who : who.error().message, way);
  provider.close();
}

/// A name and a version become steps of a URL, a vault's name part of a host. An error quotes what the user wrote.
void check_reference(std::string_view text) {
  const auto reference = parse_azure_reference(text);
  if (!reference) return check_printable(reference.error().message);
  if (reference->name.empty() || reference->name.find_first_of("/?#%.") != std::string::npos) std::abort();
  if (reference->version.find_first_of("/?#%.-") != std::string::npos) std::abort();
  if (!reference->vault.empty() && !is_azure_vault_name(reference->vault)) std::abort();
  if (reference->host.find_first_of("/?#@\\") != std::string::npos) std::abort();
}

void check_challenge(std::string_view text) {
  const auto challenge = read_azure_challenge({{"WWW-Authenticate", std::string(text)}});
  if (!challenge) return;
  if (!is_azure_tenant(challenge->tenant)) std::abort();
  if (is_resource_of(challenge->resource, "fuzz.vault.azure.net") &&
      http::to_node_url(challenge->resource).hostname.find("azure.net") == std::string::npos) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_reference(text);
  check_challenge(text);
  const Way way = static_cast<Way>(data[0] >> 3 & 3);
  Answers answers(way, kStatuses[data[0] & 7], text);
  auto provider = make_provider(config(way), answers.context());
  if (!provider) std::abort();
  std::vector<std::string> references = {"app", "app#a.b.0", "other/app@11a536561da34d6b8b452d880df58f3a"};
  if (may_hold(text, way)) references.emplace_back(text.substr(0, 200));
  use(**provider, way, references);
  return 0;
}
