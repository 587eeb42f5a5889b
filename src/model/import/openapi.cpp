#include "model/import/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/import/openapi_request.h"
#include "model/import/openapi_template.h"
#include "model/import/openapi_work.h"
#include "model/reading.h"

namespace signet::model {
namespace {

using openapi::Place;
using openapi::Security;
using openapi::Work;

bool is_method(std::string_view member) {
  constexpr std::string_view kMethods[] = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};
  return std::find(std::begin(kMethods), std::end(kMethods), member) != std::end(kMethods);
}

/// "https://api.example.com" of "https://api.example.com/docs/openapi.yaml"; empty for a file.
std::string_view origin_of(std::string_view source) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (source.starts_with(scheme)) return source.substr(0, source.find_first_of("/?#", scheme.size()));
  }
  return {};
}

Status check_version(const json::object& document) {
  if (document.contains("swagger") && !document.contains("openapi")) {
    return fail(ErrorCode::kInvalidInput, "describes an API in Swagger 2.0, which is not read",
                "convert it to OpenAPI 3 first, as the Swagger Editor does (Edit, Convert to OpenAPI 3)");
  }
  const json::value& version = document.at("openapi");
  const std::string text =
      version.is_number() ? json::to_text(version) : std::string(json::string_or(document, "openapi"));
  if (text == "3" || text.starts_with("3.")) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("openapi: version {} is not read", in_quotes(text)),
              "OpenAPI 3.0 and 3.1 are");
}

/// The member as an object, or as a list, where it is there at all.
Status check_shapes(const json::object& document) {
  for (const std::string_view key : {"info", "paths", "components"}) {
    const json::value* value = json::find(document, key);
    if (value != nullptr && !value->is_object()) {
      return wrong_kind(key, "an object", *value, "correct the description of the API");
    }
  }
  for (const std::string_view key : {"servers", "tags", "security"}) {
    const json::value* value = json::find(document, key);
    if (value != nullptr && !value->is_array()) {
      return wrong_kind(key, "a list", *value, "correct the description of the API");
    }
  }
  if (document.contains("paths") || document.contains("webhooks") || document.contains("components")) return {};
  return fail(ErrorCode::kInvalidInput, "paths: missing, so that there is no operation",
              "a description of an API has a member \"paths\"");
}

/// Addresses of servers as variables of the collection.
class Servers {
 public:
  Servers(Work& work, std::string_view source) : work_(work), origin_(origin_of(source)) {}

  /// The variable of the first server of `owner`, or `otherwise` where it has none of its own.
  std::string of(const json::object& owner, const std::string& otherwise) {
    const json::array& servers = list_in(owner, "servers");
    const auto* first = servers.empty() ? nullptr : servers.front().if_object();
    return first == nullptr ? otherwise : variable(*first, others(servers));
  }

  /// That of the document, which is "baseUrl" in any case.
  std::string of_document() {
    const std::string found = of(work_.document, "");
    return found.empty() ? variable({{"url", "/"}}, "") : found;
  }

 private:
  static std::string others(const json::array& servers) {
    std::string text;
    for (std::size_t i = 1; i < servers.size(); ++i) {
      const auto* server = servers[i].if_object();
      if (server == nullptr) continue;
      const std::string_view description = json::string_or(*server, "description");
      text += fmt::format("{}{}{}{}", text.empty() ? "Other servers: " : "; ", json::string_or(*server, "url"),
                          description.empty() ? "" : " ", description);
    }
    return text;
  }

  std::string variable(const json::object& server, const std::string& description) {
    const json::object& described = object_in(server, "variables");
    std::string url = openapi::fill_template(json::string_or(server, "url"), [&](std::string_view name) {
      return work_.variables.add(name, json::string_or(object_in(described, name), "default"));
    });
    while (url.ends_with('/')) url.pop_back();
    if (url.find("://") == std::string::npos && !url.starts_with("{{")) {
      if (origin_.empty()) {
        work_.notices.add("The description does not say where the API is: set the variable baseUrl of the collection.");
        if (url.empty()) return name_of("", description);
      }
      url = fmt::format("{}{}{}", origin_, url.empty() || url.starts_with('/') ? "" : "/", url);
    }
    return name_of(url, description);
  }

  /// "baseUrl" is the first, "baseUrl2" the next.
  std::string name_of(const std::string& url, const std::string& description) {
    const auto [found, is_new] = names_.emplace(url, "");
    if (is_new) {
      const std::string name = names_.size() == 1 ? "baseUrl" : fmt::format("baseUrl{}", names_.size());
      found->second = work_.variables.add(name, url, description);
    }
    return found->second;
  }

  Work& work_;
  std::string_view origin_;
  std::map<std::string, std::string> names_;
};

/// Folders in the order in which the document lists its tags, then as operations name others.
class Folders {
 public:
  explicit Folders(Work& work) {
    for (const json::value& listed : list_in(work.document, "tags")) {
      const auto* tag = listed.if_object();
      if (tag != nullptr) folder(json::string_or(*tag, "name"), json::string_or(*tag, "description"));
    }
  }

  void add(const json::object& operation, json::object item) {
    const json::array& tags = list_in(operation, "tags");
    const auto* tag = tags.empty() ? nullptr : tags.front().if_string();
    (tag == nullptr || tag->empty() ? top_ : folder(*tag, "")).push_back(std::move(item));
  }

  /// Folders with something in them, then requests without a tag.
  [[nodiscard]] json::array take() && {
    json::array items;
    for (Folder& folder : folders_) {
      if (folder.items.empty()) continue;
      json::object item{{"name", folder.name}};
      if (!folder.description.empty()) item["description"] = folder.description;
      item["item"] = std::move(folder.items);
      items.push_back(std::move(item));
    }
    for (json::value& item : top_) items.push_back(std::move(item));
    return items;
  }

 private:
  struct Folder {
    std::string name;
    std::string description;
    json::array items;
  };

  json::array& folder(std::string_view name, std::string_view description) {
    const auto [at, is_new] = places_.emplace(name, folders_.size());
    if (is_new) folders_.push_back({std::string(name), std::string(description), {}});
    return folders_[at->second].items;
  }

  std::vector<Folder> folders_;
  std::map<std::string, std::size_t, std::less<>> places_;
  json::array top_;
};

void convert_paths(Work& work, Servers& servers, Folders& folders, const std::string& base_url,
                   const Security& security) {
  for (const auto& path : object_in(work.document, "paths")) {
    if (std::string_view(path.key()).starts_with("x-")) continue;
    const json::object* item = work.references.object(&path.value());
    if (item == nullptr) {
      work.notices.add(fmt::format("The path {} has no operations that could be read.", in_quotes(path.key())));
      continue;
    }
    // The same may stand for many paths.
    if (!work.growth.take(weight_of(*item))) return;
    const std::string own_url = servers.of(*item, base_url);
    for (const auto& member : *item) {
      if (!is_method(member.key())) continue;
      const auto* operation = member.value().if_object();
      if (operation == nullptr) {
        work.notices.add(fmt::format("paths: {}: {}: expected an object, found {}; it was left out.",
                                     in_quotes(path.key()), std::string_view(member.key()), kind_name(member.value())));
        continue;
      }
      const Place place{member.key(), path.key(), *item, *operation, servers.of(*operation, own_url), security};
      json::object converted = request_item(work, place);
      if (!work.growth.take(weight_of(converted))) return;
      folders.add(*operation, std::move(converted));
    }
  }
}

}  // namespace

bool is_openapi(const json::object& document) {
  return document.contains("openapi") || document.contains("swagger");
}

bool is_openapi_yaml(std::string_view text) {
  const std::string_view begin = trim(text.substr(0, 1024));
  if (begin.starts_with('{') || begin.starts_with('[')) return false;
  for (const std::string_view key : {"openapi", "swagger"}) {
    for (const std::string_view quote : {"", "\"", "'"}) {
      const std::string line = fmt::format("{0}{1}{0}:", quote, key);
      if (text.starts_with(line) || text.find("\n" + line) != std::string_view::npos) return true;
    }
  }
  return false;
}

Result<Conversion> convert_openapi(const json::object& document, std::string_view source, std::size_t most_bytes) {
  SIGNET_CHECK(check_version(document));
  SIGNET_CHECK(check_shapes(document));
  Work work(document, most_bytes);
  Servers servers(work, source);
  const std::string base_url = servers.of_document();
  const Security security = work.schemes.of(document);
  Folders folders(work);
  convert_paths(work, servers, folders, base_url, security);
  if (work.growth.is_over()) {
    return fail(
        ErrorCode::kLimit,
        fmt::format("takes more than {} MiB as a collection, with what its references stand for", most_bytes >> 20),
        "split the description of the API");
  }
  if (document.contains("webhooks")) work.notices.add("Webhooks, which the API sends itself, were left out.");
  const json::object& info = object_in(document, "info");
  const std::string_view title = json::string_or(info, "title", "API");
  json::object collection = new_collection(title, json::string_or(info, "description"));
  collection["item"] = std::move(folders).take();
  if (!security.auth.is_null()) collection["auth"] = security.auth;
  json::value environment = work.variables.take_environment(title);
  collection["variable"] = std::move(work.variables).take();
  if (!environment.is_null()) work.notices.add(std::string(kFillIn));
  return Conversion{std::move(collection), std::move(environment), std::move(work.notices).take()};
}

}  // namespace signet::model
