// Requests of format v1 as v2.1: URL, headers, body and events.
#include <set>

#include "base/text.h"
#include "model/javascript.h"
#include "model/url.h"
#include "model/v1.h"

namespace signet::model {

namespace {

using javascript::truthy;

/// lodash's _.isEmpty for JSON: only strings, arrays and objects with something in them are not empty.
bool is_empty(const json::value* v) {
  if (v == nullptr) return true;
  if (const auto* s = v->if_string()) return s->empty();
  if (const auto* a = v->if_array()) return a->empty();
  if (const auto* o = v->if_object()) return o->empty();
  return true;
}

/// v1 says `enabled: false` where v2 says `disabled: true`.
void turn_enabled_into_disabled(json::object& param) {
  const json::value* enabled = json::find(param, "enabled");
  if (enabled == nullptr) return;
  if (enabled->is_bool() && !enabled->get_bool()) param["disabled"] = true;
  param.stable_erase("enabled");
}

json::object url_as_json(const json::value* url) {
  const std::string_view text = url == nullptr || !url->is_string() ? std::string_view() : url->get_string();
  json::object out = split_url(text, UrlRules::kV1).to_json();
  out["raw"] = text;
  return out;
}

json::array query_params(const json::value* list) {
  json::array params;
  const auto* a = list == nullptr ? nullptr : list->if_array();
  if (a == nullptr) return params;
  for (const json::value& element : *a) {
    const auto* o = element.if_object();
    if (o == nullptr) continue;
    json::object param = *o;
    turn_enabled_into_disabled(param);
    if (const json::value* equals = json::find(param, "equals")) {
      const json::value* value = json::find(param, "value");
      const bool null = value == nullptr || value->is_null();
      if (truthy(equals)) {
        if (null && value != nullptr) param["value"] = "";
      } else if (!truthy(value)) {
        param["value"] = nullptr;  // "=" is not written after a key without a value
      }
      param.stable_erase("equals");
    }
    params.push_back(std::move(param));
  }
  return params;
}

/// pathVariableData is a list, pathVariables an older map of names and values.
json::array path_variables(const json::object& request) {
  json::array variables;
  std::set<std::string> known;
  if (const auto* data = json::find_array(request, "pathVariableData")) {
    for (const json::value& element : *data) {
      const auto* o = element.if_object();
      if (o == nullptr) continue;
      known.emplace(json::string_or(*o, "key"));
      variables.push_back(*o);
    }
  }
  if (const auto* map = json::find_object(request, "pathVariables")) {
    for (const auto& member : *map) {
      if (known.count(std::string(member.key())) > 0) continue;
      variables.push_back(json::object{{"key", member.key()}, {"value", member.value()}});
    }
  }
  return variables;
}

json::object convert_url(const json::object& request) {
  json::object url = url_as_json(json::find(request, "url"));
  if (json::array params = query_params(json::find(request, "queryParams")); !params.empty()) {
    url["query"] = std::move(params);
  }
  if (json::array variables = path_variables(request); !variables.empty()) url["variable"] = std::move(variables);
  return url;
}

/// Removes the first "//", which comments a header out, and the space around what is left.
std::string without_comment(std::string_view key) {
  const std::size_t at = key.find("//");
  if (at == std::string_view::npos) return std::string(javascript::trim(key));
  std::string out(key);
  out.erase(at, 2);
  return std::string(javascript::trim(out));
}

/// Lines of /^((\/\/\s*)?\S+):(.*)$/m: headers, commented out by a leading "//".
json::array header_lines(std::string_view text) {
  json::array headers;
  const std::string unfolded = replace_all(replace_all(text, "\r\n ", " "), "\r\n\t", "\t");
  for (std::string_view line_text : split(unfolded, '\n')) {
    std::string_view line = line_text;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool comment = line.starts_with("//");
    std::size_t run = comment ? 2 : 0;
    while (comment && run < line.size() && javascript::space_length(line.substr(run)) > 0) ++run;
    while (run < line.size() && javascript::space_length(line.substr(run)) == 0) ++run;
    const std::size_t colon = line.substr(0, run).rfind(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    json::object header;
    header["key"] = without_comment(line.substr(0, colon));
    header["value"] = javascript::trim(line.substr(colon + 1));
    if (comment) header["disabled"] = true;
    headers.push_back(std::move(header));
  }
  return headers;
}

json::value convert_headers(const json::object& request) {
  const json::value* headers = json::find(request, "headers");
  if (headers != nullptr && headers->is_array()) return *headers;
  json::array out;
  std::set<std::string> known;
  if (const auto* data = json::find_array(request, "headerData")) {
    for (const json::value& element : *data) {
      const auto* o = element.if_object();
      if (o == nullptr) continue;
      json::object header = *o;
      const std::string key(json::string_or(header, "key"));
      turn_enabled_into_disabled(header);
      if (key.starts_with("//") || header.contains("disabled")) {
        header["disabled"] = true;
        header["key"] = without_comment(key);
      }
      known.emplace(json::string_or(header, "key"));
      out.push_back(std::move(header));
    }
  }
  if (headers == nullptr || !headers->is_string()) return out;
  for (json::value& header : header_lines(headers->get_string())) {
    if (known.count(std::string(header.at("key").as_string())) == 0) out.push_back(std::move(header));
  }
  return out;
}

json::array form_params(const json::value* list) {
  json::array params;
  const auto* a = list == nullptr ? nullptr : list->if_array();
  if (a == nullptr) return params;
  for (const json::value& element : *a) {
    const auto* o = element.if_object();
    const json::value* key = o == nullptr ? nullptr : json::find(*o, "key");
    if (key == nullptr || key->is_null()) continue;
    json::object param = *o;
    const json::value* value = json::find(param, "value");
    if (json::string_or(param, "type") == "file" && !truthy(json::find(param, "src")) && truthy(value)) {
      const bool usable = value->is_string() || value->is_array();
      param["src"] = usable ? *value : json::value(nullptr);
      param.stable_erase("value");
    }
    turn_enabled_into_disabled(param);
    params.push_back(std::move(param));
  }
  return params;
}

std::string_view mode_name(std::string_view v1_mode) {
  if (v1_mode == "binary") return "file";
  if (v1_mode == "params") return "formdata";
  if (v1_mode == "graphql" || v1_mode == "raw" || v1_mode == "urlencoded") return v1_mode;
  return {};
}

/// rawModeData as text: a string, or a list of one string.
std::string raw_mode_text(const json::value* raw) {
  if (raw == nullptr) return {};
  if (const auto* s = raw->if_string()) return std::string(*s);
  const auto* a = raw->if_array();
  if (a != nullptr && a->size() == 1 && a->front().is_string()) return std::string(a->front().get_string());
  return {};
}

json::object body_options(const json::object& data_options) {
  json::object options;
  for (const std::string_view mode : {"binary", "graphql", "params", "raw", "urlencoded"}) {
    const json::value* value = json::find(data_options, mode);
    if (!is_empty(value)) options[mode_name(mode)] = *value;
  }
  return options;
}

/// What a body without dataMode must be, from the members that it has.
std::string_view inferred_mode(const std::string& raw, const json::value* data_or_raw, bool graphql) {
  if (raw.empty() && data_or_raw != nullptr && data_or_raw->is_array()) return "formdata";
  return raw.empty() && graphql ? "graphql" : "raw";
}

json::value convert_body(const json::object& request) {
  const json::value* data = json::find(request, "data");
  const json::value* raw_data = json::find(request, "rawModeData");
  const json::value* graphql = json::find(request, "graphqlModeData");
  const json::value* data_mode = json::find(request, "dataMode");
  std::string_view mode = mode_name(json::string_or(request, "dataMode"));
  const bool empty = is_empty(data) && is_empty(raw_data) && is_empty(graphql);
  if ((mode.empty() && empty) || (data_mode != nullptr && data_mode->is_null())) return nullptr;

  const json::object* options = json::find_object(request, "dataOptions");
  if (is_empty(graphql)) {
    graphql = options != nullptr && options->contains("graphql") && !is_empty(data) ? data : nullptr;
  }
  const std::string raw = raw_mode_text(raw_data);
  const json::value* list = truthy(data) ? data : raw_data;
  if (mode.empty()) mode = inferred_mode(raw, list, graphql != nullptr);

  json::object body{{"mode", mode}};
  if (mode == "raw") {
    body["raw"] = !raw.empty() || data == nullptr || !data->is_string() ? json::value(raw) : *data;
  } else if (mode == "graphql") {
    if (graphql != nullptr) body["graphql"] = *graphql;
  } else if (mode == "file") {
    body["file"] = raw.empty() ? json::object() : json::object{{"src", raw}};
  } else {
    body[mode] = form_params(list);
  }
  if (options != nullptr) {
    if (json::object converted = body_options(*options); !converted.empty()) body["options"] = std::move(converted);
  }
  if (truthy(json::find(request, "dataDisabled"))) body["disabled"] = true;
  return body;
}

json::value script_event(std::string_view listen, const json::value& source) {
  json::value exec = source;
  if (const auto* text = source.if_string()) {
    json::array lines;
    for (const std::string& line : split(*text, '\n')) lines.emplace_back(line);
    exec = std::move(lines);
  }
  return json::object{{"listen", listen}, {"script", {{"type", "text/javascript"}, {"exec", std::move(exec)}}}};
}

}  // namespace

json::value convert_v1_events(const json::object& entity) {
  const json::value* tests = json::find(entity, "tests");
  const json::value* prerequest = json::find(entity, "preRequestScript");
  const json::value* events = json::find(entity, "events");
  const bool legacy = truthy(tests) || truthy(prerequest);
  if (!legacy && !is_empty(events) && events->is_array()) {
    json::array out;
    for (const json::value& element : events->get_array()) {
      if (!element.is_object()) continue;
      json::object event = element.get_object();
      if (!truthy(json::find(event, "listen"))) event["listen"] = "test";
      out.push_back(std::move(event));
    }
    return out;
  }
  json::array out;
  if (truthy(tests)) out.push_back(script_event("test", *tests));
  if (truthy(prerequest)) out.push_back(script_event("prerequest", *prerequest));
  return out.empty() ? json::value() : json::value(std::move(out));
}

json::object convert_v1_request(const json::object& request) {
  json::object out;
  if (json::value auth = convert_v1_auth(request, false); !auth.is_null()) out["auth"] = std::move(auth);
  if (const json::value* method = json::find(request, "method")) out["method"] = *method;
  out["header"] = convert_headers(request);
  if (json::value body = convert_body(request); !body.is_null()) out["body"] = std::move(body);
  out["url"] = convert_url(request);
  if (const json::value* description = json::find(request, "description"); truthy(description)) {
    out["description"] = *description;
  }
  return out;
}

}  // namespace signet::model
