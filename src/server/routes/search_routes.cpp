// Search in a workspace, and in all that one is in.
#include "server/elements/search.h"

#include <utility>

#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/element_json.h"
#include "server/routes/paging.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxQueryCharacters = 200;
/// Workspaces that one call looks into. Who is in more gets pages that end early.
constexpr std::int64_t kWorkspacesACall = 100;

struct Hit {
  Element element;
  WorkspacePlace workspace;
  FoundIn where;
};

/// Behind which element the search goes on: all workspaces by name and id for names first, then for contents.
struct SearchPlace {
  FoundIn where = FoundIn::kName;
  WorkspacePlace workspace;
  std::string element;
};

struct HitPage {
  std::vector<Hit> hits;
  std::optional<SearchPlace> next;
};

Result<SearchPlace> read_place(const Page& page) {
  SIGNET_TRY(const std::int64_t where, number_part(page.place[0], 0));
  return SearchPlace{where == 0 ? FoundIn::kName : FoundIn::kContent, {page.place[1], page.place[2]}, page.place[3]};
}

std::string cursor_of(const SearchPlace& place) {
  return server::cursor_of(
      {place.where == FoundIn::kName ? "0" : "1", place.workspace.name, place.workspace.id, place.element});
}

/// Fills a page, workspace by workspace.
class Search {
 public:
  Search(store::Transaction& transaction, const SearchQuery& query, std::int64_t limit)
      : transaction_(transaction), query_(query), limit_(limit) {}

  /// Those of one workspace; false when the page is full before its end.
  Result<bool> look_into(const WorkspacePlace& workspace, FoundIn where, const std::string& after) {
    const std::int64_t room = limit_ - std::ssize(page_.hits);
    SIGNET_TRY(auto found, search_elements(transaction_, workspace.id, query_, where, after, room + 1));
    const bool is_whole = std::ssize(found) <= room;
    if (!is_whole) found.pop_back();
    page_.next = SearchPlace{where, workspace, found.empty() ? after : found.back().id};
    for (Element& element : found) page_.hits.push_back({std::move(element), workspace, where});
    return is_whole;
  }

  /// The page; `is_end`: nothing comes behind it.
  HitPage finish(bool is_end) {
    if (is_end) page_.next.reset();
    return std::move(page_);
  }

 private:
  store::Transaction& transaction_;
  const SearchQuery& query_;
  std::int64_t limit_;
  HitPage page_;
};

Result<HitPage> search_workspace(const WorkspaceScope& scope, const SearchQuery& query, const SearchPlace& place,
                                 std::int64_t limit) {
  Search search(scope.transaction, query, limit);
  const WorkspacePlace here{scope.workspace.name, scope.workspace.id};
  if (place.where == FoundIn::kName) {
    SIGNET_TRY(const bool is_whole, search.look_into(here, FoundIn::kName, place.element));
    if (!is_whole) return search.finish(false);
  }
  SIGNET_TRY(const bool is_whole,
             search.look_into(here, FoundIn::kContent, place.where == FoundIn::kName ? "" : place.element));
  return search.finish(is_whole);
}

/// In the workspaces behind a place, one after another.
class ReachableSearch {
 public:
  ReachableSearch(store::Transaction& transaction, const Identity& identity, const SearchQuery& query,
                  std::int64_t limit)
      : transaction_(transaction), identity_(identity), search_(transaction, query, limit) {}

  Result<HitPage> run(const SearchPlace& place) {
    SIGNET_TRY(bool is_whole, walk(place));
    if (is_whole && place.where == FoundIn::kName) {
      SIGNET_TRY(is_whole, walk({FoundIn::kContent, {}, ""}));
    }
    return search_.finish(is_whole);
  }

 private:
  /// False when the page is full, or enough workspaces were looked into, before the last one's end.
  Result<bool> walk(const SearchPlace& from) {
    if (!from.workspace.id.empty()) {
      SIGNET_TRY(const auto own, find_workspace(transaction_, from.workspace.id, identity_.user_id));
      if (own) {
        SIGNET_TRY(const bool is_whole, look_into(*own, from.where, from.element));
        if (!is_whole) return false;
      }
    }
    WorkspaceFilter filter;
    filter.after = from.workspace;
    filter.limit = kWorkspacesACall;
    SIGNET_TRY(const auto all, reachable_workspaces(transaction_, identity_, filter));
    for (const OwnWorkspace& own : all) {
      if (looked_into_ >= kWorkspacesACall) return false;
      SIGNET_TRY(const bool is_whole, look_into(own, from.where, ""));
      if (!is_whole) return false;
    }
    return std::ssize(all) < kWorkspacesACall;
  }

  Result<bool> look_into(const OwnWorkspace& own, FoundIn where, const std::string& after) {
    const WorkspaceContext context{own.workspace.id, own.role, own.requires_two_factor};
    if (decide(identity_, Action::kReadElements, context) != Verdict::kAllowed) return true;
    ++looked_into_;
    return search_.look_into({own.workspace.name, own.workspace.id}, where, after);
  }

  store::Transaction& transaction_;
  const Identity& identity_;
  Search search_;
  std::int64_t looked_into_ = 0;
};

std::vector<Field> query_fields() {
  std::vector<Field> fields = page_fields();
  fields.push_back({.name = "q",
                    .required = true,
                    .description =
                        "Up to 8 words; an element has to have all of them, each as the beginning of one of its "
                        "words. Case and accents make no difference",
                    .min = 1,
                    .max = kMaxQueryCharacters});
  fields.push_back(
      {.name = "kind", .values = {"collection", "folder", "request", "environment", "globals", "mock", "monitor"}});
  fields.push_back(
      {.name = "trashed", .type = Type::kBoolean, .description = "true: search in the trash, and nowhere else"});
  return fields;
}

Answer hits_answer() {
  std::vector<Field> fields = element_fields();
  fields.push_back(text_field("workspace", "Its id"));
  fields.push_back(text_field("workspace_name"));
  fields.push_back({.name = "found_in",
                    .required = true,
                    .description = "Whether the name has all words",
                    .values = {"name", "content"}});
  Answer answer =
      page_answer("elements", {.type = Type::kObject, .fields = std::move(fields), .shape = "SearchHit"}, "SearchHits");
  answer.description =
      "A page, those whose names have all words first. It may be shorter than `limit`, even empty, "
      "before the last one: go on while there is a next_cursor";
  return answer;
}

Response show(const HitPage& page) {
  json::object body;
  json::array& list = body["elements"].emplace_array();
  for (const Hit& hit : page.hits) {
    json::object shown = to_json(hit.element);
    shown["workspace"] = hit.workspace.id;
    shown["workspace_name"] = hit.workspace.name;
    shown["found_in"] = hit.where == FoundIn::kName ? "name" : "content";
    list.push_back(std::move(shown));
  }
  body["next_cursor"] = page.next ? json::value(cursor_of(*page.next)) : json::value();
  return json_response(200, body);
}

/// A search as the call asks for it.
struct Asked {
  SearchQuery query;
  SearchPlace place;
  std::int64_t limit = 0;
};

Result<Asked> read_search(const Call& call) {
  Asked asked;
  SIGNET_TRY(asked.query, read_search_query(call.text("q")));
  asked.query.kind = parse_element_kind(call.text("kind"));
  const json::value* trashed = call.parameter("trashed");
  asked.query.in_trash = trashed != nullptr && trashed->as_bool();
  SIGNET_TRY(const Page page, read_page(call, 4));
  SIGNET_TRY(asked.place, read_place(page));
  asked.limit = page.limit;
  return asked;
}

}  // namespace

std::vector<Route> search_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(2);  // references to routes above stay good
  Route& one = routes.emplace_back(declare_workspace_route(
      Method::kGet, "/search", "searchWorkspace", "The elements of a workspace that have all words", "search"));
  one.query = query_fields();
  one.answers = {hits_answer()};
  one.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Asked asked, read_search(call));
      SIGNET_TRY(const HitPage page, search_workspace(scope, asked.query, asked.place, asked.limit));
      return show(page);
    });
  };
  Route& all = routes.emplace_back(declare_route(Method::kGet, "/search", "search",
                                                 "The elements of all one's workspaces that have all words", "search",
                                                 Access::kSessionOrKey));
  all.query = query_fields();
  all.answers = {hits_answer()};
  all.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kListWorkspaces)) return *std::move(refusal);
    SIGNET_TRY(const Asked asked, read_search(call));
    return services->database.read([&](store::Transaction& transaction) -> Result<Response> {
      ReachableSearch search(transaction, authenticated(call).identity, asked.query, asked.limit);
      SIGNET_TRY(const HitPage page, search.run(asked.place));
      return show(page);
    });
  };
  return routes;
}

}  // namespace signet::server
