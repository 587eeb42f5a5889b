#include "server/elements/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/elements/element_rows.h"

// All of up to eight patterns, $6 to $13; the first is never empty. A statement is one literal (store/sql.h), so that
// what two of them share can only be a macro.
#define SIGNET_ALL_IN_NAME                                                                      \
  "name_words LIKE $6 AND ($7 = '' OR name_words LIKE $7) AND ($8 = '' OR name_words LIKE $8) " \
  "AND ($9 = '' OR name_words LIKE $9) AND ($10 = '' OR name_words LIKE $10) "                  \
  "AND ($11 = '' OR name_words LIKE $11) AND ($12 = '' OR name_words LIKE $12) "                \
  "AND ($13 = '' OR name_words LIKE $13)"
#define SIGNET_ALL_IN_WORDS                                                      \
  "words LIKE $6 AND ($7 = '' OR words LIKE $7) AND ($8 = '' OR words LIKE $8) " \
  "AND ($9 = '' OR words LIKE $9) AND ($10 = '' OR words LIKE $10) "             \
  "AND ($11 = '' OR words LIKE $11) AND ($12 = '' OR words LIKE $12) "           \
  "AND ($13 = '' OR words LIKE $13)"

namespace signet::server {

namespace {

/// Members that say nothing to people, and those of `auth`, whose values are sealed.
bool is_passed_over(std::string_view member) {
  constexpr std::array<std::string_view, 14> kMembers = {"auth", "disabled", "enabled",     "id",          "listen",
                                                         "mode", "protocol", "schema",      "system",      "type",
                                                         "uid",  "uuid",     "_postman_id", "_exporter_id"};
  return std::find(kMembers.begin(), kMembers.end(), member) != kMembers.end();
}

/// All texts of a value, in their order.
void add_texts(const json::value& value, WordList& words) {  // NOLINT(misc-no-recursion): kMaxContentDepth at most
  if (words.is_full()) return;
  if (const auto* text = value.if_string()) {
    words.add(*text);
  } else if (const json::array* list = value.if_array()) {
    for (const json::value& one : *list) add_texts(one, words);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& [name, member] : *object) {
      if (!is_passed_over(name)) add_texts(member, words);
    }
  }
}

void add_members(const json::object& object, std::initializer_list<std::string_view> names, WordList& words) {
  for (const std::string_view name : names) {
    if (const json::value* member = json::find(object, name)) add_texts(*member, words);
  }
}

/// What a request asks for, and of its examples the names.
void add_request(const json::object& item, WordList& words) {
  if (const json::object* request = json::find_object(item, "request")) {
    add_members(*request, {"method", "url", "header", "description", "body"}, words);
  } else {
    add_members(item, {"request"}, words);
  }
  const json::array* examples = json::find_array(item, "response");
  if (examples == nullptr) return;
  for (const json::value& example : *examples) {
    if (const json::object* object = example.if_object()) add_members(*object, {"name"}, words);
  }
}

std::string pattern_of(const SearchQuery& query, std::size_t at) {
  // Words are letters and digits, which LIKE takes as they are.
  return at < query.words.size() ? fmt::format("% {}%", query.words[at]) : std::string();
}

}  // namespace

std::string words_of(const Element& element, const json::value& document) {
  WordList words(kMaxElementWords);
  words.add(element.name);
  const json::object* object = document.if_object();
  if (object == nullptr) return words.text();
  add_members(*object, {"name", "info"}, words);
  switch (element.kind) {
    case ElementKind::kRequest:
      add_request(*object, words);
      break;
    case ElementKind::kEnvironment:
    case ElementKind::kGlobals:
      add_members(*object, {"values"}, words);
      break;
    case ElementKind::kMock:
    case ElementKind::kMonitor:
      return words.text();
    case ElementKind::kCollection:
    case ElementKind::kFolder:
      break;
  }
  add_members(*object, {"description", "variable", "event"}, words);
  return words.text();
}

Status index_element(const ElementWork& work, const Element& element, const json::value& document) {
  WordList name(kMaxNameWords);
  name.add(element.name);
  return work.transaction.enqueue(
      "INSERT INTO search_texts (element_id, workspace_id, kind, trashed, name_words, words) "
      "VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (element_id) DO UPDATE SET name_words = $4, words = $5 "
      "WHERE search_texts.name_words <> $4 OR search_texts.words <> $5",
      {element.id, element.workspace_id, name_of(element.kind), name.text(), words_of(element, document)});
}

Status index_trash(const ElementWork& work, const Element& root, bool is_trashed) {
  return work.transaction.enqueue(
      "UPDATE search_texts SET trashed = $3 WHERE element_id IN "
      "(SELECT id FROM elements WHERE workspace_id = $1 AND trash_root = $2)",
      {work.workspace.id, root.id, is_trashed});
}

Result<SearchQuery> read_search_query(std::string_view text) {
  SearchQuery query;
  query.words = query_words(text);
  if (query.words.empty()) {
    return fail(ErrorCode::kInvalidInput, "there is no word to search for", "give letters or digits");
  }
  if (query.words.size() <= kMaxQueryWords) return query;
  return fail(ErrorCode::kInvalidInput, fmt::format("a search has at most {} words", kMaxQueryWords),
              "leave some of them out");
}

Result<std::vector<Element>> search_elements(store::Transaction& transaction, std::string_view workspace,
                                             const SearchQuery& query, FoundIn where, std::string_view after,
                                             std::int64_t limit) {
  const std::string_view kind = query.kind ? name_of(*query.kind) : std::string_view();
  const auto pattern = [&](std::size_t at) { return pattern_of(query, at); };
  const store::Values values = {workspace,  query.in_trash, kind,       after,      limit,      pattern(0), pattern(1),
                                pattern(2), pattern(3),     pattern(4), pattern(5), pattern(6), pattern(7)};
  SIGNET_TRY(const auto rows,
             where == FoundIn::kName
                 ? transaction.query("SELECT " SIGNET_ELEMENT_COLUMNS
                                     " FROM elements WHERE id IN (SELECT element_id FROM search_texts "
                                     "WHERE workspace_id = $1 AND trashed = $2 AND ($3 = '' OR kind = $3) "
                                     "AND element_id > $4 AND " SIGNET_ALL_IN_NAME  //
                                     " ORDER BY element_id LIMIT $5) ORDER BY id",
                                     values)
                 : transaction.query("SELECT " SIGNET_ELEMENT_COLUMNS
                                     " FROM elements WHERE id IN (SELECT element_id FROM search_texts "
                                     "WHERE workspace_id = $1 AND trashed = $2 AND ($3 = '' OR kind = $3) "
                                     "AND element_id > $4 AND " SIGNET_ALL_IN_WORDS  //
                                     " AND NOT (" SIGNET_ALL_IN_NAME                 //
                                     ") ORDER BY element_id LIMIT $5) ORDER BY id",
                                     values));
  return store::read_rows(rows, read_element);
}

}  // namespace signet::server
