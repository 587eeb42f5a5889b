// Takes values out of a document, one by one, and names the slot of each (content.h).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "server/elements/content.h"

namespace signet::server {

class SecretPlaces {
 public:
  /// Leaves null where `value` stood, and wipes it. `slot` gets a number when it is taken: those of one name are told
  /// apart by their order. kLimit past kMaxValueBytes; `path` names the place in errors.
  [[nodiscard]] Status take(json::value& value, std::string_view path, std::string pointer, std::string slot,
                            bool is_hidden = false);
  /// A place whose value did not come: it is as it was.
  void keep(std::string pointer, std::string slot, bool is_hidden);

  /// The secrets of an authentication of v2.1 (lists of {key, value}) or v2.0 (objects). `pointer` is where it stands.
  [[nodiscard]] Status take_auth(json::value& auth, const std::string& path, const std::string& pointer,
                                 const std::string& slot);

  [[nodiscard]] std::vector<SecretPlace> release() { return std::move(places_); }

 private:
  [[nodiscard]] Status take_params(std::string_view type, json::value& params, const std::string& path,
                                   const std::string& pointer, const std::string& slot);
  [[nodiscard]] std::string name_slot(std::string slot);

  std::vector<SecretPlace> places_;
  std::unordered_map<std::string, std::size_t> taken_;  // slot → how many have asked for it
};

/// Refuses a name that slots are made of when it is too long or has a NUL, which no database keeps in a text.
[[nodiscard]] Status check_slot_name(std::string_view name, const std::string& path);

}  // namespace signet::server
