#include "server/keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "crypto/kdf.h"
#include "crypto/primitives.h"
#include "server/secret_file.h"

namespace signet::server {

namespace {

constexpr unsigned kOwnerOnly = 0600;

}  // namespace

Result<MasterKey> MasterKey::from_bytes(SecretString bytes) {
  if (bytes.size() != crypto::kKeyBytes) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the master key has {} bytes, not {}", bytes.size(), crypto::kKeyBytes));
  }
  SIGNET_TRY(const SecretString id,
             crypto::hkdf_sha256(bytes.expose(), "signet/server", "signet/server/v1/key-id", crypto::kKeyIdBytes));
  crypto::KeyId key_id{};
  std::copy(id.expose().begin(), id.expose().end(), key_id.begin());
  return MasterKey(std::move(bytes), key_id);
}

Result<MasterKey> MasterKey::load(const std::filesystem::path& file, bool may_make) {
  std::error_code error;
  const bool is_missing = !std::filesystem::exists(file, error) && !error;
  if (may_make && is_missing) {
    SecretString fresh = crypto::random_secret(crypto::kKeyBytes);
    std::string text = hex_encode(fresh.expose()) + "\n";
    const Status written = write_file(file, text, kOwnerOnly);
    wipe(text);
    SIGNET_CHECK(written);
    return from_bytes(std::move(fresh));
  }
  if (is_missing) {
    return fail(ErrorCode::kNotFound, fmt::format("the master key {} is not there", file.string()),
                "the database was used with one: copy it there from the machine or the safe that has it");
  }
  SIGNET_TRY(const SecretString text, read_secret_file(file, "the master key"));
  const std::string_view digits = text.expose();
  // As this program writes it: in lower case.
  const bool is_ours =
      digits.size() == 2 * crypto::kKeyBytes && digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  auto bytes = is_ours ? hex_decode(digits) : std::nullopt;
  SecretString key(bytes ? std::string_view(*bytes) : std::string_view());
  if (bytes) wipe(*bytes);
  if (key.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} holds no master key", file.string()),
                "it is one line of 64 hex digits; without the right one the database's secrets cannot be opened");
  }
  return from_bytes(std::move(key));
}

Result<std::string> MasterKey::seal(const SecretString& plain, std::string_view place) const {
  return crypto::seal(key_, id_, plain.expose(), place);
}

Result<SecretString> MasterKey::open(std::string_view sealed, std::string_view place) const {
  return crypto::open(key_, id_, sealed, place);
}

Status claim_database(store::Transaction& transaction, const MasterKey& master, std::int64_t now_ms) {
  const std::string id = hex_encode({reinterpret_cast<const char*>(master.id().data()), master.id().size()});
  SIGNET_TRY([[maybe_unused]] const std::int64_t added,
             transaction.execute("INSERT INTO settings (name, value, changed_ms) VALUES ('master_key_id', $1, $2) "
                                 "ON CONFLICT (name) DO NOTHING",
                                 {id, now_ms}));
  SIGNET_TRY(const auto row, transaction.query_one("SELECT value FROM settings WHERE name = 'master_key_id'"));
  SIGNET_TRY(const auto used, row ? row->get<std::string>(0) : Result<std::string>(std::string()));
  if (used == id) return {};
  return fail(ErrorCode::kInvalidInput, "the master key is not the one that this database is sealed with",
              "put the right master.key into the data folder, or give another data folder or database");
}

}  // namespace signet::server
