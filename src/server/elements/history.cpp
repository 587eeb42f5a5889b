// What elements say and have said.
#include <fmt/format.h>

#include <set>

#include "server/elements/changes.h"
#include "server/elements/element_rows.h"
#include "server/elements/elements.h"
#include "server/elements/stored_content.h"

namespace signet::server {

namespace {

/// Those places whose values are hidden in the present version.
Result<std::set<std::string>> hidden_slots(store::Transaction& transaction, const Element& element) {
  SIGNET_TRY(const StoredContent present, load_content(transaction, element, element.version));
  std::set<std::string> slots;
  for (const StoredPlace& place : present.places) {
    if (place.is_hidden) slots.insert(place.slot);
  }
  return slots;
}

}  // namespace

Result<json::value> read_content(store::Transaction& transaction, const DataKeys& keys, const Element& element,
                                 std::int64_t version, Hidden hidden) {
  SIGNET_TRY(StoredContent stored, load_content(transaction, element, version));
  if (version != element.version) {
    SIGNET_TRY(const auto slots, hidden_slots(transaction, element));
    for (StoredPlace& place : stored.places) place.is_hidden = place.is_hidden || slots.contains(place.slot);
  }
  if (!stored.places.empty()) {
    SIGNET_TRY(const auto rows, sealed_rows(transaction, element));
    SIGNET_CHECK(fill_in(transaction, keys, element, rows, stored, hidden));
  }
  return std::move(stored.document);
}

Result<std::vector<Version>> list_versions(store::Transaction& transaction, const Element& element, std::int64_t before,
                                           std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT revision, at_ms, by_id FROM element_versions WHERE element_id = $1 "
                               "AND revision < $2 ORDER BY revision DESC LIMIT $3",
                               {element.id, before, limit}));
  return store::read_rows(rows, [](const store::Row& row) -> Result<Version> {
    Version version;
    SIGNET_CHECK(row.read(version.revision, version.at_ms, version.by));
    return version;
  });
}

Result<Element> restore_version(const ElementWork& work, Element element, std::int64_t version) {
  SIGNET_CHECK(check_may_change(work, element));
  SIGNET_TRY(const StoredContent then, load_content(work.transaction, element, version));
  SIGNET_TRY(const auto slots, hidden_slots(work.transaction, element));
  for (const StoredPlace& place : then.places) {
    if (place.is_hidden || !slots.contains(place.slot)) continue;
    return fail(ErrorCode::kConflict,
                fmt::format("{} was no secret in that version and is one now, so that it would be shown", place.slot),
                "change the element by hand, with a new value");
  }
  element.name = then.name;
  element.method = method_of(element.kind, then.document);
  element.version = ++element.revision;
  SIGNET_CHECK(store_again(work, element, then));
  SIGNET_CHECK(note_change(work, "change", element));
  SIGNET_CHECK(update_row(work, element));
  return element;
}

}  // namespace signet::server
