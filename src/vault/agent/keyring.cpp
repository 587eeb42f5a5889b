#include "vault/agent/keyring.h"

#include <fmt/format.h>
#include <libsecret/secret.h>

#include <array>
#include <cstdio>

#include "base/owned.h"
#include "base/secret.h"

namespace signet::vault {

namespace {

const SecretSchema kSchema = {"org.signet.Vault",
                              SECRET_SCHEMA_NONE,
                              {{"vault-id", SECRET_SCHEMA_ATTRIBUTE_STRING}, {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
                              0,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr};

int failed(GError* error) {
  const Owned<GError, g_error_free> owned(error);
  fmt::print(stderr, "{}\n", owned == nullptr ? "the keyring refused" : owned->message);
  return kKeyringFailed;
}

int store(const std::string& vault_id) {
  constexpr std::size_t kMaxBytes = 256;
  std::array<char, kMaxBytes> line{};
  if (std::fgets(line.data(), line.size(), stdin) == nullptr) return kKeyringFailed;
  std::string_view text(line.data());
  if (text.ends_with('\n')) line[text.size() - 1] = '\0';
  GError* error = nullptr;
  const gboolean stored = secret_password_store_sync(&kSchema, SECRET_COLLECTION_DEFAULT, "Signet vault", line.data(),
                                                     nullptr, &error, "vault-id", vault_id.c_str(), nullptr);
  wipe(line);
  return stored != FALSE ? kKeyringDone : failed(error);
}

int read(const std::string& vault_id) {
  GError* error = nullptr;
  const Owned<gchar, secret_password_free> secret(
      secret_password_lookup_sync(&kSchema, nullptr, &error, "vault-id", vault_id.c_str(), nullptr));
  if (error != nullptr) return failed(error);
  if (secret == nullptr) return kKeyringNothing;
  (void)std::fputs(secret.get(), stdout);
  return std::fflush(stdout) == 0 ? kKeyringDone : kKeyringFailed;
}

int remove(const std::string& vault_id) {
  GError* error = nullptr;
  (void)secret_password_clear_sync(&kSchema, nullptr, &error, "vault-id", vault_id.c_str(), nullptr);
  return error == nullptr ? kKeyringDone : failed(error);
}

}  // namespace

int run_keyring(const std::string& action, const std::string& vault_id) {
  if (action == "store") return store(vault_id);
  if (action == "read") return read(vault_id);
  if (action == "remove") return remove(vault_id);
  fmt::print(stderr, "unknown action\n");
  return kKeyringFailed;
}

}  // namespace signet::vault
