#include "vault/slots.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"
#include "crypto/normal_form.h"

namespace signet::vault {

namespace {

std::string place_of(const FileHeader& header, const Slot& slot) {
  return fmt::format("signet/vault/v1/{}/slot/{}", header.vault_id, slot.id);
}

Result<SecretString> wrapping_key(const KeySlot& slot, const SecretString& secret) {
  if (slot.shown.kind == SlotKind::kPassphrase) {
    return crypto::argon2id(crypto::normal_form(secret).expose(), slot.salt, slot.cost);
  }
  return crypto::hkdf_sha256(secret.expose(), slot.salt, "signet/vault/v1/slot", crypto::kKeyBytes);
}

std::string clean_label(std::string_view label) {
  std::string out;
  for (const char c : label) {
    if (!is_control(c)) out += c;
  }
  if (out.size() > kMaxLabelBytes) out.resize(kMaxLabelBytes);
  while (!is_utf8(out)) out.pop_back();  // a letter cut in two
  return out;
}

Error refused(SlotKind kind, bool tried) {
  if (kind == SlotKind::kPassphrase) {
    return tried ? fail(ErrorCode::kInvalidInput, "wrong passphrase", "try again; nothing was changed")
                 : fail(ErrorCode::kInvalidInput, "no passphrase opens this vault", "use its key file or keyring");
  }
  const std::string_view what = kind == SlotKind::kKeyFile ? "key file" : "keyring";
  return tried ? fail(ErrorCode::kInvalidInput, fmt::format("the {} belongs to another vault, or was removed", what),
                      "signet vault key list shows what opens it")
               : fail(ErrorCode::kInvalidInput, fmt::format("no {} opens this vault", what),
                      "open it by its passphrase, and add one with: signet vault key add");
}

}  // namespace

Result<KeySlot> make_slot(const FileHeader& header, const SecretString& key, const Credential& credential,
                          std::string_view label, std::int64_t now_ms) {
  if (header.slots.size() >= kMaxSlots) {
    return fail(ErrorCode::kLimit, fmt::format("a vault has at most {} keys", kMaxSlots), "remove one first");
  }
  KeySlot slot;
  slot.shown = {make_uuid(), credential.kind, clean_label(label), now_ms};
  slot.salt = random_bytes(crypto::kSaltBytes);
  SIGNET_TRY(const SecretString wrapping, wrapping_key(slot, credential.secret));
  SIGNET_TRY(slot.wrapped, crypto::seal(wrapping, header.key_id, key.expose(), place_of(header, slot.shown)));
  return slot;
}

Result<OpenedSlot> open_slots(const FileHeader& header, const Credential& credential) {
  bool tried = false;
  for (const KeySlot& slot : header.slots) {
    if (slot.shown.kind != credential.kind) continue;
    tried = true;
    SIGNET_TRY(const SecretString wrapping, wrapping_key(slot, credential.secret));
    auto key = crypto::open(wrapping, header.key_id, slot.wrapped, place_of(header, slot.shown));
    if (key && key->size() == crypto::kKeyBytes) return OpenedSlot{&slot, *std::move(key)};
  }
  return refused(credential.kind, tried);
}

}  // namespace signet::vault
