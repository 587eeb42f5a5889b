#include "app/vault/transfer_routes.h"

#include "app/page/routes.h"
#include "base/encoding.h"
#include "crypto/age.h"
#include "vault/contents_json.h"
#include "vault/transfer.h"

namespace signet::app {

namespace {

using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;

constexpr std::int64_t kMaxPassphrase = 1024;
constexpr std::int64_t kMaxFile = 64 << 20;  ///< characters of Base64
constexpr std::uint64_t kMaxBody = 65 << 20;

Field secret(std::string name) {
  return {.name = std::move(name), .required = true, .max = kMaxPassphrase, .secret = true};
}

Result<Response> export_vault(const VaultParts& parts, const Call& call) {
  SIGNET_CHECK(check_length(*call.secret("passphrase")));
  SIGNET_CHECK(parts.vault.confirm(*call.secret("current")));
  SIGNET_TRY(vault::Contents contents, parts.vault.read());
  const std::size_t entries = contents.entries.size();
  const std::size_t providers = contents.providers.size();
  SIGNET_TRY(const std::string file, vault::export_for(std::move(contents), *call.secret("passphrase")));
  return server::json_response(
      200, json::object{{"file", crypto::age_armor(file)}, {"entries", entries}, {"providers", providers}});
}

Result<Response> import_vault(const VaultParts& parts, const Call& call) {
  const auto file = base64_decode(json::string_or(call.body, "file"));
  if (!file) return fail(ErrorCode::kInvalidInput, "the file is not Base64");
  SIGNET_TRY(const bool is_for_passphrase, crypto::age_wants_passphrase(*file));
  if (!is_for_passphrase) {
    return fail(ErrorCode::kInvalidInput, "this export is for an age identity",
                "take it in with: signet vault import FILE --identity FILE");
  }
  SIGNET_TRY(const SecretString plain, crypto::age_decrypt(*file, *call.secret("passphrase")));
  SIGNET_TRY(vault::Contents theirs, vault::contents_from_json(plain.expose()));
  const bool replaces = json::string_or(call.body, "on_conflict") == "replace";
  vault::Imported imported;
  SIGNET_CHECK(parts.vault.update([&](vault::Store::Writer& writer) -> Status {
    SIGNET_TRY(imported, vault::import_contents(writer, std::move(theirs), replaces));
    return {};
  }));
  return server::json_response(200, json::object{{"added", strings(imported.added)},
                                                 {"replaced", strings(imported.replaced)},
                                                 {"kept", strings(imported.kept)}});
}

}  // namespace

std::vector<Route> transfer_routes(const VaultParts& parts) {
  std::vector<Route> routes;
  routes.push_back(declare_route(Method::kPost, "/vault/v1/export", "exportVault",
                                 [parts](Call& call) { return export_vault(parts, call); }));
  routes.back().body = {secret("current"), secret("passphrase")};
  routes.push_back(declare_route(Method::kPost, "/vault/v1/import", "importVault",
                                 [parts](Call& call) { return import_vault(parts, call); }));
  routes.back().body = {{.name = "file", .required = true, .max = kMaxFile},
                        secret("passphrase"),
                        {.name = "on_conflict", .required = true, .values = {"keep", "replace"}}};
  routes.back().body_bytes = kMaxBody;
  routes.push_back(declare_route(
      Method::kPost, "/vault/v1/passphrase", "changeVaultPassphrase", [parts](Call& call) -> Result<Response> {
        SIGNET_TRY(const std::size_t ended,
                   parts.vault.change_passphrase(*call.secret("current"), *call.secret("passphrase")));
        return server::json_response(200, json::object{{"keys_ended", ended}});
      }));
  routes.back().body = {secret("current"), secret("passphrase")};
  return routes;
}

}  // namespace signet::app
