// Reading from the secrets engines of HashiCorp Vault and OpenBao: key/value stores of both versions, and engines that
// make secrets when asked and lend them for a time.
// Sources: https://developer.hashicorp.com/vault/api-docs/secret/kv,
// https://developer.hashicorp.com/vault/docs/concepts/lease
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "vault/providers/hashicorp_client.h"
#include "vault/providers/hashicorp_reference.h"

namespace signet::vault {

/// What is mounted at a path.
struct HashicorpMount {
  enum class Kind { kKv1, kKv2, kOther };
  std::string path;  ///< with a slash at the end
  Kind kind = Kind::kOther;
};

/// Folders and secrets asked for by one list(); more are left out.
inline constexpr int kMaxListRequests = 64;

class HashicorpSecrets {
 public:
  /// `kv_version` ("1", "2") counts where the server does not tell what a mount is.
  HashicorpSecrets(HashicorpClient& client, ProviderContext& context, std::string kv_version);

  /// The fields of a secret. A lent one is used again until two thirds of its time are over, then renewed, or else
  /// fetched anew.
  [[nodiscard]] Result<json::value> read(const HashicorpReference& reference);
  /// When the lent secret at the path wants to be renewed; absent when nothing is lent there.
  [[nodiscard]] std::optional<std::int64_t> renewal_ms(std::string_view path) const;
  /// Paths of secrets that start with `prefix`, folders walked through.
  [[nodiscard]] Result<std::vector<std::string>> list(std::string_view prefix, std::size_t limit);
  /// Gives back every lease; best effort.
  void revoke_all();

 private:
  struct Lease {
    std::string id;
    bool renewable = false;
    std::int64_t renew_ms = 0;
    std::int64_t expires_ms = 0;
    std::int64_t seconds = 0;
    json::value data;
  };

  [[nodiscard]] Result<HashicorpMount> mount_of(std::string_view path);
  [[nodiscard]] Result<HashicorpMount> ask_mount(std::string_view path);
  [[nodiscard]] Result<HashicorpMount> guess_mount(std::string_view path, const Answer& answer) const;
  [[nodiscard]] Result<json::value> read_kv2(const HashicorpMount& mount, const HashicorpReference& reference);
  [[nodiscard]] Result<json::value> read_plain(const HashicorpMount& mount, const HashicorpReference& reference);
  [[nodiscard]] Result<json::value> lend(const std::string& path, json::value document);
  [[nodiscard]] bool renew(Lease& lease);
  [[nodiscard]] Result<std::vector<std::string>> list_folder(const HashicorpMount& mount, const std::string& folder);
  [[nodiscard]] Result<std::vector<std::string>> list_mounts();

  HashicorpClient& client_;
  ProviderContext& context_;
  std::string kv_version_;
  std::vector<HashicorpMount> mounts_;
  std::map<std::string, Lease, std::less<>> leases_;
  std::vector<std::string> old_leases_;  ///< replaced, and maybe still in use by the run
};

/// The text of a secret's field: strings as they are, everything else as JSON. Without a name: the only field.
[[nodiscard]] Result<SecretString> pick_field(const json::object& fields, const HashicorpReference& reference,
                                              const Transport& transport);

}  // namespace signet::vault
