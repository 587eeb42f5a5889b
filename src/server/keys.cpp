#include "server/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/encoding.h"
#include "base/file.h"
#include "crypto/kdf.h"
#include "crypto/primitives.h"
#include "server/secret_file.h"
#include "store/new_file.h"

namespace signet::server {

namespace {

using Key = std::shared_ptr<const MasterKey>;

constexpr unsigned kOwnerOnly = 0600;

bool is_there(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::exists(file, error) || error;
}

/// The key of a file that must be the one of that id.
Result<MasterKey> load_as(const std::filesystem::path& file, const crypto::KeyId& id) {
  SIGNET_TRY(MasterKey key, MasterKey::load(file, false));
  if (key.id() == id) return key;
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{} holds the master key {}, not {}", file.string(), to_text(key.id()), to_text(id)));
}

}  // namespace

std::string to_text(const crypto::KeyId& id) {
  return hex_encode(std::string(id.begin(), id.end()));
}

Result<crypto::KeyId> parse_key_id(std::string_view text) {
  const auto bytes = hex_decode(text);
  crypto::KeyId id{};
  if (!bytes || bytes->size() != id.size()) {
    return fail(ErrorCode::kInternal, "a key's id in the database has not 32 hex digits");
  }
  std::copy(bytes->begin(), bytes->end(), id.begin());
  return id;
}

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

Result<MasterKey> MasterKey::make() {
  return from_bytes(crypto::random_secret(crypto::kKeyBytes));
}

Result<MasterKey> MasterKey::load(const std::filesystem::path& file, bool may_make) {
  if (may_make && !is_there(file)) {
    SIGNET_TRY(MasterKey fresh, make());
    const Status saved = fresh.save(file);
    if (saved) return fresh;
    // Another server that starts for the first time was faster: its key counts.
    if (saved.error().code != ErrorCode::kConflict) return saved.error();
  }
  if (!is_there(file)) {
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

Status MasterKey::save(const std::filesystem::path& file) const {
  SIGNET_TRY(store::NewFile out, store::NewFile::create(file));
  std::string text = hex_encode(key_.expose()) + "\n";
  Status written = out.write(text);
  wipe(text);
  if (written) written = out.finish();
  return written;
}

Result<std::string> MasterKey::seal(const SecretString& plain, std::string_view place) const {
  return crypto::seal(key_, id_, plain.expose(), place);
}

Result<SecretString> MasterKey::open(std::string_view sealed, std::string_view place) const {
  return crypto::open(key_, id_, sealed, place);
}

std::filesystem::path master_key_file(const std::filesystem::path& folder) {
  return folder / "master.key";
}

std::filesystem::path master_key_file(const std::filesystem::path& folder, const crypto::KeyId& id) {
  return folder / fmt::format("master-{}.key", to_text(id));
}

struct MasterKeys::State {
  Key loaded;
  std::filesystem::path folder;  ///< empty: there is none
  std::mutex mutex;
  std::map<crypto::KeyId, Key> known;  ///< never more than there are files
};

MasterKeys::MasterKeys(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->known.emplace(state_->loaded->id(), state_->loaded);
}
MasterKeys::MasterKeys(MasterKey only)
    : MasterKeys(std::unique_ptr<State>(new State{std::make_shared<const MasterKey>(std::move(only)), {}, {}, {}})) {}
MasterKeys::MasterKeys(MasterKeys&&) noexcept = default;
MasterKeys& MasterKeys::operator=(MasterKeys&&) noexcept = default;
MasterKeys::~MasterKeys() = default;

Result<MasterKeys> MasterKeys::load(const std::filesystem::path& folder, bool may_make) {
  SIGNET_TRY(MasterKey key, MasterKey::load(master_key_file(folder), may_make));
  MasterKeys keys(std::move(key));
  keys.state_->folder = folder;
  return keys;
}

Result<Key> MasterKeys::find(const crypto::KeyId& id) const {
  const std::lock_guard lock(state_->mutex);
  if (const auto known = state_->known.find(id); known != state_->known.end()) return known->second;
  Error missing = fail(ErrorCode::kIo,
                       fmt::format("the master key is not the one that this database is sealed with, {}", to_text(id)),
                       "put the right master.key into the data folder, or give another data folder or database");
  if (state_->folder.empty()) return missing;
  // Its own file, or master.key, which another process may have replaced meanwhile.
  for (const auto& file : {master_key_file(state_->folder, id), master_key_file(state_->folder)}) {
    auto key = load_as(file, id);
    if (key) return state_->known.emplace(id, std::make_shared<const MasterKey>(*std::move(key))).first->second;
    if (is_there(file)) missing.cause = std::make_shared<const Error>(std::move(key).error());
  }
  missing.hint = fmt::format("copy {}, or master.key, from the machine or the safe that has it",
                             master_key_file(state_->folder, id).string());
  return missing;
}

Result<Key> MasterKeys::current(store::Transaction& transaction) const {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT value FROM settings WHERE name = 'master_key_id'"));
  if (!row) return state_->loaded;
  SIGNET_TRY(const auto text, row->get<std::string>(0));
  SIGNET_TRY(const crypto::KeyId id, parse_key_id(text));
  return find(id);
}

Result<std::string> MasterKeys::seal(store::Transaction& transaction, const SecretString& plain,
                                     std::string_view place) const {
  SIGNET_TRY(const Key key, current(transaction));
  return key->seal(plain, place);
}

Result<SecretString> MasterKeys::open(std::string_view sealed, std::string_view place) const {
  SIGNET_TRY(const crypto::KeyId id, crypto::key_id_of(sealed));
  SIGNET_TRY(const Key key, find(id));
  return key->open(sealed, place);
}

Result<crypto::KeyId> claim_database(store::Transaction& transaction, const MasterKeys& master, std::int64_t now_ms) {
  SIGNET_TRY(const Key key, master.current(transaction));
  const auto added = transaction.execute(
      "INSERT INTO settings (name, value, changed_ms) VALUES ('master_key_id', $1, $2) ON CONFLICT (name) DO NOTHING",
      {to_text(key->id()), now_ms});
  if (!added) return added.error();
  return key->id();
}

Status settle_master_key(const std::filesystem::path& folder, const crypto::KeyId& id) {
  const std::filesystem::path in_use = master_key_file(folder);
  const std::filesystem::path own = master_key_file(folder, id);
  SIGNET_TRY(const MasterKey before, MasterKey::load(in_use, false));
  if (before.id() != id) {
    SIGNET_TRY([[maybe_unused]] const MasterKey next, load_as(own, id));
    const std::filesystem::path kept = master_key_file(folder, before.id());
    if (!is_there(kept)) {
      SIGNET_CHECK(before.save(kept));
    }
    SIGNET_TRY([[maybe_unused]] const MasterKey copy, load_as(kept, before.id()));
    SIGNET_TRY(std::string text, read_file(own));
    const Status replaced = write_file(in_use, text, kOwnerOnly);
    wipe(text);
    SIGNET_CHECK(replaced);
  }
  std::error_code error;
  std::filesystem::remove(own, error);
  return {};
}

}  // namespace signet::server
