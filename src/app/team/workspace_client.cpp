#include "app/team/workspace_client.h"

#include <fmt/format.h>

#include <optional>

#include "base/encoding.h"
#include "vault/secret_json_writer.h"

namespace signet::app {

namespace {

constexpr int kPage = 200;

/// The only one whose id is `wanted`, or else whose name is.
Result<const json::object*> pick(const json::array& list, std::string_view what, std::string_view wanted) {
  const json::object* found = nullptr;
  for (const json::value& one : list) {
    const json::object* element = one.if_object();
    if (element == nullptr) continue;
    if (json::string_or(*element, "id") == wanted) return element;
    if (json::string_or(*element, "name") != wanted) continue;
    if (found != nullptr) {
      return fail(ErrorCode::kConflict, fmt::format("there are several {}s of the name \"{}\"", what, wanted),
                  fmt::format("give the id of one, such as {}", json::string_or(*element, "id")));
    }
    found = element;
  }
  if (found != nullptr) return found;
  std::string names;
  for (const json::value& one : list) {
    const json::object* element = one.if_object();
    constexpr std::size_t kShown = 300;
    if (element == nullptr || names.size() > kShown) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", json::string_or(*element, "name"));
  }
  return fail(ErrorCode::kNotFound, fmt::format("there is no {} \"{}\"", what, wanted),
              names.empty() ? fmt::format("there is no {} at all", what) : fmt::format("there are: {}", names));
}

RemoteElement to_element(const json::object& o) {
  RemoteElement element{std::string(json::string_or(o, "id")), std::string(json::string_or(o, "kind")),
                        std::string(json::string_or(o, "name"))};
  const auto number = [&](std::string_view member) {
    const json::value* found = json::find(o, member);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
  };
  element.revision = number("revision");
  element.version = number("version");
  return element;
}

/// All pages of a list, or so many that they have `most` elements.
Result<json::array> pages(TeamClient& client, const SecretString& token, std::string path, std::string_view list,
                          std::size_t most = SIZE_MAX) {
  json::array all;
  path += fmt::format("{}limit={}", path.find('?') == std::string::npos ? '?' : '&', kPage);
  std::string cursor;
  do {
    SIGNET_TRY(const json::value page, client.get(path + cursor, token));
    const json::array* elements = json::find_array(page.get_object(), list);
    if (elements == nullptr) return fail(ErrorCode::kNetwork, fmt::format("{}: the answer has no {}", path, list));
    for (const json::value& one : *elements) all.push_back(json::copy(one));
    const std::string_view next = json::string_or(page.get_object(), "next_cursor");
    if (all.size() >= most) break;
    cursor = next.empty() ? std::string() : fmt::format("&cursor={}", next);
  } while (!cursor.empty());
  if (all.size() > most) all.resize(most);
  return all;
}

Result<json::array> search_below(TeamClient& client, const SecretString& token, std::string_view path,
                                 const SearchRequest& request) {
  std::string query = fmt::format("{}/search?q={}", path, percent_encode(request.words));
  if (!request.kind.empty()) query += fmt::format("&kind={}", request.kind);
  if (request.in_trash) query += "&trashed=true";
  return pages(client, token, std::move(query), "elements", request.most);
}

}  // namespace

Result<json::array> list_workspaces(TeamClient& client, const SecretString& token) {
  return pages(client, token, "/workspaces", "workspaces");
}

Result<json::value> create_workspace(TeamClient& client, const SecretString& token, const NewWorkspace& wanted) {
  json::object body{{"name", wanted.name}, {"kind", wanted.kind}};
  if (!wanted.member_role.empty()) body["member_role"] = wanted.member_role;
  if (!wanted.team.empty()) {
    SIGNET_TRY(const json::array teams, pages(client, token, "/teams", "teams"));
    SIGNET_TRY(const json::object* team, pick(teams, "team", wanted.team));
    body["team"] = json::string_or(*team, "id");
  }
  SIGNET_TRY(const json::value made, client.post("/workspaces", token, SecretString(boost::json::serialize(body))));
  return json::copy(made);
}

Result<json::array> search(TeamClient& client, const SecretString& token, const SearchRequest& request) {
  return search_below(client, token, "", request);
}

WorkspaceClient::WorkspaceClient(TeamClient client, SecretString token, std::string id, std::string name)
    : client_(std::move(client)),
      token_(std::move(token)),
      id_(std::move(id)),
      name_(std::move(name)),
      path_("/workspaces/" + id_) {}

Result<WorkspaceClient> WorkspaceClient::open(TeamClient client, SecretString token, std::string_view workspace) {
  SIGNET_TRY(const json::array all, list_workspaces(client, token));
  SIGNET_TRY(const json::object* found, pick(all, "workspace", workspace));
  std::string id(json::string_or(*found, "id"));
  std::string name(json::string_or(*found, "name"));
  return WorkspaceClient(std::move(client), std::move(token), std::move(id), std::move(name));
}

WorkspaceClient WorkspaceClient::of_id(TeamClient client, SecretString token, std::string id) {
  return {std::move(client), std::move(token), std::move(id), ""};
}

std::string WorkspaceClient::url_of(const RemoteElement& element) const {
  return fmt::format("{}/api/v1{}/elements/{}", client_.server(), path_, element.id);
}

Result<std::vector<RemoteElement>> WorkspaceClient::list(std::string_view kind) {
  SIGNET_TRY(const json::array all,
             pages(client_, token_, fmt::format("{}/elements?kind={}", path_, kind), "elements"));
  std::vector<RemoteElement> elements;
  for (const json::value& one : all) {
    if (const json::object* o = one.if_object()) elements.push_back(to_element(*o));
  }
  return elements;
}

Result<RemoteElement> WorkspaceClient::find(std::string_view kind, std::string_view id_or_name) {
  SIGNET_TRY(const json::array all,
             pages(client_, token_, fmt::format("{}/elements?kind={}", path_, kind), "elements"));
  SIGNET_TRY(const json::object* found, pick(all, kind, id_or_name));
  return to_element(*found);
}

Result<RemoteElement> WorkspaceClient::find_any(std::string_view id_or_name) {
  auto by_id = client_.get(fmt::format("{}/elements/{}", path_, percent_encode(id_or_name)), token_);
  if (by_id) return to_element(by_id->get_object());
  if (by_id.error().code != ErrorCode::kNotFound) return by_id.error();
  SearchRequest request;
  request.words = id_or_name;
  request.most = kPage;
  SIGNET_TRY(const json::array hits, search(request));
  SIGNET_TRY(const json::object* found, pick(hits, "element", id_or_name));
  return to_element(*found);
}

Result<json::array> WorkspaceClient::versions(const RemoteElement& element) {
  return pages(client_, token_, fmt::format("{}/elements/{}/versions", path_, element.id), "versions");
}

Result<json::value> WorkspaceClient::diff(const RemoteElement& element, std::int64_t version,
                                          std::optional<std::int64_t> against) {
  const std::string query = against ? fmt::format("?against={}", *against) : std::string();
  SIGNET_TRY(const json::value answer,
             client_.get(fmt::format("{}/elements/{}/versions/{}/diff{}", path_, element.id, version, query), token_));
  return json::copy(answer);
}

Result<json::array> WorkspaceClient::search(const SearchRequest& request) {
  return search_below(client_, token_, path_, request);
}

Result<json::value> WorkspaceClient::export_element(const RemoteElement& element) {
  SIGNET_TRY(const json::value document, client_.get(fmt::format("{}/elements/{}/export", path_, element.id), token_));
  return json::copy(document);
}

Result<json::value> WorkspaceClient::export_with_ids(std::string_view collection) {
  SIGNET_TRY(const json::value document,
             client_.get(fmt::format("{}/elements/{}/export?element_ids=true", path_, collection), token_));
  return json::copy(document);
}

Result<std::vector<RevealedSecret>> WorkspaceClient::reveal(const RemoteElement& environment) {
  SIGNET_TRY(const json::value answer,
             client_.post(fmt::format("{}/elements/{}/reveal", path_, environment.id), token_, {}));
  std::vector<RevealedSecret> secrets;
  const json::array* list = json::find_array(answer.get_object(), "secrets");
  if (list == nullptr) return fail(ErrorCode::kNetwork, "the answer has no secrets");
  for (const json::value& one : *list) {
    const json::object* o = one.if_object();
    const json::value* value = o == nullptr ? nullptr : json::find(*o, "value");
    if (value == nullptr) continue;
    secrets.push_back(
        {std::string(json::string_or(*o, "id")), std::string(json::string_or(*o, "key")), json::copy(*value)});
  }
  return secrets;
}

Result<json::value> WorkspaceClient::import_file(std::string_view name, std::string_view bytes) {
  vault::SecretJsonWriter writer;
  writer.begin_object();
  writer.key("name");
  writer.text(name);
  writer.key("data");
  std::string data = base64_encode(bytes);
  writer.text(data);
  wipe(data);
  writer.end_object();
  SIGNET_TRY(const json::value answer, client_.post(path_ + "/import", token_, std::move(writer).take()));
  return json::copy(answer);
}

}  // namespace signet::app
