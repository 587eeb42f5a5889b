#include "vault/providers/settings.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/text.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

const ProviderField* find_field(const ProviderKind& kind, std::string_view name) {
  const auto found =
      std::find_if(kind.fields.begin(), kind.fields.end(), [&](const ProviderField& f) { return f.name == name; });
  return found == kind.fields.end() ? nullptr : &*found;
}

Error unknown(const ProviderKind& kind, std::string_view name) {
  std::vector<std::string_view> known;
  for (const ProviderField& field : kind.fields) known.push_back(field.name);
  const std::string_view near = nearest(name, known);
  std::vector<std::string> all(known.begin(), known.end());
  return fail(ErrorCode::kInvalidInput, fmt::format("{} has no setting \"{}\"", kind.title, name),
              near.empty() ? "its settings are " + join(all, ", ") : fmt::format("did you mean {}?", near));
}

Status check_value(const ProviderField& field, std::string_view value) {
  if (field.choices.empty()) return {};
  const std::vector<std::string> choices = split(field.choices, '|');
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("{} is none of {}", field.name, field.choices),
              "choose one of them");
}

bool has(const ProviderConfig& config, std::string_view name) {
  const auto setting = config.settings.find(name);
  const auto credential = config.credentials.find(name);
  return (setting != config.settings.end() && !setting->second.empty()) ||
         (credential != config.credentials.end() && !credential->second.empty());
}

}  // namespace

std::string ProviderSettings::text(std::string_view name, std::initializer_list<std::string_view> variables) const {
  const auto found = config_.settings.find(name);
  if (found != config_.settings.end() && !trim(found->second).empty()) return std::string(trim(found->second));
  // What is no secret may be kept among the credentials all the same, such as a role's id.
  const auto kept = config_.credentials.find(name);
  if (kept != config_.credentials.end() && !kept->second.empty()) return std::string(trim(kept->second.expose()));
  for (const std::string_view variable : variables) {
    const auto value = context_.environment(variable);
    if (value && !trim(*value).empty()) return std::string(trim(*value));
  }
  return {};
}

SecretString ProviderSettings::secret(std::string_view name, std::initializer_list<std::string_view> variables) const {
  const auto found = config_.credentials.find(name);
  if (found != config_.credentials.end() && !found->second.empty()) return found->second.clone();
  for (const std::string_view variable : variables) {
    auto value = context_.environment(variable);
    if (!value || value->empty()) continue;
    SecretString secret(trim(*value));
    wipe({value->data(), value->size()});
    return secret;
  }
  return {};
}

Result<bool> ProviderSettings::flag(std::string_view name, bool fallback) const {
  const std::string word = to_lower(text(name));
  if (word.empty()) return fallback;
  constexpr std::array<std::string_view, 4> kYes = {"true", "yes", "on", "1"};
  constexpr std::array<std::string_view, 4> kNo = {"false", "no", "off", "0"};
  if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return false;
  return fail(ErrorCode::kInvalidInput, fmt::format("{} is neither true nor false", name), "write true or false");
}

std::vector<std::string> ProviderSettings::list(std::string_view name) const {
  std::vector<std::string> parts;
  for (const std::string& part : split(text(name), ',')) {
    if (const std::string_view word = trim(part); !word.empty()) parts.emplace_back(word);
  }
  return parts;
}

std::filesystem::path expand_home(std::string_view path, const ProviderContext& context) {
  if (!path.starts_with("~/")) return path;
  return std::filesystem::path(context.home) / path.substr(2);
}

Result<SecretString> read_credential_file(const std::filesystem::path& path, std::string_view what) {
  auto text = read_file(path, kMaxCredentialFile);
  if (!text) return with_context(std::move(text).error(), fmt::format("cannot read the {}", what));
  SecretString secret(trim(*text));
  wipe_text(*text);
  if (secret.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the {} in {} is empty", what, path.string()),
                "write it into the file, or name another file");
  }
  return secret;
}

void trust(ProviderContext& context, const std::filesystem::path& authorities, const std::string& server_name) {
  if (authorities.empty() && server_name.empty()) return;
  tls::Settings settings = context.settings.tls ? *context.settings.tls : tls::Settings{};
  if (!authorities.empty()) settings.authorities.push_back(authorities);
  if (!server_name.empty()) settings.server_name = server_name;
  context.settings.tls = std::make_shared<const tls::Settings>(std::move(settings));
}

bool is_header_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string service_name(std::string_view title, const ProviderConfig& config) {
  return config.name.empty() ? std::string(title) : fmt::format("{} ({})", title, config.name);
}

Status check_settings(const ProviderKind& kind, const ProviderConfig& config) {
  for (const auto& [name, value] : config.settings) {
    const ProviderField* field = find_field(kind, name);
    if (field == nullptr) return unknown(kind, name);
    if (field->secret) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{} is a secret, and stands among the settings", name),
                  "give it by prompt, standard input or file, so that it is kept as a credential");
    }
    SIGNET_CHECK(check_value(*field, value));
  }
  for (const auto& [name, value] : config.credentials) {
    const ProviderField* field = find_field(kind, name);
    if (field == nullptr) return unknown(kind, name);
  }
  for (const ProviderField& field : kind.fields) {
    if (!field.required || has(config, field.name)) continue;
    return fail(ErrorCode::kInvalidInput, fmt::format("{} needs {} ({})", kind.title, field.name, field.label),
                fmt::format("set {}: {}", field.name, field.help));
  }
  return {};
}

}  // namespace signet::vault
