#include "server/elements/variable_list.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/ids.h"
#include "base/text.h"
#include "model/reading.h"

namespace signet::server {
namespace {

using model::element_path;
using model::member_path;
using model::wrong_kind;

constexpr std::string_view kSecretType = "secret";

/// The types that exports of Postman and newman have.
constexpr std::array<std::string_view, 11> kTypes = {"",       "default", "secret", "any",    "text", "string",
                                                     "number", "boolean", "array",  "object", "json"};

enum class Kind { kText, kTruth, kDescription, kAny };

struct Member {
  std::string_view name;
  Kind kind;
};

/// Of Postman's exports of all years; `hovered` is what old ones kept of their own screen.
constexpr std::array<Member, 10> kMembers = {{{"id", Kind::kText},
                                              {"key", Kind::kText},
                                              {"value", Kind::kAny},
                                              {"type", Kind::kText},
                                              {"enabled", Kind::kTruth},
                                              {"disabled", Kind::kTruth},
                                              {"description", Kind::kDescription},
                                              {"name", Kind::kText},
                                              {"system", Kind::kTruth},
                                              {"hovered", Kind::kTruth}}};

bool fits(Kind kind, const json::value& value) {
  if (value.is_null()) return true;
  switch (kind) {
    case Kind::kText:
      return value.is_string();
    case Kind::kTruth:
      return value.is_bool();
    case Kind::kDescription:
      return value.is_string() || value.is_object();
    case Kind::kAny:
      return true;
  }
  return false;
}

std::string_view expected_of(Kind kind) {
  if (kind == Kind::kTruth) return "true or false";
  return kind == Kind::kText ? "a string" : "a string or {content, type}";
}

Status check_members(const json::object& variable, const std::string& path) {
  for (const auto& member : variable) {
    const auto known =
        std::find_if(kMembers.begin(), kMembers.end(), [&](const Member& m) { return m.name == member.key(); });
    if (known == kMembers.end()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: is not known here", member_path(path, member.key())),
                  "a variable has id, key, value, type, enabled and description; values of one's own stay at home");
    }
    if (!fits(known->kind, member.value())) {
      return wrong_kind(member_path(path, member.key()), expected_of(known->kind), member.value(), "mend its type");
    }
  }
  return {};
}

Status check_type(std::string_view type, VariableRules rules, const std::string& path) {
  const bool is_secret = equals_ignore_case(trim(type), kSecretType);
  if (is_secret && rules != VariableRules::kEnvironment) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: variables of type secret are of environments only", path),
                "move it to an environment, or give it the type default");
  }
  const bool known = std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
  if ((rules != VariableRules::kCollection && !known) || (is_secret && type != kSecretType)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: is not a type of variables", path),
                "use default or, in environments, secret");
  }
  return {};
}

class VariableTaker {
 public:
  VariableTaker(VariableRules rules, SecretPlaces& places) : rules_(rules), places_(places) {}

  Status take(json::value& value, const std::string& path, const std::string& pointer) {
    auto* variable = value.if_object();
    if (variable == nullptr) {
      return wrong_kind(path, "a variable as an object", value, R"(write {"key": "name", "value": "..."})");
    }
    SIGNET_CHECK(check_members(*variable, path));
    const std::string_view type = json::string_or(*variable, "type");
    SIGNET_CHECK(check_type(type, rules_, member_path(path, "type")));
    SIGNET_CHECK(check_slot_name(json::string_or(*variable, "key"), member_path(path, "key")));
    const bool is_hidden = type == kSecretType;
    const bool is_new = json::string_or(*variable, "id").empty();
    if (is_new && rules_ != VariableRules::kCollection) (*variable)["id"] = make_uuid();
    SIGNET_TRY(std::string slot, slot_of(*variable, member_path(path, "id")));
    json::value* held = variable->if_contains("value");
    std::string at = pointer + "/value";
    if (held != nullptr && !held->is_null()) {
      return places_.take(*held, member_path(path, "value"), std::move(at), std::move(slot), is_hidden);
    }
    // Collections show all their values, so that nobody needs to leave one out; what is new had none before.
    if (!is_new && rules_ != VariableRules::kCollection) {
      places_.keep(std::move(at), std::move(slot), is_hidden);
    }
    return {};
  }

 private:
  Result<std::string> slot_of(const json::object& variable, const std::string& path) {
    const std::string_view id = json::string_or(variable, "id");
    if (id.empty()) return fmt::format("key/{}", json::string_or(variable, "key"));
    SIGNET_CHECK(check_slot_name(id, path));
    if (!ids_.insert(std::string(id)).second) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: another variable has this id", path),
                  "leave the id of one of them out");
    }
    return fmt::format("variable/{}", id);
  }

  VariableRules rules_;
  SecretPlaces& places_;
  std::unordered_set<std::string> ids_;
};

}  // namespace

Status take_variables(json::value& list, VariableRules rules, const std::string& path, const std::string& pointer,
                      SecretPlaces& places) {
  VariableTaker taker(rules, places);
  if (list.is_null()) return {};
  if (list.is_object() && rules == VariableRules::kCollection) return taker.take(list, path, pointer);
  auto* variables = list.if_array();
  if (variables == nullptr) {
    return wrong_kind(path, "an array of variables", list, R"(write [{"key": "name", "value": "..."}])");
  }
  if (variables->size() > kMaxVariables) {
    return fail(ErrorCode::kLimit, fmt::format("{}: more than {} variables", path, kMaxVariables),
                "put some of them into another one");
  }
  for (std::size_t i = 0; i < variables->size(); ++i) {
    if ((*variables)[i].is_null()) continue;
    SIGNET_CHECK(taker.take((*variables)[i], element_path(path, i), fmt::format("{}/{}", pointer, i)));
  }
  return {};
}

}  // namespace signet::server
