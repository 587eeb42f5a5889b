#include "server/routes/authentication.h"

#include <fmt/format.h>

#include "base/constant_time.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/token.h"
#include "server/accounts/api_keys.h"

namespace signet::server {

namespace {

using Found = Result<std::optional<Caller>>;

bool changes_something(Method method) {
  return method != Method::kGet && method != Method::kHead && method != Method::kOptions;
}

/// "https://example.org:8443" of Origin against the host that the request is for. Browsers send Origin with every
/// request that changes something; without it the token alone decides.
bool is_foreign_origin(const Request& request) {
  if (request.headers.count("Origin") > 1 || request.headers.count("Sec-Fetch-Site") > 1) return true;
  const std::string_view site = request.headers.get("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string* origin = request.headers.find("Origin");
  if (origin == nullptr) return false;
  const std::size_t at = origin->find("://");
  return at == std::string::npos || !equals_ignore_case(std::string_view(*origin).substr(at + 3), request.host);
}

Status check_csrf(const Request& request, const std::string& csrf_hash) {
  if (!changes_something(request.method)) return {};
  const std::string given = crypto::token_hash(request.headers.get(kCsrfHeader));
  if (!is_foreign_origin(request) && equal_in_constant_time(given, csrf_hash)) return {};
  return fail(ErrorCode::kPermission, "the request does not come from this server's own page",
              fmt::format("send the session's token in {}", kCsrfHeader));
}

/// Who reads while nothing can be written (a full disk) goes on reading: the next use will be noted.
template <typename Work>
void note_use(store::Database& database, const Work& work) {
  static_cast<void>(database.write(work));
}

Found by_session(store::Database& database, const Request& request, std::string_view token, bool by_cookie,
                 std::int64_t now_ms) {
  SIGNET_TRY(auto found,
             database.read([&](store::Transaction& transaction) { return find_session(transaction, token, now_ms); }));
  if (!found) return std::optional<Caller>();
  // A token in a header is put there by a program, never by a browser on its own.
  if (by_cookie) SIGNET_CHECK(check_csrf(request, found->csrf_hash));
  if (is_use_due(found->session, now_ms)) {
    note_use(database, [&](store::Transaction& transaction) {
      return note_session_use(transaction, found->session.id, origin_of(request), now_ms);
    });
  }
  const std::string user = found->session.user_id;
  return std::optional(Caller{user, Authenticated{std::move(found->identity), std::move(found->session), ""}});
}

Found by_key(store::Database& database, const Request& request, std::string_view key, std::int64_t now_ms) {
  SIGNET_TRY(auto use,
             database.read([&](store::Transaction& transaction) { return find_api_key(transaction, key, now_ms); }));
  if (!use) return std::optional<Caller>();
  if (use->is_use_due) {
    note_use(database, [&](store::Transaction& transaction) {
      return note_key_use(transaction, use->key_id, origin_of(request), now_ms);
    });
  }
  const std::string user = use->identity.user_id;
  return std::optional(Caller{user, Authenticated{std::move(use->identity), std::nullopt, std::move(use->key_id)}});
}

/// HTTP lets any byte above 0x7F into a header; databases and JSON want UTF-8.
std::string user_agent_of(const Request& request) {
  const std::string_view sent = request.headers.get("User-Agent");
  std::string text = is_utf8(sent) ? std::string(sent) : latin1_to_utf8(sent);
  if (text.size() <= kMaxUserAgentBytes) return text;
  std::size_t end = kMaxUserAgentBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  text.resize(end);
  return text;
}

Response problem(unsigned status, std::string_view name, std::string_view detail, const Call& call) {
  Problem problem;
  problem.status = status;
  problem.detail = detail;
  if (!name.empty()) problem.type = fmt::format("urn:signet:problem:{}", name);
  problem.request_id = call.request.id;
  return problem_response(problem);
}

}  // namespace

std::string_view cookie(const Request& request, std::string_view name) {
  std::string_view value;
  int found = 0;
  for (std::string_view header : request.headers.all("Cookie")) {
    while (!header.empty()) {
      const std::size_t end = std::min(header.find(';'), header.size());
      const std::string_view pair = trim(header.substr(0, end));
      header.remove_prefix(std::min(end + 1, header.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      value = pair.substr(equals + 1);
      ++found;
    }
  }
  return found == 1 ? value : std::string_view();
}

std::string make_cookie(std::string_view name, std::string_view value, std::optional<std::int64_t> seconds) {
  std::string text = fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict", name, value);
  if (seconds) text += fmt::format("; Max-Age={}", *seconds);
  return text;
}

Origin origin_of(const Request& request) {
  return {request.client, user_agent_of(request), request.id};
}

Authorizer make_authorizer(store::Database& database, std::function<std::int64_t()> now_ms) {
  return [&database, now_ms = std::move(now_ms)](const Request& request, const Route& route) -> Found {
    std::string_view bearer = request.headers.get("Authorization");
    constexpr std::string_view kBearer = "bearer ";
    const bool is_bearer =
        bearer.size() > kBearer.size() && equals_ignore_case(bearer.substr(0, kBearer.size()), kBearer);
    bearer = is_bearer ? trim(bearer.substr(kBearer.size())) : std::string_view();
    const std::string_view header_key = request.headers.get("X-Api-Key");
    const std::string_view session_cookie = cookie(request, kSessionCookie);
    const int given = static_cast<int>(!bearer.empty()) + static_cast<int>(!header_key.empty()) +
                      static_cast<int>(!session_cookie.empty());
    const Headers& headers = request.headers;
    const bool is_twice = headers.count("Authorization") > 1 || headers.count("X-Api-Key") > 1;
    if (given > 1 || is_twice)
      return fail(ErrorCode::kPermission, "several credentials in one request", "send one of them");
    if (given == 0) return std::optional<Caller>();

    const bool is_key = !header_key.empty() || bearer.starts_with(crypto::kApiKeyPrefix);
    if (is_key && route.access == Access::kSession) {
      return fail(ErrorCode::kPermission, "this takes a session, not an API key", "sign in");
    }
    if (!is_key && route.access == Access::kKey) {
      return fail(ErrorCode::kPermission, "this takes an API key, not a session");
    }
    if (is_key) return by_key(database, request, header_key.empty() ? bearer : header_key, now_ms());
    return by_session(database, request, bearer.empty() ? session_cookie : bearer, bearer.empty(), now_ms());
  };
}

const Authenticated& authenticated(const Call& call) {
  return std::any_cast<const Authenticated&>(call.caller.identity);
}

namespace {

std::optional<Response> answer_verdict(const Call& call, Verdict verdict, std::string_view hidden) {
  switch (verdict) {
    case Verdict::kAllowed:
      return std::nullopt;
    case Verdict::kHidden:
      return problem(404, "", hidden, call);
    case Verdict::kGivePassword:
      return problem(403, "password-required", "give the password again first: POST /api/v1/password/confirm", call);
    case Verdict::kSetUpTwoFactor:
      return problem(403, "second-factor-required", "the team requires a second factor: set one up first", call);
    case Verdict::kSignIn:
    case Verdict::kForbidden:
      break;
  }
  return problem(403, "", "this is not allowed to you", call);
}

}  // namespace

std::optional<Response> refuse(const Call& call, Action action, const TeamContext& team) {
  return answer_verdict(call, decide(authenticated(call).identity, action, team), "there is no such team");
}

std::optional<Response> refuse(const Call& call, Action action, const WorkspaceContext& workspace) {
  return answer_verdict(call, decide(authenticated(call).identity, action, workspace), "there is no such workspace");
}

std::optional<Response> refuse_foreign_socket(const Call& call) {
  const Request& request = call.request;
  const bool lacks_origin = !cookie(request, kSessionCookie).empty() && request.headers.find("Origin") == nullptr;
  if (!lacks_origin && !is_foreign_origin(request)) return std::nullopt;
  return problem(403, "", "the request does not come from this server's own page", call);
}

}  // namespace signet::server
