#include "model/import/openapi_body.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace signet::model::openapi {
namespace {

constexpr std::string_view kUrlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view kFormdata = "multipart/form-data";

int rank_of(std::string_view media_type) {
  const std::string type = media_type_of(media_type);
  if (type == "application/json") return 0;
  if (language_of(type) == "json") return 1;
  if (type == kUrlencoded) return 2;
  if (type == kFormdata) return 3;
  return type.starts_with("text/") || language_of(type) == "xml" ? 4 : 5;
}

bool is_text(std::string_view media_type) {
  return rank_of(media_type) < 5 || language_of(media_type) != "text";
}

bool is_listed(const json::array& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](const json::value& one) { return one.is_string() && one.get_string() == name; });
}

/// The fields of a form. Those that may be missing are disabled, where the schema says which may not.
json::object form(Work& work, std::string_view mode, const json::object& media) {
  const json::object* schema = work.references.object(json::find(media, "schema"));
  const json::value sample = work.samples.first(media, Direction::kRequest);
  const json::object& encodings = object_in(media, "encoding");
  json::array fields;
  const json::array& required = list_in(schema == nullptr ? media : *schema, "required");
  if (const auto* members = sample.if_object()) {
    for (const auto& member : *members) {
      if (!work.growth.take(kValueBytes * required.size())) break;
      const json::object* property = schema == nullptr ? nullptr : work.samples.property(*schema, member.key());
      json::object field{{"key", member.key()}};
      if (mode == "formdata" && property != nullptr && is_binary(work.references, *property)) {
        field["type"] = "file";
        field["src"] = json::array();
      } else {
        field["value"] = json::to_text(member.value());
        if (mode == "formdata") field["type"] = "text";
      }
      const std::string_view content_type = json::string_or(object_in(encodings, member.key()), "contentType");
      if (mode == "formdata" && !content_type.empty()) field["contentType"] = content_type;
      const std::string_view description = property == nullptr ? "" : json::string_or(*property, "description");
      if (!description.empty() && work.growth.take(description.size())) field["description"] = description;
      if (!required.empty() && !is_listed(required, member.key())) field["disabled"] = true;
      fields.push_back(std::move(field));
    }
  }
  json::object body{{"mode", mode}};
  body[mode] = std::move(fields);
  return body;
}

bool is_file(Work& work, const Media& media) {
  const json::object* schema = work.references.object(json::find(*media.described, "schema"));
  return !is_text(media.type) || (schema != nullptr && is_binary(work.references, *schema));
}

}  // namespace

Media best_media(Work& work, const json::object& content) {
  Media best;
  for (const auto& member : content) {
    if (!work.growth.take(kValueBytes)) break;
    const auto* described = member.value().if_object();
    const std::string_view type = member.key();
    if (described == nullptr || type.empty()) continue;
    if (best.described == nullptr || rank_of(type) < rank_of(best.type)) best = {type, described};
  }
  return best;
}

std::string body_text(Work& work, const json::value& sample, std::string_view media_type) {
  const bool is_json = language_of(media_type) == "json";
  if (const auto* text = sample.if_string()) {
    // Some write the JSON of an example as a text.
    const bool is_written = !is_json || text->starts_with('{') || text->starts_with('[');
    return is_written ? std::string(*text) : boost::json::serialize(sample);
  }
  if (sample.is_null() && !is_json) return "";
  if (is_json || !sample.is_structured()) return std::string(trim(json::pretty(sample)));
  work.notices.add(fmt::format("A body of {} has no example as text: it was left empty.", in_quotes(media_type)));
  return "";
}

void add_body(Work& work, const json::object& operation, json::object& request) {
  const json::object* described = work.references.object(json::find(operation, "requestBody"));
  if (described == nullptr) return;
  const json::object& content = object_in(*described, "content");
  const Media media = best_media(work, content);
  if (media.described == nullptr) return;
  if (content.size() > 1) {
    work.notices.add("Where a body may be of several media types, the request has one: JSON before forms before text.");
  }
  const std::string type = media_type_of(media.type);
  // A client writes this header for forms itself, with the boundary.
  if (type == kUrlencoded || type == kFormdata) {
    request["body"] = form(work, type == kFormdata ? "formdata" : "urlencoded", *media.described);
    return;
  }
  request["header"].get_array().push_back(key_value("Content-Type", media.type));
  if (is_file(work, media)) {
    request["body"] = json::object{{"mode", "file"}, {"file", json::object()}};
    return;
  }
  const json::value sample = work.samples.first(*media.described, Direction::kRequest);
  request["body"] = raw_body(body_text(work, sample, media.type), media.type);
}

}  // namespace signet::model::openapi
