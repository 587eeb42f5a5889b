#include "server/routes/element_json.h"

#include "base/time.h"
#include "server/routes/declare.h"

namespace signet::server {

std::vector<Field> element_fields() {
  return {text_field("id"),
          {.name = "kind",
           .required = true,
           .values = {"collection", "folder", "request", "environment", "globals", "mock", "monitor"}},
          {.name = "parent",
           .required = true,
           .description = "Of folders and requests: the folder or collection that they are in",
           .nullable = true},
          {.name = "collection", .required = true, .description = "Of folders and requests", .nullable = true},
          {.name = "position",
           .type = Type::kInteger,
           .required = true,
           .description = "Among those of the same parent, or of the same kind at the top"},
          text_field("name"),
          {.name = "method", .required = true, .description = "Of requests: \"GET\"", .nullable = true},
          number_field("revision"),
          {.name = "version",
           .type = Type::kInteger,
           .required = true,
           .description = "The revision of its content, which moves do not change"},
          number_field("seq"),
          time_field("created"),
          text_field("created_by", "A user's id"),
          time_field("changed"),
          text_field("changed_by", "A user's id"),
          time_field("trashed", true)};
}

json::object to_json(const Element& element) {
  return {{"id", element.id},
          {"kind", name_of(element.kind)},
          {"parent", text_value(element.parent_id)},
          {"collection", text_value(element.collection_id)},
          {"position", element.position},
          {"name", element.name},
          {"method", text_value(element.method)},
          {"revision", element.revision},
          {"version", element.version},
          {"seq", element.seq},
          {"created", iso_time(element.created_ms)},
          {"created_by", element.created_by},
          {"changed", iso_time(element.changed_ms)},
          {"changed_by", element.changed_by},
          {"trashed", time_value(element.trashed_ms)}};
}

Answer element_answer(unsigned status, std::string description) {
  std::vector<Field> fields = element_fields();
  fields.push_back({.name = "content",
                    .type = Type::kObject,
                    .required = true,
                    .description = "As Postman has it. The values of secret variables are null: `reveal` shows them"});
  return {.status = status,
          .description = std::move(description),
          .fields = std::move(fields),
          .shape = "ElementWithContent"};
}

json::object to_json(const Element& element, json::value content) {
  json::object shown = to_json(element);
  shown["content"] = std::move(content);
  return shown;
}

Result<Response> show_element(unsigned status, const WorkspaceScope& scope, const Services& services,
                              const Element& element) {
  SIGNET_TRY(json::value content,
             read_content(scope.transaction, services.keys, element, element.version, Hidden::kStays));
  return versioned_response(status, to_json(element, std::move(content)), element.revision);
}

}  // namespace signet::server
