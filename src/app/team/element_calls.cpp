// The calls of WorkspaceClient that a copy of a workspace is kept up by.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/team/workspace_client.h"
#include "base/ids.h"

namespace signet::app {

namespace {

constexpr int kPage = 1000;
constexpr std::array<std::string_view, 7> kKinds = {"collection", "folder", "request", "environment",
                                                    "globals",    "mock",   "monitor"};

Error wrong_answer(std::string_view what) {
  return fail(ErrorCode::kNetwork, fmt::format("the server's answer is not as its API is described: {}", what),
              "is the server of another version? signet --version there and here");
}

Result<ElementState> read_state(const json::value& value) {
  const json::object* o = value.if_object();
  if (o == nullptr) return wrong_answer("an element is no object");
  ElementState state;
  state.id = json::string_or(*o, "id");
  state.kind = json::string_or(*o, "kind");
  state.parent = json::string_or(*o, "parent");
  state.name = json::string_or(*o, "name");
  state.position = json::int64_or(*o, "position", 0);
  state.revision = json::int64_or(*o, "revision", 0);
  state.version = json::int64_or(*o, "version", 0);
  const json::value* trashed = json::find(*o, "trashed");
  state.is_trashed = trashed != nullptr && !trashed->is_null();
  if (const json::value* content = json::find(*o, "content")) state.content = json::copy(*content);
  const bool is_inside = state.kind == "folder" || state.kind == "request";
  if (!is_uuid(state.id) || (is_inside ? !is_uuid(state.parent) : !state.parent.empty())) {
    return wrong_answer("an id is no UUID");
  }
  if (std::find(kKinds.begin(), kKinds.end(), state.kind) == kKinds.end()) {
    return wrong_answer("an element is of no known kind");
  }
  return state;
}

/// With its content.
Result<ElementState> read_whole(const json::value& value) {
  SIGNET_TRY(ElementState state, read_state(value));
  if (!state.content.is_object()) return wrong_answer("an element has no content");
  return state;
}

json::object place_body(const ElementPlace& place) {
  json::object body;
  if (!place.parent.empty()) body["parent"] = place.parent;
  if (!place.before.empty()) body["before"] = place.before;
  return body;
}

}  // namespace

Result<WorkspaceChanges> WorkspaceClient::changes_after(std::int64_t after) {
  WorkspaceChanges all;
  // A copy that has nothing yet lacks nothing that was deleted.
  const bool only_last = after == 0;
  for (std::size_t pages = 0; pages < kMaxElements; ++pages) {
    SIGNET_TRY(const json::value page,
               client_.get(fmt::format("{}/changes?after={}&limit={}", path_, after, only_last ? 1 : kPage), token_));
    const json::array* changes = json::find_array(page.get_object(), "changes");
    const std::int64_t last_seq = json::int64_or(page.get_object(), "last_seq", 0);
    if (changes == nullptr) return wrong_answer("there are no changes");
    if (last_seq < after) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("the workspace has had {} changes, and this copy has seen {}", last_seq, after),
                  "was the server restored from a backup? Then pull into a new folder, and compare");
    }
    std::int64_t seq = after;
    for (const json::value& one : *changes) {
      const json::object* change = one.if_object();
      if (change == nullptr || json::int64_or(*change, "seq", 0) <= seq)
        return wrong_answer("the changes are in no order");
      seq = json::int64_or(*change, "seq", 0);
      if (json::string_or(*change, "action") == "delete") all.deleted.emplace_back(json::string_or(*change, "element"));
    }
    all.last_seq = only_last || changes->empty() ? last_seq : seq;
    if (only_last || seq >= last_seq || changes->empty()) return all;
    after = seq;
  }
  return wrong_answer("the changes have no end");
}

Result<std::vector<ElementState>> WorkspaceClient::elements_after(std::int64_t seq) {
  std::vector<ElementState> all;
  std::string cursor;
  do {
    SIGNET_TRY(const json::value page,
               client_.get(fmt::format("{}/elements?after_seq={}&limit={}{}", path_, seq, kPage, cursor), token_));
    const json::array* elements = json::find_array(page.get_object(), "elements");
    if (elements == nullptr) return wrong_answer("there are no elements");
    for (const json::value& one : *elements) {
      SIGNET_TRY(ElementState state, read_state(one));
      all.push_back(std::move(state));
    }
    if (all.size() > kMaxElements) {
      return fail(ErrorCode::kLimit, fmt::format("the workspace has more than {} elements", kMaxElements),
                  "export what you need of it: signet export NAME --workspace NAME");
    }
    const std::string_view next = json::string_or(page.get_object(), "next_cursor");
    if (elements->empty() && !next.empty()) return wrong_answer("the elements have no end");
    cursor = next.empty() ? std::string() : fmt::format("&cursor={}", next);
  } while (!cursor.empty());
  return all;
}

Result<ElementState> WorkspaceClient::read_element(std::string_view id) {
  SIGNET_TRY(const json::value answer, client_.get(fmt::format("{}/elements/{}", path_, id), token_));
  SIGNET_TRY(ElementState state, read_whole(answer));
  if (state.id != id) return wrong_answer("it is about another element");
  return state;
}

Result<json::value> WorkspaceClient::read_version(std::string_view id, std::int64_t version) {
  const auto answer = client_.get(fmt::format("{}/elements/{}/versions/{}", path_, id, version), token_);
  if (!answer && answer.error().code == ErrorCode::kNotFound) return json::value();
  if (!answer) return answer.error();
  const json::object* content = json::find_object(answer->get_object(), "content");
  if (content == nullptr) return wrong_answer("a version has no content");
  return {json::value(*content, boost::json::storage_ptr())};
}

Result<ElementState> WorkspaceClient::changed(std::string method, std::string_view path, const json::object& body,
                                              std::optional<std::int64_t> revision) {
  SIGNET_TRY(const json::value answer, client_.change(std::move(method), fmt::format("{}/elements{}", path_, path),
                                                      token_, SecretString(boost::json::serialize(body)), revision));
  return read_whole(answer);
}

Result<ElementState> WorkspaceClient::create_element(std::string_view kind, const ElementPlace& place,
                                                     const json::value& content, std::string_view key) {
  json::object body = place_body(place);
  body["kind"] = kind;
  body["content"] = content;
  body["key"] = key;
  SIGNET_TRY(ElementState state, changed("POST", "", body));
  if (state.id != name_uuid(id_, key)) return wrong_answer("it is about another element");
  return state;
}

Result<ElementState> WorkspaceClient::change_element(std::string_view id, std::int64_t revision,
                                                     const json::value& content) {
  return changed("PUT", fmt::format("/{}", id), {{"content", content}}, revision);
}

Result<ElementState> WorkspaceClient::move_element(std::string_view id, std::int64_t revision,
                                                   const ElementPlace& place) {
  return changed("POST", fmt::format("/{}/move", id), place_body(place), revision);
}

Status WorkspaceClient::trash_element(std::string_view id, std::int64_t seen_seq) {
  SIGNET_TRY([[maybe_unused]] const json::value nothing,
             client_.change("DELETE", fmt::format("{}/elements/{}?seen_seq={}", path_, id, seen_seq), token_, {},
                            std::nullopt));
  return {};
}

}  // namespace signet::app
