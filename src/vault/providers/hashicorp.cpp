// The provider for HashiCorp Vault and OpenBao.
#include <map>

#include "base/text.h"
#include "vault/providers/hashicorp_config.h"
#include "vault/providers/hashicorp_login.h"
#include "vault/providers/hashicorp_secrets.h"
#include "vault/providers/registry.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kTitle = "HashiCorp Vault";

class Hashicorp : public Provider {
 public:
  Hashicorp(HashicorpConfig config, ProviderContext context, ProviderContext aws_context, std::string service)
      : config_(std::move(config)),
        context_(std::move(context)),
        aws_context_(std::move(aws_context)),
        client_(context_, config_.place, std::move(service)),
        login_(config_, client_, context_, aws_context_),
        secrets_(client_, context_, config_.kv_version) {}

  Result<SecretString> fetch(std::string_view text) override {
    SIGNET_TRY(const HashicorpReference reference, parse_hashicorp_reference(text));
    SIGNET_TRY(const json::value fields, read(reference));
    return pick_field(fields.get_object(), reference, client_.transport());
  }

  /// Each secret is read once for all its fields.
  std::vector<Result<SecretString>> fetch_all(std::span<const std::string> texts) override {
    std::map<std::string, Result<json::value>> read_already;
    std::vector<Result<SecretString>> values;
    values.reserve(texts.size());
    for (const std::string& text : texts) {
      const auto reference = parse_hashicorp_reference(text);
      if (!reference) {
        values.emplace_back(reference.error());
        continue;
      }
      const std::string key = fmt::format("{}@{}", reference->path, reference->version.value_or(0));
      auto found = read_already.find(key);
      if (found == read_already.end()) found = read_already.emplace(key, read(*reference)).first;
      if (!found->second) {
        values.emplace_back(found->second.error());
      } else {
        values.push_back(pick_field(found->second->get_object(), *reference, client_.transport()));
      }
    }
    return values;
  }

  [[nodiscard]] std::optional<std::int64_t> usable_until_ms(std::string_view text) const override {
    const auto reference = parse_hashicorp_reference(text);
    return reference ? secrets_.renewal_ms(reference->path) : std::nullopt;
  }

  Result<std::vector<Listed>> list(std::string_view prefix, std::size_t limit) override {
    SIGNET_CHECK(login_.ensure());
    SIGNET_TRY(const std::vector<std::string> paths, secrets_.list(prefix, limit));
    std::vector<Listed> listed;
    listed.reserve(paths.size());
    for (const std::string& path : paths) listed.push_back({write_hashicorp_path(path), {}});
    return listed;
  }

  Result<std::string> test() override {
    SIGNET_CHECK(login_.ensure());
    SIGNET_TRY(const Answer answer, look_up_self());
    if (!answer.ok()) return expired(answer);
    SIGNET_TRY(const json::value document, client_.transport().read_object(answer, "login"));
    const json::object* data = json::find_object(document.get_object(), "data");
    if (data == nullptr) return client_.transport().trouble(Trouble::kBadAnswer, "login", "\"data\" was expected");
    std::vector<std::string> policies;
    if (const json::array* names = json::find_array(*data, "policies")) {
      for (const json::value& name : *names) {
        if (name.is_string()) policies.emplace_back(name.get_string());
      }
    }
    const std::int64_t seconds = read_seconds(*data, "ttl");
    return client_.transport().quote(fmt::format(
        "signed in as {} with the policies {}; the token {}", json::string_or(*data, "display_name"),
        join(policies, ", "),
        seconds == 0 ? "does not expire" : "is good for " + human_duration(static_cast<double>(seconds) * 1000)));
  }

  void close() override {
    // Leases end with the token that they were lent to.
    if (!login_.close()) secrets_.revoke_all();
  }

 private:
  /// A refusal may mean the login or the policy. Which of both, the server tells when it is asked about the token.
  Result<json::value> read(const HashicorpReference& reference) {
    SIGNET_CHECK(login_.ensure());
    auto fields = secrets_.read(reference);
    if (fields || client_.last_status() != 403) return fields;
    SIGNET_TRY(const Answer self, look_up_self());
    if (self.ok()) return fields;
    if (login_.sign_in_again()) return secrets_.read(reference);
    return expired(self);
  }

  Result<Answer> look_up_self() {
    HashicorpClient::Ask ask;
    ask.path = "auth/token/lookup-self";
    ask.subject = "login";
    return client_.ask(std::move(ask));
  }

  Error expired(const Answer& answer) const {
    if (answer.code != 403 && answer.code != 401) return client_.refusal(answer, "login");
    return client_.transport().trouble(Trouble::kExpiredLogin, "login", HashicorpClient::words_of(answer),
                                       login_.hint());
  }

  HashicorpConfig config_;
  ProviderContext context_;
  ProviderContext aws_context_;
  HashicorpClient client_;
  HashicorpLogin login_;
  HashicorpSecrets secrets_;
};

Result<std::unique_ptr<Provider>> make(const ProviderConfig& config, ProviderContext context) {
  ProviderContext aws_context = context;
  SIGNET_TRY(HashicorpConfig read, read_hashicorp_config(config, context));
  return std::unique_ptr<Provider>(std::make_unique<Hashicorp>(std::move(read), std::move(context),
                                                               std::move(aws_context), service_name(kTitle, config)));
}

}  // namespace

ProviderKind hashicorp_kind() {
  ProviderKind kind;
  kind.type = "hashicorp";
  kind.title = "HashiCorp Vault, OpenBao";
  kind.reference_help =
      "MOUNT/PATH#FIELD, such as secret/app/db#password; @3 behind it for version 3 of a KV v2 secret. Without #FIELD "
      "the secret's only field. Engines that lend secrets work alike: database/creds/app#password. A #, @ or % in a "
      "name is written %23, %40, %25";
  kind.fields = hashicorp_fields();
  kind.make = make;
  return kind;
}

}  // namespace signet::vault
