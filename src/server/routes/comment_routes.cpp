// Comments on the elements of a workspace: listed, written, edited, resolved, deleted.
#include "server/comments/comments.h"

#include "base/time.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_workspace_route(method, "/elements/{element}/comments" + std::string(pattern),
                                        std::move(operation), std::move(summary), "comments");
  if (method != Method::kGet) route.problems = {404, 409};
  return route;
}

Field body_field() {
  return {.name = "body",
          .required = true,
          .description =
              "Up to 10 KiB, Markdown by convention; clients must not take it as HTML. @[NAME](account:ID) mentions "
              "somebody, who is told if the workspace may be read",
          .min = 1,
          .max = kMaxCommentBytes};
}

std::vector<Field> comment_fields() {
  return {text_field("id"),
          {.name = "parent",
           .required = true,
           .description = "Of answers: the first comment of their thread",
           .nullable = true},
          text_field("author", "A user's id"),
          {.name = "author_name", .required = true, .description = "null: the account is gone", .nullable = true},
          {.name = "body", .required = true, .max = kMaxCommentBytes},
          number_field("revision"),
          time_field("created"),
          time_field("edited", true),
          time_field("resolved", true),
          {.name = "resolved_by", .required = true, .description = "A user's id", .nullable = true}};
}

Answer comment_answer(unsigned status, std::string description) {
  return {.status = status, .description = std::move(description), .fields = comment_fields(), .shape = "Comment"};
}

json::object to_json(const Comment& comment) {
  return {{"id", comment.id},
          {"parent", text_value(comment.parent_id)},
          {"author", comment.author},
          {"author_name", text_value(comment.author_name)},
          {"body", comment.body},
          {"revision", comment.revision},
          {"created", iso_time(comment.created_ms)},
          {"edited", time_value(comment.edited_ms)},
          {"resolved", time_value(comment.resolved_ms)},
          {"resolved_by", text_value(comment.resolved_by)}};
}

Response show(unsigned status, const Comment& comment) {
  return versioned_response(status, to_json(comment), comment.revision);
}

Result<Element> element_of(const WorkspaceScope& scope) {
  return get_element(scope.transaction, scope.workspace, scope.call.text("element"));
}

/// The comment of the path.
Result<Comment> comment_of(const WorkspaceScope& scope, const Element& element) {
  return get_comment(scope.transaction, element, scope.call.text("comment"));
}

void add_list_and_make(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare(Method::kGet, "", "listComments", "The comments on an element, as they were written"));
  list.query = page_fields();
  list.answers = {
      page_answer("comments", {.type = Type::kObject, .fields = comment_fields(), .shape = "Comment"}, "Comments")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    SIGNET_TRY(const std::int64_t after, number_part(page.place[0], -1));
    return read_in_workspace(*services, call, Action::kReadElements, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      SIGNET_TRY(const auto comments, list_comments(scope.transaction, element, after, page.limit + 1));
      return json_response(200, page_json("comments", comments, page, to_json, [](const Comment& comment) {
                             return std::vector{std::to_string(comment.seq)};
                           }));
    });
  };
  Route& make = routes.emplace_back(declare(Method::kPost, "", "addComment", "Begin a thread, or answer in one"));
  make.body = {body_field(),
               {.name = "parent", .description = "A comment of the thread to answer in", .format = "uuid"}};
  make.answers = {comment_answer(201, "Written")};
  make.problems = {404, 409, 429};
  make.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kWriteComments, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      SIGNET_TRY(const Comment made, add_comment(work_of(scope, *services), element, body_text(scope.call, "parent"),
                                                 body_text(scope.call, "body")));
      return show(201, made);
    });
  };
}

void add_change(std::vector<Route>& routes, const Services* services) {
  Route& edit = routes.emplace_back(declare(Method::kPut, "/{comment}", "editComment", "Give one's own another text"));
  edit.versioned = true;
  edit.body = {body_field()};
  edit.answers = {comment_answer(200, "Edited")};
  edit.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kWriteComments, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      SIGNET_TRY(const Comment comment, comment_of(scope, element));
      if (auto refusal = check_revision(scope.call, to_json(comment), comment.revision)) return *std::move(refusal);
      SIGNET_TRY(const Comment edited,
                 edit_comment(work_of(scope, *services), element, comment, body_text(scope.call, "body")));
      return show(200, edited);
    });
  };
  Route& resolve = routes.emplace_back(
      declare(Method::kPost, "/{comment}/resolve", "resolveComment", "Call a thread settled, or open it again"));
  resolve.body = {flag_field("resolved")};
  resolve.answers = {comment_answer(200, "Is so")};
  resolve.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kWriteComments, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      SIGNET_TRY(const Comment comment, comment_of(scope, element));
      SIGNET_TRY(const Comment resolved, resolve_comment(work_of(scope, *services), element, comment,
                                                         scope.call.body.at("resolved").as_bool()));
      return show(200, resolved);
    });
  };
  Route& remove = routes.emplace_back(declare(Method::kDelete, "/{comment}", "deleteComment",
                                              "Delete one's own; admins of the workspace any, with its answers"));
  remove.answers = {{.status = 204, .description = "Is gone"}};
  remove.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kWriteComments, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(const Element element, element_of(scope));
      SIGNET_TRY(const Comment comment, comment_of(scope, element));
      auto refusal = scope.refuse(Action::kDeleteComments);
      if (refusal && comment.author != scope.call.caller.user) return *std::move(refusal);
      SIGNET_CHECK(delete_comment(work_of(scope, *services), element, comment, !refusal));
      return make_response(204, "", "");
    });
  };
}

}  // namespace

std::vector<Route> comment_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list_and_make(routes, services);
  add_change(routes, services);
  return routes;
}

}  // namespace signet::server
