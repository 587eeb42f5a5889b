#include "server/elements/secret_places.h"

#include <array>

#include "model/auth_secrets.h"
#include "model/reading.h"
#include "server/api/schema.h"

namespace signet::server {
namespace {

using model::element_path;
using model::member_path;
using model::wrong_kind;

/// The JSON of a value, with no copy of it left behind.
SecretString json_text(const json::value& value) {
  boost::json::serializer serializer;
  std::array<char, 4096> buffer{};
  std::size_t size = 0;
  serializer.reset(&value);
  while (!serializer.done()) size += serializer.read(buffer.data(), buffer.size()).size();
  wipe(buffer);
  SecretString text = SecretString::of_size(size);
  serializer.reset(&value);
  serializer.read(text.bytes().data(), size);
  return text;
}

// As deep as check_shape() (content.cpp) let the document be.
void wipe_texts(json::value& value) {  // NOLINT(misc-no-recursion)
  if (auto* text = value.if_string()) wipe({text->data(), text->size()});
  if (auto* array = value.if_array()) {
    for (json::value& element : *array) wipe_texts(element);
  }
  if (auto* object = value.if_object()) {
    for (auto& member : *object) wipe_texts(member.value());
  }
}

}  // namespace

Status check_slot_name(std::string_view name, const std::string& path) {
  if (name.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: must not have a NUL", path), "no database keeps it");
  }
  if (name.size() > kMaxKeyBytes) {
    return fail(ErrorCode::kLimit, fmt::format("{}: longer than {} bytes", path, kMaxKeyBytes), "shorten it");
  }
  return {};
}

std::string SecretPlaces::name_slot(std::string slot) {
  const std::size_t number = ++taken_[slot];
  // In front, where no other slot has a "#": so it is never the name of another.
  return number == 1 ? slot : fmt::format("#{}/{}", number, slot);
}

Status SecretPlaces::take(json::value& value, std::string_view path, std::string pointer, std::string slot,
                          bool is_hidden) {
  SecretString text = json_text(value);
  if (text.size() > kMaxValueBytes) {
    return fail(ErrorCode::kLimit, fmt::format("{}: the value is longer than {} KiB", path, kMaxValueBytes >> 10),
                "keep what is that long in a file");
  }
  wipe_texts(value);
  value = nullptr;
  places_.push_back({std::move(pointer), name_slot(std::move(slot)), std::move(text), is_hidden});
  return {};
}

void SecretPlaces::keep(std::string pointer, std::string slot, bool is_hidden) {
  places_.push_back({std::move(pointer), name_slot(std::move(slot)), std::nullopt, is_hidden});
}

Status SecretPlaces::take_auth(json::value& auth, const std::string& path, const std::string& pointer,
                               const std::string& slot) {
  if (auth.is_null()) return {};
  auto* members = auth.if_object();
  if (members == nullptr) {
    return wrong_kind(path, "an authentication as an object", auth, R"(write {"type": "bearer", "bearer": [...]})");
  }
  for (auto& member : *members) {
    const std::string_view type = member.key();
    if (type == "type") continue;
    const std::string below = member_path(path, type);
    SIGNET_CHECK(check_slot_name(type, below));
    SIGNET_CHECK(take_params(type, member.value(), below, pointer + "/" + escape_pointer(type),
                             fmt::format("{}/{}", slot, type)));
  }
  return {};
}

Status SecretPlaces::take_params(std::string_view type, json::value& params, const std::string& path,
                                 const std::string& pointer, const std::string& slot) {
  const auto take_param = [&](std::string_view key, json::value& value, const std::string& at,
                              const std::string& value_pointer) -> Status {
    if (value.is_null() || !model::is_secret_auth_param(type, key)) return {};
    SIGNET_CHECK(check_slot_name(key, at));
    return take(value, at, value_pointer, fmt::format("{}/{}", slot, key));
  };
  if (auto* map = params.if_object()) {
    for (auto& member : *map) {
      SIGNET_CHECK(take_param(member.key(), member.value(), member_path(path, member.key()),
                              pointer + "/" + escape_pointer(member.key())));
    }
    return {};
  }
  auto* list = params.if_array();
  if (list == nullptr) return params.is_null() ? Status() : take(params, path, pointer, slot);
  for (std::size_t i = 0; i < list->size(); ++i) {
    json::value& param = (*list)[i];
    if (param.is_null()) continue;
    const std::string at = element_path(path, i);
    auto* entry = param.if_object();
    if (entry == nullptr) {
      return wrong_kind(at, "a parameter as an object", param, R"(write {"key": "token", "value": "..."})");
    }
    json::value* value = entry->if_contains("value");
    if (value == nullptr) continue;
    SIGNET_CHECK(take_param(json::string_or(*entry, "key"), *value, member_path(at, "value"),
                            fmt::format("{}/{}/value", pointer, i)));
  }
  return {};
}

}  // namespace signet::server
