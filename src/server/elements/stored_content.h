// How contents stand in the database: JSON with null at each secret place, and beside it, sealed one by one, the
// values. A value that does not change keeps its row, so that a version costs only what it changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/elements/elements.h"

namespace signet::server {

/// Where in a stored content a value belongs, and which one.
struct StoredPlace {
  std::string pointer;
  std::string slot;
  std::int64_t revision = 0;  ///< of the element when the value was sealed
  bool is_hidden = false;
};

struct StoredContent {
  std::string name;
  json::value document;
  std::vector<StoredPlace> places;
};

/// kNotFound when there is no such version.
[[nodiscard]] Result<StoredContent> load_content(store::Transaction& transaction, const Element& element,
                                                 std::int64_t version);

/// Writes the version `element.revision`. `previous` is what the element says so far; `sealer` one that has room for
/// all of the content's values, or null.
[[nodiscard]] Status store_content(const ElementWork& work, Sealer* sealer, const Element& element,
                                   const Content& content, const StoredContent& previous);

/// Writes the version `element.revision` with what was stored before.
[[nodiscard]] Status store_again(const ElementWork& work, const Element& element, const StoredContent& content);

/// Sealed values by slot and revision.
using SealedRows = std::map<std::pair<std::string, std::int64_t>, std::string>;
/// All those of an element.
[[nodiscard]] Result<SealedRows> sealed_rows(store::Transaction& transaction, const Element& element);
/// Opens the values of all places but the hidden ones (or of all), and puts them into the document.
[[nodiscard]] Status fill_in(store::Transaction& transaction, const DataKeys& keys, const Element& element,
                             const SealedRows& rows, StoredContent& content, Hidden hidden);
/// Reads a stored content's text and places.
[[nodiscard]] Result<StoredContent> parse_stored(std::string name, std::string_view content, std::string_view places);

}  // namespace signet::server
