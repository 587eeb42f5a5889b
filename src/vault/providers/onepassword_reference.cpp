#include "vault/providers/onepassword_reference.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "http/oauth2/token.h"

namespace signet::vault {

namespace {

constexpr std::string_view kScheme = "op://";
/// Of fields: type, value, id, purpose, otp; of files: type, content, size, id, name.
constexpr std::array<std::string_view, 8> kAttributes = {"type", "value",   "id",   "purpose",
                                                         "otp",  "content", "size", "name"};

Error malformed(std::string_view text, std::string_view why) {
  return fail(
      ErrorCode::kInvalidInput,
      fmt::format("\"{}\" is no reference to a secret of 1Password: {}", http::oauth2::printable(text, 100), why),
      "write VAULT/ITEM/FIELD or VAULT/ITEM/SECTION/FIELD, as \"Copy Secret Reference\" of the app gives it");
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c != 0x7F; });
}

/// "attribute=otp&ssh-format=openssh" into the reference; says what is wrong, or nothing.
std::string_view read_query(OnePasswordReference& reference, std::string_view query) {
  for (const std::string& part : split(query, '&')) {
    const std::size_t equals = part.find('=');
    const std::string name = to_lower(part.substr(0, equals));
    const std::string value = equals == std::string::npos ? std::string() : to_lower(part.substr(equals + 1));
    if (name == "attribute" || name == "attr") {
      if (std::find(kAttributes.begin(), kAttributes.end(), value) == kAttributes.end()) {
        return "attribute is none of type, value, id, purpose, otp, content, size, name";
      }
      reference.attribute = value;
    } else if (name == "ssh-format") {
      if (value != "openssh") return "ssh-format can be openssh only";
      reference.ssh_format = value;
    } else {
      return "behind ? stands neither attribute= nor ssh-format=";
    }
  }
  return {};
}

}  // namespace

std::string OnePasswordReference::uri() const {
  std::string out = fmt::format("{}{}/{}/{}{}{}", kScheme, vault, item, section, section.empty() ? "" : "/", field);
  char mark = '?';
  if (!attribute.empty()) {
    out += fmt::format("{}attribute={}", mark, attribute);
    mark = '&';
  }
  if (!ssh_format.empty()) out += fmt::format("{}ssh-format={}", mark, ssh_format);
  return out;
}

Result<OnePasswordReference> parse_onepassword_reference(std::string_view text) {
  if (text.size() > kMaxOnePasswordReference) return malformed(text, "it is too long");
  if (!is_visible(text) || !is_utf8(text)) return malformed(text, "it holds control characters");
  std::string_view path = text;
  if (path.starts_with(kScheme)) path.remove_prefix(kScheme.size());
  OnePasswordReference out;
  if (const std::size_t question = path.find('?'); question != std::string_view::npos) {
    if (const std::string_view wrong = read_query(out, path.substr(question + 1)); !wrong.empty()) {
      return malformed(text, wrong);
    }
    path = path.substr(0, question);
  }
  const std::vector<std::string> steps = split(path, '/');
  if (steps.size() < 3) return malformed(text, "it names no vault, item and field");
  if (steps.size() > 4) return malformed(text, "it has more than four parts; names with a / are written as their id");
  for (const std::string& step : steps) {
    if (trim(step).empty()) return malformed(text, "a part of it is empty");
  }
  out.vault = steps[0];
  out.item = steps[1];
  if (steps.size() == 4) out.section = steps[2];
  out.field = steps.back();
  return out;
}

bool is_onepassword_id(std::string_view text) {
  return text.size() == 26 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::string_view onepassword_step(std::string_view name, std::string_view id) {
  const bool can_stand =
      !trim(name).empty() && name.find_first_of("/?") == std::string_view::npos && is_visible(name) && is_utf8(name);
  return can_stand ? name : id;
}

}  // namespace signet::vault
