#include "vault/header_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"

namespace signet::vault {

namespace {

constexpr std::int64_t kFormat = 1;
/// libsodium's least.
constexpr std::int64_t kMinArgonMemoryKib = 8;

constexpr std::array<std::pair<SlotKind, std::string_view>, 3> kKindNames = {
    {{SlotKind::kPassphrase, "passphrase"}, {SlotKind::kKeyFile, "key_file"}, {SlotKind::kKeyring, "keyring"}}};

json::object slot_json(const KeySlot& slot) {
  json::object out;
  out["id"] = slot.shown.id;
  for (const auto& [kind, name] : kKindNames) {
    if (kind == slot.shown.kind) out["kind"] = name;
  }
  out["label"] = slot.shown.label;
  out["created"] = slot.shown.created_ms;
  if (slot.shown.kind == SlotKind::kPassphrase) {
    out["argon2id"] = json::object{{"memory_kib", slot.cost.memory_kib}, {"passes", slot.cost.passes}};
  }
  out["salt"] = base64_encode(slot.salt);
  out["wrapped_key"] = base64_encode(slot.wrapped);
  return out;
}

std::int64_t integer(const json::object& object, std::string_view key) {
  const json::value* v = json::find(object, key);
  return v != nullptr && v->is_int64() ? v->get_int64() : -1;
}

/// Bytes of that many in base64, or nothing.
std::string bytes_of(const json::object& object, std::string_view key, std::size_t size) {
  auto bytes = base64_decode(json::string_or(object, key));
  return bytes && bytes->size() == size ? *std::move(bytes) : std::string();
}

bool is_lower_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// Ids become file names and parts of places: they are UUIDs and nothing else.
bool is_uuid(std::string_view text) {
  constexpr std::string_view kPattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), kPattern.begin(), kPattern.end(),
                    [](char c, char wanted) { return wanted == 'x' ? is_lower_hex(c) : c == wanted; });
}

bool is_label(std::string_view text) {
  return text.size() <= kMaxLabelBytes && is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

bool read_cost(const json::object& slot, crypto::Argon2Cost& cost) {
  const json::object* written = json::find_object(slot, "argon2id");
  if (written == nullptr) return false;
  const std::int64_t memory = integer(*written, "memory_kib");
  const std::int64_t passes = integer(*written, "passes");
  if (memory < kMinArgonMemoryKib || memory > UINT32_MAX || passes < 1 || passes > UINT32_MAX) return false;
  cost = {static_cast<std::uint32_t>(memory), static_cast<std::uint32_t>(passes)};
  return true;
}

std::optional<KeySlot> read_slot(const json::value& value) {
  constexpr std::size_t kWrappedBytes = crypto::kKeyBytes + crypto::kSealOverhead;
  const json::object* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  KeySlot slot;
  slot.shown.id = json::string_or(*object, "id");
  slot.shown.label = json::string_or(*object, "label");
  slot.shown.created_ms = std::max<std::int64_t>(0, integer(*object, "created"));
  slot.salt = bytes_of(*object, "salt", crypto::kSaltBytes);
  slot.wrapped = bytes_of(*object, "wrapped_key", kWrappedBytes);
  const std::string_view kind_name = json::string_or(*object, "kind");
  const auto kind = std::find_if(kKindNames.begin(), kKindNames.end(),
                                 [kind_name](const auto& known) { return known.second == kind_name; });
  if (kind == kKindNames.end() || !is_uuid(slot.shown.id) || !is_label(slot.shown.label) || slot.salt.empty() ||
      slot.wrapped.empty()) {
    return std::nullopt;
  }
  slot.shown.kind = kind->first;
  if (slot.shown.kind == SlotKind::kPassphrase && !read_cost(*object, slot.cost)) return std::nullopt;
  return slot;
}

/// 32 hex digits.
bool read_key_id(std::string_view hex, crypto::KeyId& id) {
  if (hex.size() != id.size() * 2 || !std::all_of(hex.begin(), hex.end(), is_lower_hex)) return false;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i < id.size(); ++i) {
    id[i] = static_cast<unsigned char>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
  }
  return true;
}

bool read_edits(const json::object* object, Edits& edits) {
  if (object == nullptr) return false;
  for (const auto& member : *object) {
    const auto* count = member.value().if_int64();
    if (count == nullptr || *count < 0) return false;
    edits[std::string(member.key())] = static_cast<std::uint64_t>(*count);
  }
  return true;
}

/// A wrong passphrase is tried on every slot: all of them together may cost what one may.
bool is_cheap_enough(const std::vector<KeySlot>& slots) {
  std::uint64_t work = 0;
  for (const KeySlot& slot : slots) {
    if (slot.shown.kind != SlotKind::kPassphrase) continue;
    if (slot.cost.memory_kib > crypto::kMaxArgon2Cost.memory_kib || slot.cost.passes > crypto::kMaxArgon2Cost.passes) {
      return false;
    }
    work += static_cast<std::uint64_t>(slot.cost.memory_kib) * slot.cost.passes;
  }
  return work <= static_cast<std::uint64_t>(crypto::kMaxArgon2Cost.memory_kib) * crypto::kMaxArgon2Cost.passes;
}

}  // namespace

std::string header_to_json(const FileHeader& header) {
  json::object out;
  out["format"] = kFormat;
  out["vault"] = header.vault_id;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as text
  out["key"] = hex_encode({reinterpret_cast<const char*>(header.key_id.data()), header.key_id.size()});
  out["body_salt"] = base64_encode(header.body_salt);
  out["body_bytes"] = header.body_bytes;
  json::object& edits = out["edits"].emplace_object();
  for (const auto& [machine, count] : header.edits) edits[machine] = count;
  json::array& slots = out["slots"].emplace_array();
  for (const KeySlot& slot : header.slots) slots.push_back(slot_json(slot));
  return boost::json::serialize(out);
}

Result<FileHeader> header_from_json(std::string_view text, std::string_view file) {
  const auto refuse = [file](std::string_view what) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is damaged: {}", file, what),
                "restore it from a backup; nothing was changed");
  };
  const auto parsed = json::parse(text, file);
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return refuse("its header is no JSON object");
  if (const std::int64_t format = integer(*object, "format"); format != kFormat) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has format {}, and this Signet knows {}", file, format, kFormat),
                "update Signet; nothing was changed");
  }
  FileHeader header;
  header.vault_id = json::string_or(*object, "vault");
  header.body_salt = bytes_of(*object, "body_salt", crypto::kSaltBytes);
  const std::int64_t body_bytes = integer(*object, "body_bytes");
  const json::array* slots = json::find_array(*object, "slots");
  if (!is_uuid(header.vault_id) || !read_key_id(json::string_or(*object, "key"), header.key_id) ||
      header.body_salt.empty() || body_bytes < 0 || !read_edits(json::find_object(*object, "edits"), header.edits) ||
      slots == nullptr || slots->size() > kMaxSlots) {
    return refuse("its header lacks something");
  }
  header.body_bytes = static_cast<std::uint64_t>(body_bytes);
  for (const json::value& value : *slots) {
    auto slot = read_slot(value);
    if (!slot) return refuse("one of its keys makes no sense");
    header.slots.push_back(*std::move(slot));
  }
  if (!is_cheap_enough(header.slots)) {
    return fail(ErrorCode::kLimit,
                fmt::format("{} asks for more than {} MiB of memory and {} passes to try a passphrase", file,
                            crypto::kMaxArgon2Cost.memory_kib >> 10U, crypto::kMaxArgon2Cost.passes),
                "Signet does not write such a vault: see where it came from");
  }
  return header;
}

}  // namespace signet::vault
