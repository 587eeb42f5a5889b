#include "server/elements/stored_content.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/constant_time.h"
#include "server/elements/search.h"

namespace signet::server {

namespace {

Error damaged(std::string_view element_id, std::string_view what) {
  return fail(ErrorCode::kInternal, fmt::format("element {}: {}", element_id, what));
}

std::string places_text(const std::vector<StoredPlace>& places) {
  json::array list;
  list.reserve(places.size());
  for (const StoredPlace& place : places) {
    list.push_back(json::array{place.pointer, place.slot, place.revision, place.is_hidden ? 1 : 0});
  }
  return boost::json::serialize(list);
}

std::optional<StoredPlace> read_place(const json::value& value) {
  constexpr std::size_t kParts = 4;
  const json::array* parts = value.if_array();
  if (parts == nullptr || parts->size() != kParts) return std::nullopt;
  const auto* pointer = parts->at(0).if_string();
  const auto* slot = parts->at(1).if_string();
  const auto* revision = parts->at(2).if_int64();
  const auto* hidden = parts->at(3).if_int64();
  if (pointer == nullptr || slot == nullptr || revision == nullptr || hidden == nullptr) return std::nullopt;
  return StoredPlace{std::string(*pointer), std::string(*slot), *revision, *hidden != 0};
}

ValuePlace place_of(const Element& element, const StoredPlace& place) {
  return {element.workspace_id, element.id, place.slot, place.revision};
}

Result<SecretString> open_value(store::Transaction& transaction, const DataKeys& keys, const Element& element,
                                const StoredPlace& place) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT sealed FROM sealed_values WHERE element_id = $1 AND slot = $2 AND revision = $3",
                            {element.id, place.slot, place.revision}));
  if (!row) return damaged(element.id, fmt::format("the value of {} is gone", place.slot));
  SIGNET_TRY(const auto sealed, row->get<store::Blob>(0));
  return keys.open(transaction, sealed.bytes, place_of(element, place));
}

/// The place of a value that came without itself, or is the one that stands there already; nullopt for a new one.
Result<std::optional<StoredPlace>> keep(const ElementWork& work, const Element& element, const SecretPlace& secret,
                                        const StoredPlace& before) {
  StoredPlace kept{secret.pointer, secret.slot, before.revision, secret.is_hidden};
  if (!secret.value) {
    if (before.is_hidden && !secret.is_hidden) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: its value was secret, and would be shown", secret.pointer),
                  "give a new value together with another type");
    }
    return std::optional(std::move(kept));
  }
  SIGNET_TRY(const SecretString value, open_value(work.transaction, work.keys, element, before));
  if (!equal_in_constant_time(value.expose(), secret.value->expose())) return std::optional<StoredPlace>();
  return std::optional(std::move(kept));
}

Status insert_version(const ElementWork& work, const Element& element, const json::value& document,
                      const std::vector<StoredPlace>& places) {
  SIGNET_CHECK(work.transaction.enqueue(
      "INSERT INTO element_versions (element_id, revision, name, content, places, at_ms, by_id) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {element.id, element.revision, element.name, boost::json::serialize(document), places_text(places),
       work.change.now_ms, work.change.user_id}));
  return index_element(work, element, document);
}

Status insert_value(const ElementWork& work, Sealer& sealer, const Element& element, const StoredPlace& place,
                    const SecretString& value) {
  SIGNET_TRY(const SealedValue sealed, sealer.seal(value.expose(), place_of(element, place)));
  return work.transaction.enqueue(
      "INSERT INTO sealed_values (element_id, slot, revision, key_id, sealed) VALUES ($1, $2, $3, $4, $5)",
      {element.id, place.slot, place.revision, sealed.key_id, store::Blob{sealed.bytes}});
}

}  // namespace

Result<StoredContent> parse_stored(std::string name, std::string_view content, std::string_view places) {
  StoredContent stored;
  stored.name = std::move(name);
  SIGNET_TRY(stored.document, json::parse(content, "a stored content"));
  SIGNET_TRY(const json::value list, json::parse(places, "the places of a stored content"));
  if (!list.is_array()) return fail(ErrorCode::kInternal, "the places of a stored content are no list");
  for (const json::value& one : list.get_array()) {
    auto place = read_place(one);
    if (!place) return fail(ErrorCode::kInternal, "a place of a stored content cannot be read");
    stored.places.push_back(*std::move(place));
  }
  return stored;
}

Result<StoredContent> load_content(store::Transaction& transaction, const Element& element, std::int64_t version) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT name, content, places FROM element_versions WHERE element_id = $1 "
                                   "AND revision = $2",
                                   {element.id, version}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such version");
  std::string name;
  std::string content;
  std::string places;
  SIGNET_CHECK(row->read(name, content, places));
  return parse_stored(std::move(name), content, places);
}

Status store_content(const ElementWork& work, Sealer* sealer, const Element& element, const Content& content,
                     const StoredContent& previous) {
  std::map<std::string_view, const StoredPlace*> by_slot;
  for (const StoredPlace& place : previous.places) by_slot.emplace(place.slot, &place);
  std::vector<StoredPlace> places;
  std::vector<std::pair<std::size_t, const SecretString*>> fresh;  // into `places`
  for (const SecretPlace& secret : content.secrets) {
    if (const auto before = by_slot.find(secret.slot); before != by_slot.end()) {
      SIGNET_TRY(auto kept, keep(work, element, secret, *before->second));
      if (kept) {
        places.push_back(*std::move(kept));
        continue;
      }
    }
    if (!secret.value) continue;  // nothing was there, and nothing came
    fresh.emplace_back(places.size(), &*secret.value);
    places.push_back({secret.pointer, secret.slot, element.revision, secret.is_hidden});
  }
  std::optional<Sealer> own;
  if (sealer == nullptr && !fresh.empty()) {
    SIGNET_TRY(own, work.keys.sealer(work.transaction, element.workspace_id, std::ssize(fresh), work.change.now_ms));
    sealer = &*own;
  }
  for (const auto& [at, value] : fresh) SIGNET_CHECK(insert_value(work, *sealer, element, places[at], *value));
  return insert_version(work, element, content.document, places);
}

Status store_again(const ElementWork& work, const Element& element, const StoredContent& content) {
  return insert_version(work, element, content.document, content.places);
}

Result<SealedRows> sealed_rows(store::Transaction& transaction, const Element& element) {
  SealedRows rows;
  const auto keep = [&](const store::Row& row) -> Status {
    std::pair<std::string, std::int64_t> key;
    store::Blob sealed;
    SIGNET_CHECK(row.read(key.first, key.second, sealed));
    rows.emplace(std::move(key), std::move(sealed.bytes));
    return {};
  };
  SIGNET_CHECK(
      transaction.each("SELECT slot, revision, sealed FROM sealed_values WHERE element_id = $1", {element.id}, keep));
  return rows;
}

Status fill_in(store::Transaction& transaction, const DataKeys& keys, const Element& element, const SealedRows& rows,
               StoredContent& content, Hidden hidden) {
  std::vector<SecretPlace> values;
  for (const StoredPlace& place : content.places) {
    if (place.is_hidden && hidden == Hidden::kStays) continue;
    const auto row = rows.find({place.slot, place.revision});
    if (row == rows.end()) return damaged(element.id, fmt::format("the value of {} is gone", place.slot));
    auto value = keys.open(transaction, row->second, place_of(element, place));
    if (!value) return damaged(element.id, value.error().to_string());
    values.push_back({place.pointer, place.slot, *std::move(value), place.is_hidden});
  }
  put_back(content.document, values);
  return {};
}

}  // namespace signet::server
