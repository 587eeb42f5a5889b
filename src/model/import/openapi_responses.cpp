#include "model/import/openapi_responses.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/text.h"
#include "model/import/openapi_body.h"

namespace signet::model::openapi {
namespace {

constexpr int kSuccess = 200;
constexpr int kFailure = 500;
constexpr std::size_t kLongestName = 80;
constexpr std::size_t kMostBytes = 2U << 20;  // of one request's examples, which are stored with it

/// 404 of "404", 200 of "2XX"; nullopt of "default" and what is no status.
std::optional<int> status_of(std::string_view key) {
  if (key.size() != 3 || key.front() < '1' || key.front() > '5') return std::nullopt;
  if (equals_ignore_case(key.substr(1), "XX")) return (key.front() - '0') * 100;
  int status = 0;
  const auto [end, fault] = std::from_chars(key.data(), key.data() + key.size(), status);
  return fault == std::errc() && end == key.data() + key.size() ? std::optional(status) : std::nullopt;
}

/// "default" is what all other answers look like: failures mostly, unless it is the only one.
int status_of_default(const json::object& responses) {
  return responses.size() == 1 ? kSuccess : kFailure;
}

bool is_extension(std::string_view key) {
  return key.starts_with("x-");
}

/// The first line of a description, if it is short enough for a name.
std::string name_of(std::string_view key, const json::object& response) {
  std::string_view description = trim(json::string_or(response, "description"));
  description = trim(description.substr(0, description.find('\n')));
  if (description.empty() || description.size() > kLongestName) return std::string(key);
  return fmt::format("{} {}", key, description);
}

json::array headers_of(Work& work, const json::object& response, std::string_view media_type) {
  json::array headers;
  if (!media_type.empty()) headers.push_back(key_value("Content-Type", media_type));
  for (const auto& member : object_in(response, "headers")) {
    if (!work.growth.take(kValueBytes + member.key().size())) break;
    const json::object* header = work.references.object(&member.value());
    if (header == nullptr || equals_ignore_case(member.key(), "content-type")) continue;
    const json::value sample = work.samples.first(*header, Direction::kResponse);
    headers.push_back(key_value(member.key(), sample.is_null() ? "" : json::to_text(sample)));
  }
  return headers;
}

/// The request as far as an example shows it: its body stands in the request itself.
json::object without_body(const json::object& request) {
  json::object shown;
  for (const std::string_view key : {"method", "header", "url"}) {
    if (const json::value* value = json::find(request, key)) shown[key] = *value;
  }
  return shown;
}

}  // namespace

std::string accepted_type(Work& work, const json::object& operation) {
  const json::object& responses = object_in(operation, "responses");
  for (const auto& member : responses) {
    if (!work.growth.take(kValueBytes)) break;
    if (status_of(member.key()).value_or(status_of_default(responses)) >= 400) continue;
    const json::object* response = work.references.object(&member.value());
    if (response == nullptr) continue;
    const Media media = best_media(work, object_in(*response, "content"));
    if (media.described != nullptr) return std::string(media.type);
  }
  return "";
}

json::array saved_examples(Work& work, const json::object& operation, const json::object& request) {
  json::array examples;
  const json::object& responses = object_in(operation, "responses");
  const json::object original = without_body(request);
  const std::size_t weight = weight_of(original);
  std::size_t bytes = 0;
  for (const auto& member : responses) {
    const json::object* response = work.references.object(&member.value());
    if (!work.growth.take(kValueBytes)) break;
    if (response == nullptr || is_extension(member.key())) continue;
    if (response->contains("links")) work.notices.add("Links from responses to other operations were left out.");
    const Media media = best_media(work, object_in(*response, "content"));
    std::vector<Samples::Named> bodies;
    if (media.described != nullptr) bodies = work.samples.all(*media.described, Direction::kResponse);
    if (bodies.empty()) bodies.emplace_back();
    for (const Samples::Named& body : bodies) {
      if (!work.growth.take(weight)) break;
      std::string name = name_of(member.key(), *response);
      if (!body.name.empty()) name += fmt::format(" – {}", body.name);
      json::object example{{"name", std::move(name)}, {"originalRequest", original}};
      example["code"] = status_of(member.key()).value_or(status_of_default(responses));
      if (media.described != nullptr) example["_postman_previewlanguage"] = language_of(media.type);
      example["header"] = headers_of(work, *response, media.type);
      const bool has_text = media.described != nullptr && !body.value.is_null();
      example["body"] = has_text ? body_text(work, body.value, media.type) : std::string();
      if ((bytes += weight_of(example)) > kMostBytes) {
        work.notices.add("Of requests with more than 2 MiB of examples, only the first were taken.");
        return examples;
      }
      examples.push_back(std::move(example));
    }
  }
  return examples;
}

}  // namespace signet::model::openapi
