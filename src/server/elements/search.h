// Full-text search in the elements of a workspace. One row holds an element's words, written with each new version from
// what is stored of it, so that what is sealed has no words. docs/decisions/012-search.md says why it is not an index
// of the database's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/elements/elements.h"
#include "server/elements/words.h"

namespace signet::server {

inline constexpr std::size_t kMaxQueryWords = 8;
/// Bytes of an element's name and of all its words: PostgreSQL keeps a row of up to some 2,000 bytes in one piece.
inline constexpr std::size_t kMaxNameWords = 300;
inline constexpr std::size_t kMaxElementWords = 1500;

/// The words of an element: its name, then what is most of its own first, as they are cut at kMaxElementWords.
/// `document` is a stored content, with null in place of what is secret.
[[nodiscard]] std::string words_of(const Element& element, const json::value& document);

/// Writes the element's row, if it says something else than the one that is there.
[[nodiscard]] Status index_element(const ElementWork& work, const Element& element, const json::value& document);
/// Tells search that all those that were put into the trash with `root` are there, or, before they are taken out of it,
/// that they no longer will be.
[[nodiscard]] Status index_trash(const ElementWork& work, const Element& root, bool is_trashed);

/// What is looked for: elements that have all words, each as the beginning of one of theirs.
struct SearchQuery {
  std::vector<std::string> words;  ///< 1 to kMaxQueryWords, as query_words() gives them
  std::optional<ElementKind> kind;
  bool in_trash = false;  ///< only what is in the trash; else only what is not
};
/// kInvalidInput for a text without words, or with too many.
[[nodiscard]] Result<SearchQuery> read_search_query(std::string_view text);

/// Where all words were found: in the name, or only with what else the element says.
enum class FoundIn : bool { kName, kContent };

/// Those of one workspace, by id, behind `after`.
[[nodiscard]] Result<std::vector<Element>> search_elements(store::Transaction& transaction, std::string_view workspace,
                                                           const SearchQuery& query, FoundIn where,
                                                           std::string_view after, std::int64_t limit);

}  // namespace signet::server
