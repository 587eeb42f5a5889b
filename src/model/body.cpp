#include "base/text.h"
#include "model/javascript.h"
#include "model/params.h"
#include "model/request.h"

namespace signet::model {

namespace {

/// Unknown modes are raw, as in RequestBody.update.
BodyMode mode_of(const json::value& v) {
  const std::string name = to_lower(javascript::to_string(v));
  if (name == "urlencoded") return BodyMode::kUrlencoded;
  if (name == "formdata") return BodyMode::kFormdata;
  if (name == "file") return BodyMode::kFile;
  if (name == "graphql") return BodyMode::kGraphql;
  return BodyMode::kRaw;
}

std::string raw_text(const json::value* v) {
  if (v == nullptr) return {};
  if (const auto* s = v->if_string()) return std::string(*s);
  // Objects are sent as their JSON; other values count as an empty body (RequestBody.isEmpty).
  return v->is_object() || v->is_array() ? javascript::stringify(*v) : std::string();
}

void read_file(Body& body, const json::value* v) {
  if (v == nullptr) return;
  if (const auto* s = v->if_string()) body.file = *s;
  const auto* o = v->if_object();
  if (o == nullptr) return;
  if (const std::string_view src = json::string_or(*o, "src"); !src.empty()) body.file = src;
  if (const json::value* content = json::find(*o, "content"); content != nullptr && content->is_string()) {
    body.file_content = content->get_string();
  }
}

json::value read_graphql(const json::value* v) {
  const auto* o = v == nullptr ? nullptr : v->if_object();
  json::object out;
  if (o == nullptr) return out;
  for (const std::string_view key : {"query", "operationName", "variables"}) {
    if (const json::value* member = json::find(*o, key)) out[key] = *member;
  }
  return out;
}

}  // namespace

std::optional<Body> Body::from_json(const json::value& v) {
  Body body;
  if (const auto* s = v.if_string()) {
    body.mode = BodyMode::kRaw;
    body.raw = *s;
    return body;
  }
  const auto* o = v.if_object();
  if (o == nullptr) return std::nullopt;
  const json::value* mode = json::find(*o, "mode");
  if (!javascript::truthy(mode)) return std::nullopt;
  body.mode = mode_of(*mode);
  body.disabled = javascript::truthy(json::find(*o, "disabled"));
  if (const json::object* options = json::find_object(*o, "options")) {
    body.options = *options;
    if (const json::object* raw = json::find_object(*options, "raw")) body.language = json::string_or(*raw, "language");
  }
  const json::value null;
  const auto member = [&](std::string_view key) {
    return json::find(*o, key) != nullptr ? json::find(*o, key) : &null;
  };
  switch (body.mode) {
    case BodyMode::kRaw:
      body.raw = raw_text(json::find(*o, "raw"));
      break;
    case BodyMode::kUrlencoded:
      body.params = urlencoded_from_json(*member("urlencoded"));
      break;
    case BodyMode::kFormdata:
      body.params = form_from_json(*member("formdata"));
      break;
    case BodyMode::kFile:
      read_file(body, json::find(*o, "file"));
      break;
    case BodyMode::kGraphql:
      body.graphql = read_graphql(json::find(*o, "graphql"));
      break;
    case BodyMode::kNone:
      break;
  }
  return body;
}

json::object Body::to_json() const {
  json::object o;
  switch (mode) {
    case BodyMode::kNone:
      return o;
    case BodyMode::kRaw:
      o["mode"] = "raw";
      o["raw"] = raw;
      break;
    case BodyMode::kUrlencoded:
      o["mode"] = "urlencoded";
      o["urlencoded"] = params_to_json(params);
      break;
    case BodyMode::kFormdata:
      o["mode"] = "formdata";
      o["formdata"] = form_to_json(params);
      break;
    case BodyMode::kFile: {
      o["mode"] = "file";
      json::object entry;
      if (file) entry["src"] = *file;
      if (file_content) entry["content"] = *file_content;
      o["file"] = std::move(entry);
      break;
    }
    case BodyMode::kGraphql:
      o["mode"] = "graphql";
      o["graphql"] = graphql;
      break;
  }
  if (options.is_object()) o["options"] = options;
  if (disabled) o["disabled"] = true;
  return o;
}

}  // namespace signet::model
