#include "vault/providers/aws_reference.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "http/oauth2/token.h"
#include "vault/providers/aws_keys.h"

namespace signet::vault {

namespace {

constexpr std::array<std::string_view, 3> kStages = {"AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"};
constexpr std::size_t kMaxLabel = 256;

Error malformed(std::string_view text, std::string_view why) {
  return fail(ErrorCode::kInvalidInput,
              fmt::format("\"{}\" is no reference to a secret of AWS: {}", http::oauth2::printable(text, 100), why),
              "write NAME or its ARN, #KEY behind it for a member of its JSON, @AWSPREVIOUS for the version before");
}

/// 8-4-4-4-12 hex digits, as the service and the SDKs make version ids.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex =
        (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f') || (text[i] >= 'A' && text[i] <= 'F');
    if (is_dash ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

bool is_stage(std::string_view text) {
  return std::find(kStages.begin(), kStages.end(), text) != kStages.end();
}

void set_version(AwsReference& reference, std::string_view text) {
  (is_uuid(text) ? reference.version_id : reference.stage) = text;
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c != 0x7F; });
}

}  // namespace

std::string AwsReference::secret_key() const {
  return fmt::format("{}\n{}\n{}", id, stage, version_id);
}

Result<AwsReference> parse_aws_reference(std::string_view text) {
  if (text.size() > kMaxAwsReference) return malformed(text, "it is too long");
  if (!is_visible(text)) return malformed(text, "it holds control characters");
  AwsReference out;
  const std::size_t hash = text.find('#');
  std::string_view name = text.substr(0, hash);
  if (hash == std::string_view::npos) {
    const std::size_t at = name.rfind('@');
    const std::string_view tail = at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
    if (is_stage(tail) || is_uuid(tail)) {
      set_version(out, tail);
      name = name.substr(0, at);
    }
  } else {
    std::string_view key = text.substr(hash + 1);
    if (const std::size_t at = key.rfind('@'); at != std::string_view::npos) {
      const std::string_view label = key.substr(at + 1);
      if (label.empty() || label.size() > kMaxLabel) return malformed(text, "behind @ stands no stage");
      set_version(out, label);
      key = key.substr(0, at);
    }
    if (key.empty() && out.is_current()) return malformed(text, "behind # stands no key");
    // Stays encoded: "%2E" is a dot that parts nothing.
    out.key = key;
  }
  out.id = name;
  if (out.id.empty()) return malformed(text, "it has no name");
  if (const auto region = region_of_arn(out.id); !region) return region.error();
  return out;
}

Result<std::string> region_of_arn(std::string_view id) {
  if (!id.starts_with("arn:")) return std::string();
  const std::vector<std::string> parts = split(id, ':');
  // The region becomes part of a host name, and requests there carry a signature.
  if (parts.size() < 7 || parts[2] != "secretsmanager" || parts[5] != "secret" || !is_aws_region(parts[3])) {
    return malformed(id, "an ARN has the form arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME");
  }
  return parts[3];
}

}  // namespace signet::vault
