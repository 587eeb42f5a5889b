#include "server/api/openapi.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "base/version.h"
#include "server/api/route_tree.h"

namespace signet::server {
namespace {

json::object reference(std::string_view kind, std::string_view name) {
  return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}};
}

/// The schema of problem documents, and one answer of each kind that any operation may give.
json::object problem_schema(json::object& shapes) {
  const Field fault{.type = Type::kObject,
                    .fields = {{.name = "pointer", .description = "Where in the body, as a JSON pointer"},
                               {.name = "parameter", .description = "Which parameter of the path or query"},
                               {.name = "detail", .required = true, .description = "The rule that is broken"}}};
  json::object schema = to_schema(
      {.type = Type::kObject,
       .fields = {{.name = "type", .required = true},
                  {.name = "title", .required = true},
                  {.name = "status", .type = Type::kInteger, .required = true},
                  {.name = "detail"},
                  {.name = "hint", .description = "What to do next"},
                  {.name = "request_id", .description = "Names this request in the log"},
                  {.name = "current", .type = Type::kObject, .description = "Of 412: the element as it is now"},
                  {.name = "requested", .type = Type::kObject, .description = "Of 412: the change that was asked for"},
                  {.name = "errors", .type = Type::kArray, .fields = {fault}}}},
      Direction::kOut, shapes);
  schema["description"] = "A problem document (RFC 9457)";
  return schema;
}

/// Refusals of the front, which knows no routes: problem documents everywhere.
bool is_of_front(unsigned status) {
  return status == 400 || status == 408 || status == 413 || status == 414 || status == 503;
}

json::object error_answer(unsigned status, const Dialect* dialect, json::object& shapes) {
  json::object content;
  if (dialect == nullptr || is_of_front(status)) {
    content[kProblemType] = json::object{{"schema", reference("schemas", "Problem")}};
  }
  if (dialect != nullptr) {
    content["application/json"] = json::object{{"schema", to_schema(dialect->error, Direction::kOut, shapes)}};
  }
  json::object answer;
  answer["description"] = reason_of(status);
  answer["content"] = std::move(content);
  return answer;
}

/// The name of the described answer with that status.
std::string answer_name(const Route& route, unsigned status) {
  return (route.dialect == nullptr ? std::string("Problem") : route.dialect->name) + std::to_string(status);
}

/// The problems that an operation may answer: its own, and those of the dispatcher and the front.
std::set<unsigned> problems_of(const Route& route) {
  std::set<unsigned> statuses = {400, 500, 503};
  statuses.insert(route.problems.begin(), route.problems.end());
  if (route.access != Access::kNone) statuses.insert({401, 403});
  if (!route.body.empty()) statuses.insert({408, 413, 415, 422});
  if (route.versioned) statuses.insert({412, 428});
  if (!route.query.empty()) statuses.insert(414);
  // Undeclared query parameters are refused everywhere.
  statuses.insert({413, 422});
  if (route.dialect != nullptr && statuses.erase(422) != 0) statuses.insert(route.dialect->invalid);
  return statuses;
}

json::array security_of(Access access) {
  const json::object session{{"session", json::array()}};
  const json::object bearer{{"bearer", json::array()}};
  const json::object key{{"key", json::array()}};
  switch (access) {
    case Access::kNone:
      return {};
    case Access::kSession:
      return {session, bearer};
    case Access::kKey:
      return {key, bearer};
    case Access::kSessionOrKey:
      return {session, key, bearer};
  }
  return {};
}

json::object parameter(std::string_view place, const Field& field, bool required, json::object& shapes) {
  json::object out;
  out["name"] = field.name;
  out["in"] = place;
  if (!field.description.empty()) out["description"] = field.description;
  if (required) out["required"] = true;
  Field bare = field;
  bare.description.clear();
  out["schema"] = to_schema(bare, Direction::kIn, shapes);
  return out;
}

json::array parameters_of(const Route& route, json::object& shapes) {
  constexpr std::int64_t kLongest = 200;
  json::array out;
  for (const std::string& name : parameter_names(route.pattern)) {
    const auto declared =
        std::find_if(route.path.begin(), route.path.end(), [&](const Field& field) { return field.name == name; });
    const Field undeclared{.name = name, .max = kLongest};
    out.push_back(parameter("path", declared == route.path.end() ? undeclared : *declared, true, shapes));
  }
  for (const Field& field : route.query) out.push_back(parameter("query", field, field.required, shapes));
  if (route.versioned) {
    json::object match = parameter(
        "header", {.name = "If-Match", .description = "The ETag of what is changed; 428 without it"}, true, shapes);
    match["schema"].as_object()["pattern"] = "^\"[0-9]+\"$";
    out.push_back(std::move(match));
  }
  return out;
}

json::object object_content(std::string_view type, const std::vector<Field>& fields, const std::string& shape,
                            Direction direction, json::object& shapes) {
  json::object media;
  if (!fields.empty()) {
    media["schema"] = to_schema({.type = Type::kObject, .fields = fields, .shape = shape}, direction, shapes);
  }
  json::object content;
  content[type] = std::move(media);
  return content;
}

json::object answers_of(const Route& route, json::object& shapes) {
  json::object out;
  for (const Answer& answer : route.answers) {
    json::object described;
    described["description"] =
        answer.description.empty() ? reason_of(answer.status) : std::string_view(answer.description);
    const bool json = answer.content_type == "application/json";
    if (!answer.fields.empty() || !json) {
      described["content"] = object_content(answer.content_type, answer.fields, answer.shape, Direction::kOut, shapes);
    }
    out[std::to_string(answer.status)] = std::move(described);
  }
  for (const unsigned status : problems_of(route)) {
    const std::string name = std::to_string(status);
    if (!out.contains(name)) out[name] = reference("responses", answer_name(route, status));
  }
  return out;
}

json::object operation_of(const Route& route, json::object& shapes) {
  json::object out;
  out["operationId"] = route.operation;
  out["summary"] = route.summary;
  if (!route.tag.empty()) out["tags"] = json::array{route.tag};
  out["security"] = security_of(route.access);
  if (json::array parameters = parameters_of(route, shapes); !parameters.empty()) {
    out["parameters"] = std::move(parameters);
  }
  if (!route.body.empty()) {
    json::object body;
    body["required"] = true;
    body["content"] = object_content("application/json", route.body, route.body_shape, Direction::kIn, shapes);
    out["requestBody"] = std::move(body);
  }
  out["responses"] = answers_of(route, shapes);
  return out;
}

json::object security_schemes() {
  return {{"session",
           {{"type", "apiKey"},
            {"in", "cookie"},
            {"name", kSessionCookie},
            {"description", "Of browsers; what changes something wants X-CSRF-Token as well"}}},
          {"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"description", "A session's token, or an API key"}}},
          {"key", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-Api-Key"}}}};
}

/// Whether YAML 1.1 and 1.2 readers alike take the text as a string without quotes.
bool is_plain(std::string_view text) {
  static const std::set<std::string, std::less<>> kWords = {"true", "false", "null", "yes", "no",
                                                            "on",   "off",   "y",    "n"};
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto fine = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || std::string_view(" _-./$()").find(c) != std::string_view::npos;
  };
  return !text.empty() && (letter(text.front()) || text.front() == '/' || text.front() == '$') && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), fine) && !kWords.contains(to_lower(text));
}

void write_text(YAML::Emitter& out, std::string_view text) {
  if (!is_plain(text)) out << YAML::DoubleQuoted;
  out << std::string(text);
}

// As deep as schemas are nested, which are our own.
void write(YAML::Emitter& out, const json::value& value) {  // NOLINT(misc-no-recursion)
  if (const auto* object = value.if_object()) {
    if (object->empty()) out << YAML::Flow;
    out << YAML::BeginMap;
    for (const auto& member : *object) {
      out << YAML::Key;
      write_text(out, member.key());
      out << YAML::Value;
      write(out, member.value());
    }
    out << YAML::EndMap;
  } else if (const auto* array = value.if_array()) {
    const bool simple =
        std::none_of(array->begin(), array->end(), [](const json::value& v) { return v.is_object() || v.is_array(); });
    if (simple) out << YAML::Flow;
    out << YAML::BeginSeq;
    for (const json::value& element : *array) write(out, element);
    out << YAML::EndSeq;
  } else if (const auto* text = value.if_string()) {
    write_text(out, *text);
  } else if (value.is_null()) {
    out << YAML::Null;
  } else {
    out << json::to_text(value);  // numbers and booleans are written alike in both languages
  }
}

}  // namespace

json::object describe(const std::vector<Route>& routes) {
  json::object shapes;
  json::object paths;
  std::map<std::string, json::object> answers;
  shapes["Problem"] = problem_schema(shapes);
  for (const Route& route : routes) {
    if (!paths.contains(route.pattern)) paths[route.pattern] = json::object();
    paths[route.pattern].as_object()[to_lower(to_text(route.method))] = operation_of(route, shapes);
    for (const unsigned status : problems_of(route)) {
      answers[answer_name(route, status)] = error_answer(status, route.dialect.get(), shapes);
    }
  }
  json::object document;
  document["openapi"] = "3.1.0";
  document["info"] = {{"title", "Signet team server"},
                      {"version", kVersion},
                      {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
  document["servers"] = json::array{json::object{{"url", "/"}}};
  document["paths"] = std::move(paths);
  document["components"] = {{"schemas", std::move(shapes)},
                            {"responses", json::object(answers.begin(), answers.end())},
                            {"securitySchemes", security_schemes()}};
  return document;
}

std::string describe_as_yaml(const std::vector<Route>& routes) {
  YAML::Emitter out;
  write(out, describe(routes));
  return std::string("# Written from the routes by `signet serve --openapi`; a test compares them.\n") + out.c_str() +
         "\n";
}

}  // namespace signet::server
