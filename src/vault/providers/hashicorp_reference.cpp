#include "vault/providers/hashicorp_reference.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "base/text.h"
#include "http/oauth2/token.h"

namespace signet::vault {

namespace {

Error malformed(std::string_view text, std::string_view why) {
  return fail(ErrorCode::kInvalidInput,
              fmt::format("\"{}\" is no reference to a secret of Vault: {}", http::oauth2::printable(text, 100), why),
              "write MOUNT/PATH#FIELD, such as secret/app/db#password, and @3 behind it for version 3 (KV v2)");
}

bool has_control_bytes(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

std::string_view path_fault(std::string_view path) {
  const std::vector<std::string> steps = split(path, '/');
  if (steps.size() < 2) return "a path has a mount and a name below it";
  if (std::any_of(steps.begin(), steps.end(), [](const std::string& s) { return s.empty(); })) {
    return "a step of the path is empty";
  }
  // Servers, and proxies before them, resolve these: the path would be another one than was checked.
  if (std::any_of(steps.begin(), steps.end(), [](const std::string& s) { return s == "." || s == ".."; })) {
    return "\".\" and \"..\" are no steps of a path";
  }
  return {};
}

}  // namespace

Result<HashicorpReference> parse_hashicorp_reference(std::string_view text) {
  if (text.size() > kMaxHashicorpReference) return malformed(text, "it is too long");
  HashicorpReference out;
  std::string_view rest = text;
  if (const std::size_t hash = rest.rfind('#'); hash != std::string_view::npos) {
    std::string_view field = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
    if (const std::size_t at = field.rfind('@'); at != std::string_view::npos) {
      const std::string_view digits = field.substr(at + 1);
      std::uint64_t version = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
      if (error != std::errc() || end != digits.data() + digits.size() || version == 0) {
        return malformed(text, "behind @ stands no version number (an @ in a field's name is written %40)");
      }
      out.version = version;
      field = field.substr(0, at);
    }
    out.field = percent_decode(field);
    if (out.field.empty() && !out.version) return malformed(text, "behind # stands no field");
  }
  while (rest.starts_with('/')) rest.remove_prefix(1);
  out.path = percent_decode(rest);
  if (has_control_bytes(out.path) || has_control_bytes(out.field))
    return malformed(text, "it holds control characters");
  if (const std::string_view fault = path_fault(out.path); !fault.empty()) return malformed(text, fault);
  return out;
}

std::string encode_path(std::string_view path) {
  std::vector<std::string> steps = split(path, '/');
  for (std::string& step : steps) step = percent_encode(step);
  return join(steps, "/");
}

std::string write_hashicorp_path(std::string_view path) {
  return replace_all(replace_all(path, "%", "%25"), "#", "%23");
}

}  // namespace signet::vault
