#include "app/team/team_client.h"

#include <fmt/format.h>

#include "tls/settings.h"
#include "vault/providers/address.h"
#include "vault/providers/secret_json.h"
#include "vault/secret_json_writer.h"

namespace signet::app {

namespace {

constexpr std::string_view kApi = "/api/v1";

/// Members without a value are left out.
SecretString body_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  vault::SecretJsonWriter writer;
  writer.begin_object();
  for (const auto& [name, value] : members) {
    if (value.empty()) continue;
    writer.key(name);
    writer.text(value);
  }
  writer.end_object();
  return std::move(writer).take();
}

/// As the server's API calls it.
std::string_view name_of(SessionKind kind) {
  return kind == SessionKind::kApp ? "agent" : "cli";
}

std::string text_of(const json::object& o, std::string_view name) {
  const json::value* member = o.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

bool flag_of(const json::object& o, std::string_view name) {
  const json::value* member = o.if_contains(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

SecretString secret_of(const json::object& o, std::string_view name) {
  const json::value* member = o.if_contains(name);
  return member != nullptr && member->is_string() ? vault::secret_value(*member) : SecretString();
}

Error not_signet(const std::string& server) {
  return fail(ErrorCode::kNetwork, fmt::format("{} does not answer as a team server does", server),
              "is the address right? It is what signet serve or the browser shows, without a path behind it");
}

Result<SignedIn> read_session(const json::object& o, const std::string& server) {
  SignedIn in{text_of(o, "session"), secret_of(o, "token"), std::nullopt, secret_of(o, "device")};
  if (in.session.empty() || in.token.empty()) return not_signet(server);
  const json::value* left = o.if_contains("recovery_codes_left");
  if (left != nullptr && left->is_int64()) in.recovery_codes_left = left->get_int64();
  return in;
}

}  // namespace

TeamClient::TeamClient(vault::ProviderContext context, std::string server)
    : context_(std::make_unique<vault::ProviderContext>(std::move(context))),
      server_(std::move(server)),
      transport_(*context_, server_) {}

Result<TeamClient> TeamClient::make(vault::ProviderContext context, std::string_view server,
                                    const std::string& authority) {
  const bool has_scheme = server.find("://") != std::string_view::npos;
  SIGNET_TRY(std::string address,
             vault::check_address(has_scheme ? std::string(server) : fmt::format("https://{}", server), false,
                                  "the server's address"));
  if (!authority.empty()) {
    tls::Settings settings = context.settings.tls ? *context.settings.tls : tls::Settings();
    settings.authorities.push_back(authority);
    context.settings.tls = std::make_shared<const tls::Settings>(std::move(settings));
  }
  return TeamClient(std::move(context), std::move(address));
}

Status TeamClient::sign_up(std::string_view email, std::string_view name, const SecretString& password,
                           const SecretString& invitation) {
  transport_.hide(password.expose());
  transport_.hide(invitation.expose());
  SIGNET_TRY(const vault::Answer answer, ask("POST", "/sign-up", nullptr,
                                             body_of({{"email", email},
                                                      {"name", name},
                                                      {"password", password.expose()},
                                                      {"invitation", invitation.expose()}})));
  return answer.ok() ? Status() : Status(refusal(answer));
}

Result<std::variant<SignedIn, CodeWanted>> TeamClient::sign_in(std::string_view email, const SecretString& password,
                                                               SessionKind kind, const SecretString& device) {
  using Outcome = std::variant<SignedIn, CodeWanted>;
  transport_.hide(password.expose());
  transport_.hide(device.expose());
  SIGNET_TRY(const json::value answer, ask_object("POST", "/sign-in", nullptr,
                                                  body_of({{"email", email},
                                                           {"password", password.expose()},
                                                           {"device", device.expose()},
                                                           {"kind", name_of(kind)}})));
  const json::object& o = answer.get_object();
  if (flag_of(o, "signed_in")) {
    SIGNET_TRY(SignedIn in, read_session(o, server_));
    return Outcome(std::move(in));
  }
  CodeWanted wanted{secret_of(o, "ticket")};
  if (wanted.ticket.empty()) return not_signet(server_);
  return Outcome(std::move(wanted));
}

Result<SignedIn> TeamClient::give_code(const SecretString& ticket, const SecretString& code, SessionKind kind,
                                       bool remember) {
  transport_.hide(code.expose());
  vault::SecretJsonWriter body;
  body.begin_object();
  body.key("remember_device");
  body.flag(remember);
  for (const auto& [name, value] :
       {std::pair("ticket", ticket.expose()), std::pair("code", code.expose()), std::pair("kind", name_of(kind))}) {
    body.key(name);
    body.text(value);
  }
  body.end_object();
  SIGNET_TRY(const json::value answer, ask_object("POST", "/sign-in/second-factor", nullptr, std::move(body).take()));
  return read_session(answer.get_object(), server_);
}

Result<Account> TeamClient::account(const SecretString& token) {
  SIGNET_TRY(const json::value answer, ask_object("GET", "/account", &token, {}));
  const json::object& o = answer.get_object();
  return Account{text_of(o, "email"), text_of(o, "name"), flag_of(o, "has_two_factor"), flag_of(o, "is_admin")};
}

Result<json::value> TeamClient::get(std::string_view path, const SecretString& token) {
  return ask_object("GET", path, &token, {}, kMaxObjectBytes);
}

Result<json::value> TeamClient::post(std::string_view path, const SecretString& token, SecretString body) {
  return ask_object("POST", path, &token, std::move(body));
}

Result<json::value> TeamClient::change(std::string method, std::string_view path, const SecretString& token,
                                       SecretString body, std::optional<std::int64_t> revision) {
  constexpr int kNoContent = 204;
  SIGNET_TRY(const vault::Answer answer,
             ask(std::move(method), path, &token, std::move(body), kMaxObjectBytes, revision));
  if (!answer.ok()) return refusal(answer);
  if (answer.code == kNoContent) return json::value();
  auto object = transport_.read_object(answer, path);
  if (!object) return not_signet(server_);
  return object;
}

Status TeamClient::sign_out(const SecretString& token) {
  constexpr int kUnauthorized = 401;
  SIGNET_TRY(const vault::Answer answer, ask("POST", "/sign-out", &token, {}));
  return answer.ok() || answer.code == kUnauthorized ? Status() : Status(refusal(answer));
}

Result<vault::Answer> TeamClient::ask(std::string method, std::string_view path, const SecretString* token,
                                      SecretString body, std::uint64_t most, std::optional<std::int64_t> revision) {
  vault::Call call;
  // A sign-in that the server may have seen is not sent again: a code works once.
  call.repeatable = method == "GET";
  call.method = std::move(method);
  call.url = fmt::format("{}{}{}", server_, kApi, path);
  if (token != nullptr) {
    transport_.hide(token->expose());
    call.headers.push_back({"Authorization", fmt::format("Bearer {}", token->expose()), true});
  }
  if (revision) call.headers.push_back({"If-Match", fmt::format("\"{}\"", *revision), true});
  call.body = std::move(body);
  call.subject = path;
  call.max_answer_bytes = most;
  // The server says how long to wait; a person would rather know than wait in silence.
  call.retry = [](const vault::Answer& answer) -> std::optional<bool> {
    constexpr int kTooManyRequests = 429;
    return answer.code == kTooManyRequests ? std::optional(false) : std::nullopt;
  };
  return transport_.exchange(std::move(call));
}

Result<json::value> TeamClient::ask_object(std::string method, std::string_view path, const SecretString* token,
                                           SecretString body, std::uint64_t most) {
  SIGNET_TRY(const vault::Answer answer, ask(std::move(method), path, token, std::move(body), most));
  if (!answer.ok()) return refusal(answer);
  auto object = transport_.read_object(answer, path);
  if (!object) return not_signet(server_);
  return object;
}

Error TeamClient::refusal(const vault::Answer& answer) const {
  constexpr int kUnauthorized = 401;
  constexpr int kForbidden = 403;
  constexpr int kNotFound = 404;
  constexpr int kConflict = 409;
  constexpr int kPreconditionFailed = 412;
  constexpr int kTooManyRequests = 429;
  if (answer.code == kUnauthorized) {
    return fail(ErrorCode::kPermission,
                fmt::format("the session on {} has ended, or the API key is not valid", server_),
                fmt::format("signet login {}, or set SIGNET_API_KEY to a key that works", server_));
  }
  const auto document = vault::parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  const std::string detail = o == nullptr ? std::string() : transport_.quote(text_of(*o, "detail"));
  if (detail.empty()) return not_signet(server_);
  const ErrorCode code = answer.code == kForbidden                                        ? ErrorCode::kPermission
                         : answer.code == kNotFound                                       ? ErrorCode::kNotFound
                         : answer.code == kConflict || answer.code == kPreconditionFailed ? ErrorCode::kConflict
                         : answer.code == kTooManyRequests                                ? ErrorCode::kLimit
                         : answer.code >= 500 ? ErrorCode::kNetwork  // NOLINT: of the status codes
                                              : ErrorCode::kInvalidInput;
  return fail(code, fmt::format("{}: {}", server_, detail));
}

}  // namespace signet::app
