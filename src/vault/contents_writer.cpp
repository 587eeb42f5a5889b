#include "base/encoding.h"
#include "vault/contents_json.h"
#include "vault/secret_json_writer.h"

namespace signet::vault {

namespace {

using Writer = SecretJsonWriter;

/// Text, or {"base64": "..."} for bytes that are no UTF-8.
void write_secret(Writer& out, const SecretString& secret) {
  if (is_utf8(secret.expose())) return out.text(secret.expose());
  std::string text = base64_encode(secret.expose());
  out.begin_object();
  out.key("base64");
  out.text(text);
  out.end_object();
  wipe(text);
}

void write_edits(Writer& out, const Edits& edits) {
  out.key("edits");
  out.begin_object();
  for (const auto& [machine, count] : edits) {
    out.key(machine);
    out.number(static_cast<std::int64_t>(count));
  }
  out.end_object();
}

void member(Writer& out, std::string_view key, std::string_view text) {
  out.key(key);
  out.text(text);
}

void member(Writer& out, std::string_view key, std::int64_t number) {
  out.key(key);
  out.number(number);
}

void member(Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key);
  out.begin_array();
  for (const std::string& text : texts) out.text(text);
  out.end_array();
}

void flag(Writer& out, std::string_view key, bool value) {
  out.key(key);
  out.flag(value);
}

void write_domains(Writer& out, const std::vector<DomainRule>& domains) {
  out.key("domains");
  out.begin_array();
  for (const DomainRule& rule : domains) out.text(rule.to_string());
  out.end_array();
}

void write(Writer& out, const Entry& entry) {
  member(out, "id", entry.id);
  member(out, "name", entry.name);
  if (!entry.link.empty()) member(out, "link", entry.link);
  out.key("versions");
  out.begin_array();
  for (const Version& version : entry.versions) {
    out.begin_object();
    member(out, "id", version.id);
    out.key("value");
    write_secret(out, version.value);
    member(out, "created", version.created_ms);
    out.end_object();
  }
  out.end_array();
  write_domains(out, entry.domains);
  member(out, "note", entry.note);
  member(out, "tags", entry.tags);
  member(out, "created", entry.created_ms);
  member(out, "changed", entry.changed_ms);
  member(out, "used", entry.used_ms);
  if (entry.expires_ms) member(out, "expires", *entry.expires_ms);
  write_edits(out, entry.edits);
  out.members_of(entry.unknown.expose());
}

void write(Writer& out, const Consent& consent) {
  member(out, "id", consent.id);
  member(out, "path", consent.collection_path);
  member(out, "name", consent.collection_name);
  member(out, "scripts_digest", consent.scripts_digest);
  member(out, "secrets", consent.secrets);
  flag(out, "scripts_read", consent.scripts_read);
  flag(out, "scripts_write", consent.scripts_write);
  member(out, "granted", consent.granted_ms);
  write_edits(out, consent.edits);
}

void write(Writer& out, const ProviderConfig& provider) {
  member(out, "name", provider.name);
  member(out, "type", provider.type);
  out.key("settings");
  out.begin_object();
  for (const auto& [name, value] : provider.settings) member(out, name, value);
  out.end_object();
  out.key("credentials");
  out.begin_object();
  for (const auto& [name, value] : provider.credentials) {
    out.key(name);
    write_secret(out, value);
  }
  out.end_object();
  write_domains(out, provider.domains);
  member(out, "ttl", provider.ttl_seconds);
  write_edits(out, provider.edits);
}

void write(Writer& out, const Tombstone& tombstone) {
  member(out, "id", tombstone.id);
  member(out, "removed", tombstone.removed_ms);
  write_edits(out, tombstone.edits);
}

template <typename T>
void write_records(Writer& out, std::string_view kind, const std::vector<T>& records) {
  for (const T& record : records) {
    out.begin_object();
    out.key(kind);
    out.begin_object();
    write(out, record);
    out.end_object();
    out.end_object();
    out.end_line();
  }
}

}  // namespace

SecretString contents_to_json(const Contents& contents) {
  Writer out;
  out.begin_object();
  out.key("vault");
  out.begin_object();
  member(out, "version", kBodyVersion);
  write_edits(out, contents.edits);
  out.end_object();
  out.end_object();
  out.end_line();
  write_records(out, "entry", contents.entries);
  write_records(out, "tombstone", contents.tombstones);
  write_records(out, "consent", contents.consents);
  write_records(out, "provider", contents.providers);
  for (const SecretString& record : contents.unknown) out.line(record.expose());
  return std::move(out).take();
}

}  // namespace signet::vault
