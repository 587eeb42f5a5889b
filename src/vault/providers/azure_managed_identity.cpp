// Tokens of a managed identity, from whichever service the place has: App Service and Functions, Azure Arc, or the
// metadata service of virtual machines. Plain http by design: none of them leaves the machine.
// Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "vault/providers/address.h"
#include "vault/providers/azure_login.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kMetadata = "http://169.254.169.254";
/// Where the Arc agent puts its challenges; nothing else is read for it.
constexpr std::string_view kArcFolder = "/var/opt/azcmagent/tokens/";
constexpr std::int64_t kMetadataTimeoutMs = 3'000;

Call local_call(std::string url, http::Header header) {
  Call call;
  call.url = std::move(url);
  call.headers.push_back(std::move(header));
  call.subject = "login";
  call.direct = true;
  call.clear_text = true;
  // https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#retry-guidance
  call.retry = [](const Answer& answer) -> std::optional<bool> {
    if (answer.code == 404 || answer.code == 410) return true;
    return std::nullopt;
  };
  return call;
}

std::string query_of(std::string_view version, const std::string& client_id, const std::string& resource) {
  std::string query = fmt::format("?api-version={}&resource={}", version, percent_encode(resource));
  if (!client_id.empty()) query += "&client_id=" + percent_encode(client_id);
  return query;
}

Result<AzureToken> read_answer(const ProviderContext& context, const Transport& transport, const Answer& answer) {
  if (answer.ok()) {
    SIGNET_TRY(const json::value document, transport.read_object(answer, "login"));
    return read_azure_token(document.get_object(), context.now_ms(), transport);
  }
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  std::string_view said = o == nullptr ? std::string_view() : json::string_or(*o, "error_description");
  if (said.empty() && o != nullptr) said = json::string_or(*o, "message");
  const Trouble kind =
      answer.code >= 500 || answer.code == 429 ? Transport::kind_of(answer.code) : Trouble::kExpiredLogin;
  return transport.trouble(kind, "login", said.empty() ? fmt::format("status {}", answer.code) : std::string(said),
                           "give this machine or app a managed identity; client_id names a user-assigned one");
}

/// The file that a challenge of Arc names, which proves that this process may read it.
Result<SecretString> read_arc_secret(const Transport& transport, const Answer& answer) {
  const std::string_view challenge = answer.header("WWW-Authenticate");
  constexpr std::string_view kRealm = "Basic realm=";
  const std::filesystem::path file =
      challenge.starts_with(kRealm) ? std::filesystem::path(challenge.substr(kRealm.size())) : std::filesystem::path();
  const bool is_expected = file.parent_path().string() + "/" == kArcFolder && file.extension() == ".key";
  if (!is_expected) {
    return transport.trouble(Trouble::kBadAnswer, "login", "the Arc agent names no file of its own",
                             "check what answers at IDENTITY_ENDPOINT");
  }
  return read_credential_file(file, "challenge of the Azure Arc agent");
}

Result<AzureToken> by_arc(const ProviderContext& context, Transport& transport, const std::string& url) {
  SIGNET_TRY(const Answer challenge, transport.exchange(local_call(url, {"Metadata", "true", true})));
  if (challenge.code != 401) return read_answer(context, transport, challenge);
  SIGNET_TRY(const SecretString secret, read_arc_secret(transport, challenge));
  transport.hide(secret.expose());
  Call call = local_call(url, {"Metadata", "true", true});
  call.headers.push_back({"Authorization", fmt::format("Basic {}", secret.expose()), true});
  SIGNET_TRY(const Answer answer, transport.exchange(std::move(call)));
  return read_answer(context, transport, answer);
}

}  // namespace

Result<AzureToken> azure_managed_identity(const ProviderContext& context, Transport& transport,
                                          const std::string& client_id, const std::string& resource) {
  const auto endpoint = context.environment("IDENTITY_ENDPOINT");
  auto header = context.environment("IDENTITY_HEADER");
  if (endpoint && header) {
    transport.hide(*header);
    Call call =
        local_call(*endpoint + query_of("2019-08-01", client_id, resource), {"X-IDENTITY-HEADER", *header, true});
    wipe_text(*header);
    SIGNET_TRY(const Answer answer, transport.exchange(std::move(call)));
    return read_answer(context, transport, answer);
  }
  if (endpoint && context.environment("IMDS_ENDPOINT")) {
    return by_arc(context, transport, *endpoint + query_of("2020-06-01", client_id, resource));
  }
  const std::string host = context.environment("AZURE_POD_IDENTITY_AUTHORITY_HOST").value_or(std::string(kMetadata));
  Call call = local_call(host + "/metadata/identity/oauth2/token" + query_of("2018-02-01", client_id, resource),
                         {"Metadata", "true", true});
  call.timeout_ms = kMetadataTimeoutMs;
  call.tries = 2;
  auto answer = transport.exchange(std::move(call));
  if (!answer) {
    Error error = std::move(answer).error();
    error.hint = "this machine seems to have no managed identity: set method, such as to cli or client_secret";
    return error;
  }
  return read_answer(context, transport, *answer);
}

}  // namespace signet::vault
