#include "vault/providers/hashicorp_config.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "http/client_certificates.h"
#include "vault/providers/address.h"
#include "vault/providers/hashicorp_oidc.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

struct MethodName {
  std::string_view name;
  HashicorpMethod method;
};

constexpr std::array<MethodName, 9> kMethods = {{
    {"token", HashicorpMethod::kToken},
    {"approle", HashicorpMethod::kAppRole},
    {"userpass", HashicorpMethod::kUserpass},
    {"ldap", HashicorpMethod::kLdap},
    {"kubernetes", HashicorpMethod::kKubernetes},
    {"jwt", HashicorpMethod::kJwt},
    {"oidc", HashicorpMethod::kOidc},
    {"cert", HashicorpMethod::kCertificate},
    {"aws", HashicorpMethod::kAws},
}};

constexpr std::string_view kKubernetesToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

constexpr std::array<ProviderField, 32> kFields = {{
    {"address", "Address", false, false, "https://HOST:8200; without it VAULT_ADDR or BAO_ADDR", ""},
    {"namespace", "Namespace", false, false, "without it VAULT_NAMESPACE or BAO_NAMESPACE", ""},
    {"method", "How to sign in", false, false, "token, when it is not set",
     "token|approle|userpass|ldap|kubernetes|jwt|oidc|cert|aws"},
    {"auth_mount", "Path of the auth method", false, false, "below auth/; the method's name, when it is not set", ""},
    {"token", "Token", true, false, "without it VAULT_TOKEN, BAO_TOKEN or token_file", ""},
    {"token_file", "File with the token", false, false, "~/.vault-token, when it is not set", "", true},
    {"role", "Role", false, false, "for kubernetes, jwt, oidc, aws; for cert the certificate's role", ""},
    {"role_id", "Role id", false, false, "for approle", ""},
    {"secret_id", "Secret id", true, false, "for approle; none, where the role needs none", ""},
    {"secret_id_file", "File with the secret id", false, false, "in place of secret_id, read at each sign-in", "",
     true},
    {"wrapped", "Response-wrapped", false, false, "the token or secret id is a wrapping token, unwrapped once",
     "none|token|secret_id"},
    {"username", "User name", false, false, "for userpass and ldap", ""},
    {"password", "Password", true, false, "for userpass and ldap", ""},
    {"jwt", "JWT", true, false, "for jwt and kubernetes", ""},
    {"jwt_file", "File with the JWT", false, false, "in place of jwt; for kubernetes the service account's", "", true},
    {"oidc_redirect", "Where the browser comes back", false, false,
     "for oidc: on this machine; http://localhost:8250/oidc/callback, when it is not set", ""},
    {"client_certificate", "Client certificate", false, false, "for cert: PEM or PKCS#12 file", "", true},
    {"client_key", "Client key", false, false, "for cert: PEM file, when it is not in the certificate's", "", true},
    {"client_key_passphrase", "Passphrase of the client key", true, false, "when it is encrypted", ""},
    {"aws_region", "AWS region", false, false, "for aws: signs for this region's STS in place of the global one", ""},
    {"aws_profile", "AWS profile", false, false, "for aws; AWS_PROFILE, when it is not set", ""},
    {"aws_access_key_id", "AWS access key", false, false, "for aws; else the environment, profiles, the instance", ""},
    {"aws_secret_access_key", "AWS secret key", true, false, "for aws", ""},
    {"aws_session_token", "AWS session token", true, false, "for aws, with temporary keys", ""},
    {"aws_role_arn", "AWS role", false, false, "for aws: signs in as this role", ""},
    {"aws_sts_endpoint", "STS endpoint", false, false, "for aws: where roles are taken on, and what is signed for", ""},
    {"aws_server_id", "X-Vault-AWS-IAM-Server-ID", false, false, "for aws, where the server wants it", ""},
    {"ca_file", "Authorities", false, false, "PEM file; without it VAULT_CACERT or BAO_CACERT", "", true},
    {"tls_server_name", "Name in the certificate", false, false, "without it VAULT_TLS_SERVER_NAME", ""},
    {"kv_version", "Version of KV", false, false, "for tokens that may not ask which one a mount is", "1|2"},
    {"redirect_hosts", "Other nodes", false, false,
     "host:port of cluster nodes, by commas: a standby may lead there with the token", ""},
    kAllowClearText,
}};

Result<HashicorpMethod> method_of(std::string_view name) {
  if (name.empty()) return HashicorpMethod::kToken;
  const auto* found =
      std::find_if(kMethods.begin(), kMethods.end(), [&](const MethodName& m) { return m.name == name; });
  if (found != kMethods.end()) return found->method;
  return fail(ErrorCode::kInvalidInput, fmt::format("there is no method \"{}\" to sign in to Vault", name));
}

Error lacks(std::string_view method, std::string_view field) {
  return fail(ErrorCode::kInvalidInput, fmt::format("signing in by {} needs {}", method, field),
              fmt::format("set {}", field));
}

/// What each method cannot do without.
Status check_method(const HashicorpConfig& c) {
  switch (c.method) {
    case HashicorpMethod::kToken:
      return {};
    case HashicorpMethod::kAppRole:
      return c.role_id.empty() ? Status(lacks("approle", "role_id")) : Status();
    case HashicorpMethod::kUserpass:
    case HashicorpMethod::kLdap:
      if (c.username.empty()) return lacks("a password", "username");
      return c.password.empty() ? Status(lacks("a password", "password")) : Status();
    case HashicorpMethod::kKubernetes:
      return c.role.empty() ? Status(lacks("kubernetes", "role")) : Status();
    case HashicorpMethod::kJwt:
      return c.jwt.empty() && c.jwt_file.empty() ? Status(lacks("jwt", "jwt or jwt_file")) : Status();
    case HashicorpMethod::kOidc:
    case HashicorpMethod::kCertificate:
    case HashicorpMethod::kAws:
      return {};
  }
  return {};
}

Status read_place(const ProviderSettings& settings, HashicorpPlace& place) {
  SIGNET_TRY(place.clear_text, settings.flag("allow_clear_text", false));
  const std::string address = settings.text("address", {"VAULT_ADDR", "BAO_ADDR"});
  if (address.empty()) return lacks("anything", "address (or VAULT_ADDR)");
  SIGNET_TRY(place.address, check_address(address, place.clear_text, "address"));
  place.name_space = settings.text("namespace", {"VAULT_NAMESPACE", "BAO_NAMESPACE"});
  if (!is_header_text(place.name_space)) {
    return fail(ErrorCode::kInvalidInput, "namespace holds characters that none may have", "write it as TEAM/PROJECT");
  }
  place.redirect_hosts = settings.list("redirect_hosts");
  return {};
}

Status use_certificate(const ProviderSettings& settings, ProviderContext& context) {
  const std::string certificate = settings.text("client_certificate", {"VAULT_CLIENT_CERT"});
  if (certificate.empty()) return lacks("cert", "client_certificate");
  const std::string key = settings.text("client_key", {"VAULT_CLIENT_KEY"});
  SecretString passphrase = settings.secret("client_key_passphrase");
  http::ClientCertificateRule rule;
  rule.name = "the provider's client certificate";
  rule.patterns = {"<all_urls>"};
  rule.files = http::identity_files(
      expand_home(certificate, context), key.empty() ? std::filesystem::path() : expand_home(key, context),
      passphrase.empty() ? nullptr : std::make_shared<const SecretString>(std::move(passphrase)));
  context.settings.client_certificates =
      std::make_shared<const http::ClientCertificateRules>(http::ClientCertificateRules{std::move(rule)});
  return {};
}

Result<AwsCredentialSettings> read_aws(const ProviderSettings& settings, bool clear_text) {
  AwsCredentialSettings aws;
  aws.access_key = settings.text("aws_access_key_id");
  aws.secret_key = settings.secret("aws_secret_access_key");
  aws.session_token = settings.secret("aws_session_token");
  aws.profile = settings.text("aws_profile");
  aws.region = settings.text("aws_region");
  aws.role_arn = settings.text("aws_role_arn");
  aws.clear_text = clear_text;
  if (const std::string endpoint = settings.text("aws_sts_endpoint"); !endpoint.empty()) {
    SIGNET_TRY(aws.sts_endpoint, check_address(endpoint, clear_text, "aws_sts_endpoint"));
  }
  return aws;
}

Status read_credentials(const ProviderSettings& settings, const ProviderContext& context, HashicorpConfig& c) {
  c.role = settings.text("role");
  c.role_id = settings.text("role_id");
  c.oidc_redirect = settings.text("oidc_redirect");
  if (c.oidc_redirect.empty()) c.oidc_redirect = kUsualOidcRedirect;
  c.username = settings.text("username");
  c.token = settings.secret("token", {"VAULT_TOKEN", "BAO_TOKEN"});
  c.secret_id = settings.secret("secret_id");
  c.password = settings.secret("password");
  c.jwt = settings.secret("jwt");
  const auto file = [&](std::string_view name, std::string_view usual) {
    const std::string path = settings.text(name);
    return expand_home(path.empty() ? usual : std::string_view(path), context);
  };
  c.secret_id_file = file("secret_id_file", "");
  c.token_file = file("token_file", "~/.vault-token");
  c.jwt_file = file("jwt_file", c.method == HashicorpMethod::kKubernetes ? kKubernetesToken : std::string_view());
  const std::string wrapped = settings.text("wrapped");
  if (wrapped == "token") c.wrapped = Wrapped::kToken;
  if (wrapped == "secret_id") c.wrapped = Wrapped::kSecretId;
  return check_method(c);
}

}  // namespace

std::span<const ProviderField> hashicorp_fields() {
  return kFields;
}

Result<HashicorpConfig> read_hashicorp_config(const ProviderConfig& config, ProviderContext& context) {
  const ProviderSettings settings(config, context);
  HashicorpConfig out;
  SIGNET_CHECK(read_place(settings, out.place));
  const std::string method = settings.text("method");
  SIGNET_TRY(out.method, method_of(method));
  const std::string mount = settings.text("auth_mount");
  out.mount = trim(mount).empty() ? (method.empty() ? "token" : method) : mount;
  while (out.mount.ends_with('/')) out.mount.pop_back();
  SIGNET_CHECK(read_credentials(settings, context, out));
  out.kv_version = settings.text("kv_version");
  out.aws_server_id = settings.text("aws_server_id");
  SIGNET_TRY(out.aws, read_aws(settings, out.place.clear_text));
  if (out.method == HashicorpMethod::kCertificate) SIGNET_CHECK(use_certificate(settings, context));
  const std::string authorities = settings.text("ca_file", {"VAULT_CACERT", "BAO_CACERT"});
  trust(context, authorities.empty() ? std::filesystem::path() : expand_home(authorities, context),
        settings.text("tls_server_name", {"VAULT_TLS_SERVER_NAME", "BAO_TLS_SERVER_NAME"}));
  return out;
}

}  // namespace signet::vault
