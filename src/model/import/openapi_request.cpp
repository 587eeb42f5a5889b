#include "model/import/openapi_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/import/openapi_body.h"
#include "model/import/openapi_responses.h"
#include "model/import/openapi_template.h"

namespace signet::model::openapi {
namespace {

constexpr std::size_t kLongestName = 200;

class Parameters {
 public:
  /// Those of the path, and the operation's own, which come before those of the same place and name.
  Parameters(Work& work, const Place& place) {
    for (const json::object* owner : {&place.path_item, &place.operation}) {
      for (const json::value& listed : list_in(*owner, "parameters")) {
        if (!work.growth.take(kValueBytes)) break;
        const json::object* parameter = work.references.object(&listed);
        if (parameter != nullptr && !json::string_or(*parameter, "name").empty()) add(*parameter);
      }
    }
  }

  [[nodiscard]] const std::vector<const json::object*>& all() const { return all_; }

  /// Null when there is none. `in` is "path", "query", "header" or "cookie".
  [[nodiscard]] const json::object* find(std::string_view in, std::string_view name) const {
    const auto found = places_.find({in, name});
    return found == places_.end() ? nullptr : all_[found->second];
  }

 private:
  void add(const json::object& parameter) {
    const std::pair key{json::string_or(parameter, "in"), json::string_or(parameter, "name")};
    const auto [at, is_new] = places_.emplace(key, all_.size());
    if (is_new) {
      all_.push_back(&parameter);
    } else {
      all_[at->second] = &parameter;
    }
  }

  std::vector<const json::object*> all_;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> places_;
};

/// What stands for a parameter: as its `schema`, or as the one media type of its `content`.
json::value sample_of(Work& work, const json::object& parameter) {
  const Media media = best_media(work, object_in(parameter, "content"));
  return work.samples.first(media.described == nullptr ? parameter : *media.described, Direction::kRequest);
}

std::string text_of(const json::value& sample) {
  return sample.is_null() ? "" : json::to_text(sample);
}

/// {"key", "value", "description", "disabled"}
json::object entry_of(Work& work, const json::object& parameter, std::string_view key, std::string_view value) {
  json::object entry = key_value(key, value);
  const std::string_view description = json::string_or(parameter, "description");
  if (!description.empty() && work.growth.take(description.size())) entry["description"] = description;
  if (!json::bool_or(parameter, "required", false)) entry["disabled"] = true;
  return entry;
}

/// What separates the elements of a list that is one parameter (OpenAPI 3.1 §4.8.12.2).
std::string_view separator_of(std::string_view style) {
  if (style == "pipeDelimited") return "|";
  return style == "spaceDelimited" ? " " : ",";
}

/// Elements of lists as parameters of the same name, members of objects by theirs, unless the style joins them.
void add_query(Work& work, const json::object& parameter, json::array& query) {
  const std::string_view name = json::string_or(parameter, "name");
  const std::string_view style = json::string_or(parameter, "style", "form");
  const bool is_exploded = json::bool_or(parameter, "explode", style == "form");
  const json::value sample = sample_of(work, parameter);
  const auto add = [&](std::string_view key, const json::value& value) {
    query.push_back(entry_of(work, parameter, key, text_of(value)));
  };
  const bool is_json = parameter.contains("content");
  const auto* list = is_json ? nullptr : sample.if_array();
  const auto* object = is_json ? nullptr : sample.if_object();
  if (object != nullptr && (is_exploded || style == "deepObject")) {
    for (const auto& member : *object) {
      const std::string_view key = member.key();
      add(style == "deepObject" ? fmt::format("{}[{}]", name, key) : std::string(key), member.value());
    }
  } else if (list != nullptr && is_exploded && !list->empty()) {
    for (const json::value& element : *list) add(name, element);
  } else if (list != nullptr) {
    std::vector<std::string> texts;
    for (const json::value& element : *list) texts.push_back(text_of(element));
    add(name, json::value(join(texts, separator_of(style))));
  } else {
    add(name, sample);
  }
}

/// "{id}" → ":id", a path variable, which is a whole segment; "{id}.json" → "{{id}}.json", a variable of the
/// collection.
std::string segment_of(Work& work, const Parameters& parameters, std::string_view segment, json::array& variables) {
  const auto value_of = [&](std::string_view name) {
    const json::object* parameter = parameters.find("path", name);
    return std::pair{parameter, parameter == nullptr ? std::string() : text_of(sample_of(work, *parameter))};
  };
  const std::size_t close = segment.find('}');
  if (segment.starts_with('{') && close == segment.size() - 1) {
    const std::string_view name = segment.substr(1, segment.size() - 2);
    const auto [parameter, value] = value_of(name);
    json::object variable = key_value(name, value);
    const std::string_view description = parameter == nullptr ? "" : json::string_or(*parameter, "description");
    if (!description.empty() && work.growth.take(description.size())) variable["description"] = description;
    variables.push_back(std::move(variable));
    return fmt::format(":{}", name);
  }
  return fill_template(segment, [&](std::string_view name) { return work.variables.add(name, value_of(name).second); });
}

json::object url_of(Work& work, const Place& place, const Parameters& parameters, const Security& security) {
  json::array path;
  json::array variables;
  const std::string_view text = place.path.starts_with('/') ? place.path.substr(1) : place.path;
  for (const std::string& segment : split(text, '/')) {
    path.emplace_back(segment_of(work, parameters, segment, variables));
  }
  json::array query;
  for (const json::object* parameter : parameters.all()) {
    if (json::string_or(*parameter, "in") == "query") add_query(work, *parameter, query);
  }
  for (const json::object& added : security.query) query.push_back(added);
  json::object url{{"host", json::array{place.base_url}}, {"path", std::move(path)}};
  if (!query.empty()) url["query"] = std::move(query);
  if (!variables.empty()) url["variable"] = std::move(variables);
  return with_raw(std::move(url));
}

/// Those that the document may not describe as parameters (OpenAPI 3.1 §4.8.12.1), and cookies, which are one header.
json::array headers_of(Work& work, const Place& place, const Parameters& parameters, const Security& security) {
  json::array headers;
  if (const std::string accepted = accepted_type(work, place.operation); !accepted.empty()) {
    headers.push_back(key_value("Accept", accepted));
  }
  std::vector<std::string> cookies;
  for (const json::object* parameter : parameters.all()) {
    const std::string_view in = json::string_or(*parameter, "in");
    const std::string_view name = json::string_or(*parameter, "name");
    const std::string lower = to_lower(name);
    if (in == "cookie" && json::bool_or(*parameter, "required", false)) {
      cookies.push_back(fmt::format("{}={}", name, text_of(sample_of(work, *parameter))));
    }
    const bool is_own = lower == "accept" || lower == "content-type" || lower == "authorization";
    if (in != "header" || is_own) continue;
    headers.push_back(entry_of(work, *parameter, name, text_of(sample_of(work, *parameter))));
  }
  for (const json::object& added : security.headers) {
    if (json::string_or(added, "key") == "Cookie") {
      cookies.emplace_back(json::string_or(added, "value"));
    } else {
      headers.push_back(added);
    }
  }
  if (!cookies.empty()) headers.push_back(key_value("Cookie", join(cookies, "; ")));
  return headers;
}

/// The summary, else the operation's id, else "GET /orders".
std::string name_of(const Place& place) {
  for (const std::string_view key : {"summary", "operationId"}) {
    const std::string_view name = trim(json::string_or(place.operation, key));
    if (!name.empty()) return cut(name, kLongestName);
  }
  return cut(fmt::format("{} {}", to_upper(place.method), place.path), kLongestName);
}

std::string description_of(const Place& place) {
  std::string text(json::string_or(place.operation, "description"));
  if (json::bool_or(place.operation, "deprecated", false)) text = "**Deprecated.**\n\n" + text;
  if (const json::object* more = json::find_object(place.operation, "externalDocs")) {
    const std::string_view address = json::string_or(*more, "url");
    if (!address.empty()) text += fmt::format("{}{}", text.empty() ? "" : "\n\n", address);
  }
  return text;
}

}  // namespace

json::object request_item(Work& work, const Place& place) {
  const bool has_own = json::find_array(place.operation, "security") != nullptr;
  const Security own = has_own ? work.schemes.of(place.operation) : Security();
  const Security& security = has_own ? own : place.security;
  const Parameters parameters(work, place);
  json::object request{{"method", to_upper(place.method)}};
  if (has_own) request["auth"] = own.auth;
  request["header"] = headers_of(work, place, parameters, security);
  request["url"] = url_of(work, place, parameters, security);
  add_body(work, place.operation, request);
  if (const std::string description = description_of(place); !description.empty()) {
    request["description"] = description;
  }
  json::array examples = saved_examples(work, place.operation, request);
  if (place.operation.contains("callbacks")) {
    work.notices.add("Callbacks, which the API sends itself, were left out.");
  }
  return {{"name", name_of(place)}, {"request", std::move(request)}, {"response", std::move(examples)}};
}

}  // namespace signet::model::openapi
