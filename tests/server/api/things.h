// A small API for tests: every kind of input, and handlers that show what they were given.
#pragma once

#include "server/api/dispatcher.h"

namespace signet::server::test {

inline Result<Response> show_call(Call& call) {
  json::object parameters;
  for (const auto& [name, value] : call.parameters) parameters[name] = value;
  json::object seen{{"parameters", parameters}, {"body", call.body}};
  for (const auto& [name, secret] : call.secrets) seen["secret of " + name] = secret.expose();
  return json_response(200, seen);
}

inline Route make_thing() {
  const Field part{.type = Type::kObject,
                   .fields = {{.name = "name", .required = true}, {.name = "weight", .type = Type::kNumber, .min = 0}},
                   .shape = "Part"};
  return {.method = Method::kPost,
          .pattern = "/api/v1/things",
          .operation = "makeThing",
          .summary = "Make a thing",
          .tag = "things",
          .body = {{.name = "name", .required = true, .description = "What people call it", .min = 1, .max = 10},
                   {.name = "email", .format = "email"},
                   {.name = "id", .format = "uuid"},
                   {.name = "at", .format = "date-time"},
                   {.name = "link", .format = "uri"},
                   {.name = "kind", .values = {"round", "square"}},
                   {.name = "count", .type = Type::kInteger, .min = 0, .max = 100},
                   {.name = "on", .type = Type::kBoolean},
                   {.name = "note", .nullable = true},
                   {.name = "password", .min = 12, .secret = true},
                   {.name = "tags", .type = Type::kArray, .max = 3, .fields = {{.max = 5}}},
                   {.name = "parts", .type = Type::kArray, .fields = {part}},
                   {.name = "more", .type = Type::kObject}},
          .body_shape = "NewThing",
          .body_bytes = 2000,
          .answers = {{.status = 201,
                       .description = "Made",
                       .fields = {{.name = "id", .required = true, .format = "uuid"}},
                       .shape = "Thing"}},
          .problems = {409},
          .handler = show_call};
}

inline std::vector<Route> things() {
  return {make_thing(),
          {.method = Method::kGet,
           .pattern = "/api/v1/things",
           .operation = "listThings",
           .summary = "List things",
           .tag = "things",
           .access = Access::kNone,
           .query = {{.name = "limit", .type = Type::kInteger, .min = 1, .max = 100},
                     {.name = "kind", .values = {"round", "square"}},
                     {.name = "team", .required = true, .max = 5}},
           .answers = {{.status = 200}},
           .handler = show_call},
          {.method = Method::kGet,
           .pattern = "/api/v1/things/{id}",
           .operation = "getThing",
           .summary = "A thing",
           .tag = "things",
           .access = Access::kNone,
           .path = {{.name = "id", .type = Type::kInteger, .min = 1}},
           .answers = {{.status = 200}},
           .problems = {404},
           .handler = show_call},
          {.method = Method::kGet,
           .pattern = "/api/v1/things/search",
           .operation = "searchThings",
           .summary = "Search things",
           .tag = "things",
           .access = Access::kNone,
           .answers = {{.status = 200}},
           .handler = show_call},
          {.method = Method::kDelete,
           .pattern = "/api/v1/things/{id}/parts/{part}",
           .operation = "deletePart",
           .summary = "Take a part off",
           .tag = "things",
           .access = Access::kSession,
           .answers = {{.status = 204}},
           .handler = show_call}};
}

}  // namespace signet::server::test
