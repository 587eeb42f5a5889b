#include "model/import/conversion.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "model/url.h"

namespace signet::model {
namespace {

constexpr std::string_view kSchema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
constexpr std::size_t kMostNotices = 100;
constexpr std::size_t kLongestQuote = 100;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

}  // namespace

std::string cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return std::string(text.substr(0, bytes)) + "…";
}

std::string in_quotes(std::string_view text) {
  std::string shown = cut(text, kLongestQuote);
  std::replace_if(shown.begin(), shown.end(), is_control, ' ');
  return "“" + shown + "”";
}

void Notices::add(std::string sentence) {
  if (known_.contains(sentence)) return;
  if (sentences_.size() >= kMostNotices) {
    ++more_;
    return;
  }
  known_.insert(sentence);
  sentences_.push_back(std::move(sentence));
}

std::vector<std::string> Notices::take() && {
  if (more_ > 0) sentences_.push_back(fmt::format("{} more notices of this kind are not shown.", more_));
  return std::move(sentences_);
}

std::string ConvertedVariables::add(std::string_view name, std::string_view value, std::string_view description) {
  return put(variables_, names_, name, {{"value", value}, {"type", "string"}}, description);
}

std::string ConvertedVariables::ask_for(std::string_view name, std::string_view type, std::string_view description) {
  return put(asked_, asked_names_, name, {{"value", ""}, {"type", type}, {"enabled", true}}, description);
}

std::string ConvertedVariables::put(json::array& list, std::unordered_set<std::string>& names, std::string_view name,
                                    json::object variable, std::string_view description) {
  std::string key(name.empty() ? "variable" : name);
  const auto is_odd = [](char c) { return is_control(c) || c == '{' || c == '}' || c == ' '; };
  std::replace_if(key.begin(), key.end(), is_odd, '_');
  if (names.insert(key).second) {
    variable["key"] = key;
    if (!description.empty()) variable["description"] = description;
    list.push_back(std::move(variable));
  }
  return "{{" + key + "}}";
}

json::value ConvertedVariables::take_environment(std::string_view name) {
  if (asked_.empty()) return nullptr;
  return json::object{{"name", name}, {"values", std::move(asked_)}, {"_postman_variable_scope", "environment"}};
}

json::object new_collection(std::string_view name, std::string_view description) {
  json::object info{{"name", name.empty() ? "Imported" : name}};
  if (!description.empty()) info["description"] = description;
  info["schema"] = kSchema;
  return {{"info", std::move(info)}, {"item", json::array()}};
}

const json::array& list_in(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const json::array* list = json::find_array(object, key);
  return list == nullptr ? kNone : *list;
}

const json::object& object_in(const json::object& object, std::string_view key) {
  static const json::object kNone;
  const json::object* inner = json::find_object(object, key);
  return inner == nullptr ? kNone : *inner;
}

json::object key_value(std::string_view key, std::string_view value) {
  return {{"key", key}, {"value", value}};
}

std::string media_type_of(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

std::string_view language_of(std::string_view media_type) {
  const std::string type = media_type_of(media_type);
  if (type == "application/json" || type.ends_with("+json")) return "json";
  if (type == "application/xml" || type == "text/xml" || type.ends_with("+xml")) return "xml";
  if (type == "text/html") return "html";
  if (type == "application/javascript" || type == "text/javascript") return "javascript";
  return "text";
}

json::object raw_body(std::string text, std::string_view media_type) {
  return {{"mode", "raw"}, {"raw", std::move(text)}, {"options", {{"raw", {{"language", language_of(media_type)}}}}}};
}

json::object with_raw(json::object url) {
  const std::string raw = Url::from_json(url).to_string();
  json::object out{{"raw", raw}};
  for (auto& member : url) out.emplace(member.key(), std::move(member.value()));
  return out;
}

}  // namespace signet::model
