#include "vault/providers/aws_sso.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "http/auth/hash.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

std::string login_hint(std::string_view profile) {
  return fmt::format("run: aws sso login --profile {}", profile);
}

/// The CLI names a sign-in's file by the SHA-1 of its session or, in the older form, of its start URL.
Result<SecretString> cached_token(const Transport& transport, const ProviderContext& context, std::string_view profile,
                                  const AwsSsoProfile& sso) {
  SIGNET_TRY(const std::string name, http::hash_hex("SHA1", sso.session.empty() ? sso.start_url : sso.session));
  const std::filesystem::path path = expand_home(fmt::format("~/.aws/sso/cache/{}.json", name), context);
  const std::string subject = fmt::format("the SSO sign-in of profile {}", profile);
  auto text = read_file(path, kMaxCredentialFile);
  if (!text) {
    if (text.error().code != ErrorCode::kNotFound) return std::move(text).error();
    return transport.trouble(Trouble::kExpiredLogin, subject, "there is none", login_hint(profile));
  }
  const auto document = parse_secret_json(*text, path.string());
  wipe_text(*text);
  if (!document) return document.error();
  const json::object* o = document->if_object();
  const std::string_view token = o == nullptr ? std::string_view() : json::string_or(*o, "accessToken");
  const auto expires = o == nullptr ? std::nullopt : parse_aws_time(json::string_or(*o, "expiresAt"));
  if (token.empty() || !is_header_text(token) || !expires || *expires <= context.now_ms()) {
    return transport.trouble(Trouble::kExpiredLogin, subject, {}, login_hint(profile));
  }
  return SecretString(token);
}

}  // namespace

Result<AwsKeys> read_sso_keys(const json::value& document, std::string_view source) {
  const json::object* o = document.if_object();
  const json::object* role = o == nullptr ? nullptr : json::find_object(*o, "roleCredentials");
  if (role == nullptr) return fail(ErrorCode::kInvalidInput, fmt::format("{} gave no roleCredentials", source));
  json::object members = secret_object();
  members["AccessKeyId"] = json::string_or(*role, "accessKeyId");
  members["SecretAccessKey"] = json::string_or(*role, "secretAccessKey");
  members["SessionToken"] = json::string_or(*role, "sessionToken");
  SIGNET_TRY(AwsKeys keys, read_aws_keys(members, "SessionToken", source));
  const json::value* expiration = json::find(*role, "expiration");
  boost::system::error_code error;
  const auto expires_ms = expiration == nullptr ? 0 : expiration->to_number<std::int64_t>(error);
  if (expiration == nullptr || error || expires_ms <= 0) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} gave keys without an expiration", source));
  }
  keys.expires_ms = expires_ms;
  return keys;
}

Result<AwsKeys> sso_keys(Transport& transport, const ProviderContext& context, std::string_view profile,
                         const AwsSsoProfile& sso, const std::string& endpoint, bool clear_text) {
  SIGNET_TRY(const SecretString token, cached_token(transport, context, profile, sso));
  transport.hide(token.expose());
  const std::string host =
      endpoint.empty() ? fmt::format("https://portal.sso.{}.{}", sso.region, aws_domain_of(sso.region)) : endpoint;
  Call call;
  call.url = fmt::format("{}/federation/credentials?account_id={}&role_name={}", host, percent_encode(sso.account_id),
                         percent_encode(sso.role_name));
  call.headers.push_back({"x-amz-sso_bearer_token", std::string(token.expose()), true});
  call.subject = fmt::format("the SSO role {} of account {}", sso.role_name, sso.account_id);
  call.clear_text = clear_text;
  const std::string subject = call.subject;
  SIGNET_TRY(const Answer answer, transport.exchange(std::move(call)));
  if (!answer.ok()) {
    const auto document = parse_secret_json(answer.body.expose(), "the answer");
    const json::object* o = document ? document->if_object() : nullptr;
    const Trouble kind = Transport::kind_of(answer.code);
    return transport.trouble(kind, subject, o == nullptr ? std::string_view() : json::string_or(*o, "message"),
                             kind == Trouble::kExpiredLogin ? login_hint(profile) : std::string());
  }
  SIGNET_TRY(const json::value document, transport.read_json(answer, subject));
  return read_sso_keys(document, fmt::format("SSO profile {}", profile));
}

}  // namespace signet::vault
