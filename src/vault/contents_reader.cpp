#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/secret_memory.h"
#include "vault/contents_json.h"

namespace signet::vault {

namespace {

/// Whether it is written again as it was read: fractions and numbers past 64 bits would lose digits.
bool is_exact(const json::value& value) {  // NOLINT(misc-no-recursion): as deep as the parser lets it
  if (value.is_double()) return false;
  if (const auto* list = value.if_array()) return std::all_of(list->begin(), list->end(), is_exact);
  const auto* object = value.if_object();
  return object == nullptr ||
         std::all_of(object->begin(), object->end(), [](const auto& member) { return is_exact(member.value()); });
}

/// Reads members of one record and keeps the first fault of the whole text.
class Reader {
 public:
  /// `where`: "line 3: entry".
  Reader(const json::value& value, std::size_t line, std::string_view kind, std::optional<Error>& fault)
      : object_(value.if_object()), line_(line), kind_(kind), fault_(fault) {
    if (object_ == nullptr) note("", "an object");
  }

  std::string text(std::string_view key) {
    const json::value* v = member(key);
    if (v == nullptr) return {};
    if (const auto* s = v->if_string()) return std::string(*s);
    return note(key, "text"), std::string();
  }
  SecretString secret(std::string_view key) {
    const json::value* v = member(key);
    return v == nullptr ? SecretString() : secret_of(*v, key);
  }
  /// Text, or {"base64": "..."}.
  SecretString secret_of(const json::value& v, std::string_view key) {
    if (const auto* s = v.if_string()) return SecretString(*s);
    const auto* o = v.if_object();
    auto bytes = o == nullptr ? std::nullopt : base64_decode(json::string_or(*o, "base64", "?"));
    if (!bytes) return note(key, "text or base64"), SecretString();
    SecretString secret(*bytes);
    wipe(*bytes);
    return secret;
  }
  std::int64_t number(std::string_view key) {
    const json::value* v = member(key);
    if (v == nullptr) return 0;
    if (const auto* n = v->if_int64()) return *n;
    return note(key, "a whole number"), 0;
  }
  std::optional<std::int64_t> number_if_there(std::string_view key) {
    return member(key) == nullptr ? std::nullopt : std::optional<std::int64_t>(number(key));
  }
  bool flag(std::string_view key) {
    const json::value* v = member(key);
    if (v == nullptr) return false;
    if (const auto* b = v->if_bool()) return *b;
    return note(key, "true or false"), false;
  }
  const json::array& list(std::string_view key) {
    static const json::array kNone;
    const json::value* v = member(key);
    if (v == nullptr) return kNone;
    if (const auto* a = v->if_array()) return *a;
    return note(key, "a list"), kNone;
  }
  const json::object& object(std::string_view key) {
    static const json::object kNone;
    const json::value* v = member(key);
    if (v == nullptr) return kNone;
    if (const auto* o = v->if_object()) return *o;
    return note(key, "an object"), kNone;
  }
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    for (const json::value& v : list(key)) {
      if (const auto* s = v.if_string()) {
        out.emplace_back(*s);
      } else {
        note(key, "a list of texts");
      }
    }
    return out;
  }
  std::vector<DomainRule> domains(std::string_view key) {
    std::vector<DomainRule> out;
    for (const std::string& text : texts(key)) {
      auto rule = read_stored_rule(text);
      if (rule) {
        out.push_back(*std::move(rule));
      } else {
        note(key, "a list of domain rules");
      }
    }
    return out;
  }
  Edits edits() {
    Edits out;
    for (const auto& member : object("edits")) {
      const auto* count = member.value().if_int64();
      if (count == nullptr || *count < 0) {
        note("edits", "counts");
        return out;
      }
      out[std::string(member.key())] = static_cast<std::uint64_t>(*count);
    }
    return out;
  }
  /// The members besides `known`, as JSON text; empty when there are none.
  template <std::size_t Count>
  SecretString others(const std::array<std::string_view, Count>& known) {
    json::object rest(secret_json());
    if (object_ == nullptr) return {};
    for (const auto& member : *object_) {
      if (std::find(known.begin(), known.end(), std::string_view(member.key())) != known.end()) continue;
      if (!is_exact(member.value()))
        return note(member.key(), "whole numbers, texts, lists and objects"), SecretString();
      rest.insert(member);
    }
    if (rest.empty()) return {};
    std::string text = boost::json::serialize(rest);
    SecretString secret(text);
    wipe(text);
    return secret;
  }
  [[nodiscard]] Reader part(const json::value& value) const { return {value, line_, kind_, fault_}; }

 private:
  const json::value* member(std::string_view key) const {
    return object_ == nullptr ? nullptr : json::find(*object_, key);
  }
  void note(std::string_view key, std::string_view expected) {
    if (fault_) return;
    fault_ = fail(ErrorCode::kInvalidInput,
                  fmt::format("the vault's contents, line {}: {}{}{} is not {}", line_, kind_, key.empty() ? "" : ".",
                              key, expected),
                  "a program other than Signet has written it; restore it from a backup");
  }

  const json::object* object_;
  std::size_t line_;
  std::string_view kind_;
  std::optional<Error>& fault_;
};

constexpr std::array<std::string_view, 12> kEntryMembers = {
    "id", "name", "link", "versions", "domains", "note", "tags", "created", "changed", "used", "expires", "edits"};

Entry read_entry(Reader& reader) {
  Entry entry;
  entry.id = reader.text("id");
  entry.name = reader.text("name");
  entry.link = reader.text("link");
  const json::array& versions = reader.list("versions");
  entry.versions.reserve(versions.size());
  for (const json::value& v : versions) {
    Reader version = reader.part(v);
    entry.versions.push_back({version.text("id"), version.secret("value"), version.number("created")});
  }
  entry.domains = reader.domains("domains");
  entry.note = reader.text("note");
  entry.tags = reader.texts("tags");
  entry.created_ms = reader.number("created");
  entry.changed_ms = reader.number("changed");
  entry.used_ms = reader.number("used");
  entry.expires_ms = reader.number_if_there("expires");
  entry.edits = reader.edits();
  entry.unknown = reader.others(kEntryMembers);
  return entry;
}

Consent read_consent(Reader& reader) {
  Consent consent;
  consent.id = reader.text("id");
  consent.collection_path = reader.text("path");
  consent.collection_name = reader.text("name");
  consent.scripts_digest = reader.text("scripts_digest");
  consent.secrets = reader.texts("secrets");
  consent.scripts_read = reader.flag("scripts_read");
  consent.scripts_write = reader.flag("scripts_write");
  consent.granted_ms = reader.number("granted");
  consent.edits = reader.edits();
  return consent;
}

ProviderConfig read_provider(Reader& reader) {
  ProviderConfig provider;
  provider.name = reader.text("name");
  provider.type = reader.text("type");
  for (const auto& member : reader.object("settings")) {
    if (const auto* text = member.value().if_string()) provider.settings[std::string(member.key())] = *text;
  }
  for (const auto& member : reader.object("credentials")) {
    provider.credentials.insert_or_assign(std::string(member.key()), reader.secret_of(member.value(), "credentials"));
  }
  provider.domains = reader.domains("domains");
  provider.ttl_seconds = reader.number("ttl");
  provider.edits = reader.edits();
  return provider;
}

Tombstone read_tombstone(Reader& reader) {
  return {reader.text("id"), reader.number("removed"), reader.edits()};
}

Error no_json(std::size_t line) {
  return fail(ErrorCode::kInvalidInput, fmt::format("the vault's contents, line {}, are no record of JSON", line),
              "a program other than Signet has written it; restore it from a backup");
}

/// Parses one line after the other, each in the same memory.
class LineParser {
 public:
  LineParser()
      : room_(SecretString::of_size(kRoomBytes)),
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): Boost's bytes
        arena_(reinterpret_cast<unsigned char*>(room_.bytes().data()), room_.size(), secret_json()),
        parser_(secret_json(), options()) {}

  /// Calls `use` with the kind and the value of a line's only member; false when the line is no such object.
  template <typename Use>
  bool parse(std::string_view line, const Use& use) {
    bool is_record = false;
    {
      boost::json::error_code error;
      parser_.reset(&arena_);
      parser_.write(line.data(), line.size(), error);
      if (error) return false;
      const json::value record = parser_.release();
      const json::object* object = record.if_object();
      is_record = object != nullptr && object->size() == 1;
      if (is_record) use(std::string_view(object->begin()->key()), object->begin()->value());
    }
    arena_.release();
    return is_record;
  }

 private:
  static constexpr std::size_t kRoomBytes = 64UL << 10;
  static boost::json::parse_options options() {
    boost::json::parse_options options;
    options.max_depth = 32;
    options.allow_invalid_utf8 = true;  // a path or a note may have such bytes, and must not lock the vault
    return options;
  }

  SecretString room_;
  boost::json::monotonic_resource arena_;
  boost::json::parser parser_;
};

void take_record(Contents& contents, std::string_view kind, Reader& reader, std::string_view line) {
  if (kind == "entry") {
    contents.entries.push_back(read_entry(reader));
  } else if (kind == "tombstone") {
    contents.tombstones.push_back(read_tombstone(reader));
  } else if (kind == "consent") {
    contents.consents.push_back(read_consent(reader));
  } else if (kind == "provider") {
    contents.providers.push_back(read_provider(reader));
  } else {
    contents.unknown.emplace_back(line);
  }
}

}  // namespace

Result<Contents> contents_from_json(std::string_view text) {
  LineParser parser;
  Contents contents;
  std::optional<Error> fault;
  std::int64_t version = 0;
  for (std::size_t number = 1; number == 1 || !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    bool is_head = false;
    const bool is_record = parser.parse(line, [&](std::string_view kind, const json::value& value) {
      Reader reader(value, number, kind, fault);
      is_head = kind == "vault";
      if (!is_head) return take_record(contents, kind, reader, line);
      version = reader.number("version");
      contents.edits = reader.edits();
    });
    if (!is_record || is_head != (number == 1)) return no_json(number);
    if (fault) return *std::move(fault);
    if (version > kBodyVersion) {
      return fail(ErrorCode::kUnsupported, "a newer Signet has written this vault",
                  "update Signet; nothing was changed");
    }
  }
  return contents;
}

}  // namespace signet::vault
