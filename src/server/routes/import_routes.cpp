// Files as Postman exports them, and of other formats, brought into a workspace.
#include "base/encoding.h"
#include "server/elements/import.h"
#include "server/routes/declare.h"
#include "server/routes/element_json.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMaxFileBytes = 64LL << 20;
constexpr std::int64_t kMaxFileText = (kMaxFileBytes + 2) / 3 * 4;  // in Base64
constexpr std::int64_t kMaxFileName = 255;

Field left_out_field() {
  return {
      .name = "left_out",
      .type = Type::kArray,
      .required = true,
      .description = "What was not taken, and why",
      .fields = {{.type = Type::kObject, .fields = {text_field("source"), text_field("reason")}, .shape = "LeftOut"}}};
}

Field imported_field() {
  std::vector<Field> fields = element_fields();
  fields.push_back(text_field("source", "Which part of the file it was"));
  return {.name = "imported",
          .type = Type::kArray,
          .required = true,
          .fields = {{.type = Type::kObject, .fields = std::move(fields), .shape = "ImportedElement"}}};
}

Field notices_field() {
  return {.name = "notices",
          .type = Type::kArray,
          .required = true,
          .description = "What a collection cannot hold of other formats, and what is left to do",
          .fields = {{}}};
}

json::object to_json(const std::vector<Imported>& imported, const ImportPlan& plan,
                     const std::vector<model::LeftOut>& late) {
  json::object body{{"imported", json::array()}, {"left_out", json::array()}, {"notices", json::array()}};
  for (const Imported& one : imported) {
    json::object element = to_json(one.element);
    element["source"] = one.source;
    body["imported"].get_array().push_back(std::move(element));
  }
  for (const auto* list : {&plan.left_out, &late}) {
    for (const model::LeftOut& one : *list) {
      body["left_out"].get_array().push_back(json::object{{"source", one.source}, {"reason", one.reason}});
    }
  }
  for (const std::string& notice : plan.notices) body["notices"].get_array().emplace_back(notice);
  return body;
}

}  // namespace

std::vector<Route> import_routes(const Services* services) {
  Route file = declare_workspace_route(Method::kPost, "/import", "importFile",
                                       "Import a file: a collection, an environment, globals or a data dump (ZIP) as "
                                       "Postman exports them, an OpenAPI 3 description in JSON or YAML, or a HAR "
                                       "recording; all that can be taken of it, or nothing",
                                       "elements");
  file.body = {{.name = "name", .required = true, .description = "The file's name", .min = 1, .max = kMaxFileName},
               {.name = "data", .required = true, .description = "The file in Base64", .max = kMaxFileText}};
  file.body_shape = "File";
  file.body_bytes = static_cast<std::uint64_t>(kMaxFileText) + (64U << 10);
  file.answers = {{.status = 201,
                   .description = "Imported",
                   .fields = {imported_field(), left_out_field(), notices_field()},
                   .shape = "Import"}};
  file.problems = {404, 409, 429};
  file.handler = [services](Call& call) -> Result<Response> {
    // First of all whether it is allowed: what follows may take seconds.
    const auto allowed = [](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_CHECK(check_not_archived(scope.workspace));
      return make_response(204, "", "");
    };
    SIGNET_TRY(Response verdict, read_in_workspace(*services, call, Action::kChangeElements, allowed));
    if (verdict.status != 204) return verdict;
    const auto bytes = base64_decode(body_text(call, "data"));
    if (!bytes) return fail(ErrorCode::kInvalidInput, "data: is no Base64", "encode the file as it is");
    SIGNET_TRY(const ImportPlan plan, plan_import(*bytes, body_text(call, "name")));
    return change_in_workspace(*services, call, Action::kChangeElements,
                               [&](WorkspaceScope& scope) -> Result<Response> {
                                 const ElementWork work = work_of(scope, *services);
                                 std::vector<model::LeftOut> late;
                                 SIGNET_TRY(const auto imported, import_all(work, plan, late));
                                 return json_response(201, to_json(imported, plan, late));
                               });
  };
  return {std::move(file)};
}

}  // namespace signet::server
