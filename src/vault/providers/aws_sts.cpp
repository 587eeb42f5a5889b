#include "vault/providers/aws_sts.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "base/text.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::string_view kVersion = "2011-06-15";
constexpr std::size_t kMaxXmlText = 16 << 10;
constexpr std::size_t kMaxXmlBytes = 1 << 20;

struct CodeKind {
  std::string_view code;
  Trouble kind;
};

/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html and those of STS and of the
/// actions.
constexpr std::array<CodeKind, 24> kCodes = {{
    {"ResourceNotFoundException", Trouble::kNotFound},
    {"AccessDenied", Trouble::kNoPermission},
    {"AccessDeniedException", Trouble::kNoPermission},
    {"UnauthorizedOperation", Trouble::kNoPermission},
    {"NotAuthorized", Trouble::kNoPermission},
    {"OptInRequired", Trouble::kNoPermission},
    {"DecryptionFailure", Trouble::kNoPermission},
    {"ExpiredToken", Trouble::kExpiredLogin},
    {"ExpiredTokenException", Trouble::kExpiredLogin},
    {"RequestExpired", Trouble::kExpiredLogin},
    {"InvalidClientTokenId", Trouble::kExpiredLogin},
    {"UnrecognizedClientException", Trouble::kExpiredLogin},
    {"InvalidSignatureException", Trouble::kExpiredLogin},
    {"SignatureDoesNotMatch", Trouble::kExpiredLogin},
    {"IncompleteSignature", Trouble::kExpiredLogin},
    {"MissingAuthenticationToken", Trouble::kExpiredLogin},
    {"MissingAuthenticationTokenException", Trouble::kExpiredLogin},
    {"InvalidIdentityToken", Trouble::kExpiredLogin},
    {"Throttling", Trouble::kThrottled},
    {"ThrottlingException", Trouble::kThrottled},
    {"TooManyRequestsException", Trouble::kThrottled},
    {"RequestLimitExceeded", Trouble::kThrottled},
    {"InternalServiceError", Trouble::kUnavailable},
    {"ServiceUnavailable", Trouble::kUnavailable},
}};

/// pugixml unpacks texts where they stand, so that all of them are in a buffer that can be wiped.
class Xml {
 public:
  explicit Xml(std::string_view text) : buffer_(text.substr(0, kMaxXmlBytes)) {
    is_read_ = document_.load_buffer_inplace(buffer_.data(), buffer_.size(), pugi::parse_minimal | pugi::parse_escapes);
  }
  ~Xml() {
    document_.reset();
    wipe_text(buffer_);
  }
  Xml(const Xml&) = delete;
  Xml& operator=(const Xml&) = delete;

  /// The text of the first element of that name, wherever it stands.
  [[nodiscard]] std::string_view find(const char* name) const {
    if (!is_read_) return {};
    const pugi::xml_node node =
        document_.find_node([&](const pugi::xml_node& n) { return std::string_view(local(n.name())) == name; });
    return std::string_view(node.child_value()).substr(0, kMaxXmlText);
  }

 private:
  static const char* local(const char* name) {
    const char* colon = std::char_traits<char>::find(name, std::char_traits<char>::length(name), ':');
    return colon == nullptr ? name : colon + 1;
  }

  std::string buffer_;
  pugi::xml_document document_;
  bool is_read_ = false;
};

}  // namespace

Trouble aws_trouble_of(std::string_view code, int status) {
  const auto* found = std::find_if(kCodes.begin(), kCodes.end(), [&](const CodeKind& c) { return c.code == code; });
  return found == kCodes.end() ? Transport::kind_of(status) : found->kind;
}

std::string read_xml_text(std::string_view xml, const char* element) {
  return std::string(Xml(xml).find(element).substr(0, 2048));
}

Result<AwsKeys> read_sts_keys(std::string_view xml, std::string_view source) {
  const Xml document(xml);
  json::object members = secret_object();
  for (const char* name : {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}) {
    members[name] = document.find(name);
  }
  return read_aws_keys(members, "SessionToken", source);
}

AwsSts::AwsSts(Transport& transport, std::function<std::int64_t()> now_ms, std::string region,
               const std::string& endpoint, bool clear_text)
    : transport_(transport), now_ms_(std::move(now_ms)), region_(std::move(region)), clear_text_(clear_text) {
  // Without a region the service's first, global endpoint answers, which wants signatures for us-east-1.
  if (region_.empty()) region_ = "us-east-1";
  url_ = endpoint.empty() ? fmt::format("https://sts.{}.{}/", region_, aws_domain_of(region_)) : endpoint + "/";
}

Result<Answer> AwsSts::post(SecretString form, const AwsKeys* keys, const std::string& subject) {
  Call call;
  call.method = "POST";
  call.url = url_;
  call.body = std::move(form);
  call.content_type = "application/x-www-form-urlencoded; charset=utf-8";
  call.subject = subject;
  call.clear_text = clear_text_;
  if (keys != nullptr) {
    transport_.hide(keys->secret_key.expose());
    transport_.hide(keys->session_token.expose());
    call.sign = [&](http::Request& request) { return aws_sign_request(request, *keys, {"sts", region_}, now_ms_()); };
  }
  call.retry = [](const Answer& answer) -> std::optional<bool> {
    if (answer.ok()) return std::nullopt;
    const std::string code = read_xml_text(answer.body.expose(), "Code");
    if (aws_trouble_of(code, answer.code) == Trouble::kThrottled || code == "IDPCommunicationError") return true;
    return std::nullopt;
  };
  SIGNET_TRY(Answer answer, transport_.exchange(std::move(call)));
  if (answer.ok()) return answer;
  const std::string code = read_xml_text(answer.body.expose(), "Code");
  const std::string words = read_xml_text(answer.body.expose(), "Message");
  std::string said = code.empty() ? fmt::format("status {}", answer.code) : code;
  if (!words.empty()) said += ": " + words;
  return transport_.trouble(aws_trouble_of(code, answer.code), subject, said);
}

Result<AwsKeys> AwsSts::assume_role(const AwsKeys& keys, const AwsRole& role) {
  std::vector<FormField> fields = {
      {"Action", "AssumeRole"}, {"Version", kVersion}, {"RoleArn", role.arn}, {"RoleSessionName", role.session_name}};
  if (!role.external_id.empty()) fields.emplace_back("ExternalId", role.external_id);
  if (!role.duration_seconds.empty()) fields.emplace_back("DurationSeconds", role.duration_seconds);
  const std::string subject = fmt::format("the role {}", role.arn);
  SIGNET_TRY(const Answer answer, post(secret_form(fields), &keys, subject));
  return read_sts_keys(answer.body.expose(), subject);
}

Result<AwsKeys> AwsSts::assume_role_with_web_identity(const SecretString& token, const AwsRole& role) {
  transport_.hide(token.expose());
  std::vector<FormField> fields = {{"Action", "AssumeRoleWithWebIdentity"},
                                   {"Version", kVersion},
                                   {"RoleArn", role.arn},
                                   {"RoleSessionName", role.session_name},
                                   {"WebIdentityToken", token.expose()}};
  if (!role.duration_seconds.empty()) fields.emplace_back("DurationSeconds", role.duration_seconds);
  const std::string subject = fmt::format("the role {} by web identity", role.arn);
  SIGNET_TRY(const Answer answer, post(secret_form(fields), nullptr, subject));
  return read_sts_keys(answer.body.expose(), subject);
}

Result<std::string> AwsSts::caller(const AwsKeys& keys) {
  SIGNET_TRY(const Answer answer,
             post(secret_form({{"Action", "GetCallerIdentity"}, {"Version", kVersion}}), &keys, "login"));
  std::string arn = read_xml_text(answer.body.expose(), "Arn");
  if (arn.empty()) return transport_.trouble(Trouble::kBadAnswer, "login", "an answer with an Arn was expected");
  return arn;
}

}  // namespace signet::vault
