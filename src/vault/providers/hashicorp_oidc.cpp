#include "vault/providers/hashicorp_oidc.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/ids.h"
#include "http/oauth2/authorization.h"
#include "http/oauth2/listener.h"
#include "http/url.h"
#include "vault/providers/address.h"
#include "vault/providers/hashicorp_reference.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

/// A parameter of the query; empty when it is absent, or comes twice.
std::string find(std::string_view query, const std::string& name) {
  const auto parameters = http::oauth2::read_query(query);
  if (!parameters) return {};
  const auto found = parameters->find(name);
  return found == parameters->end() ? std::string() : found->second;
}

/// What the browser brought back.
struct Returned {
  std::string state;
  std::string code;
  std::string error;
};

/// Whether a browser may be sent there. The address comes from the server: another scheme would start another program,
/// and plain http would show the password on the way.
bool is_sign_in_page(const std::string& url) {
  if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c > '~'; })) return false;
  const http::NodeUrl parts = http::to_node_url(url);
  return parts.protocol == "https:" || (parts.protocol == "http:" && is_loopback(parts.hostname));
}

Result<std::string> ask_where(const HashicorpConfig& config, HashicorpClient& client, const std::string& redirect_uri,
                              const std::string& nonce) {
  json::object body = secret_object();
  body["role"] = config.role;
  body["redirect_uri"] = redirect_uri;
  body["client_nonce"] = nonce;
  HashicorpClient::Ask ask;
  ask.method = "POST";
  ask.path = fmt::format("auth/{}/oidc/auth_url", encode_path(config.mount));
  ask.body = secret_text(body);
  ask.subject = "login";
  ask.anonymous = true;
  SIGNET_TRY(const json::value document, client.ask_object(std::move(ask)));
  const json::object* data = json::find_object(document.get_object(), "data");
  std::string url(data == nullptr ? std::string_view() : json::string_or(*data, "auth_url"));
  if (url.empty()) {
    return client.transport().trouble(
        Trouble::kRefused, "login", "the server names no page to sign in at",
        fmt::format("check role, and that {} is among its allowed_redirect_uris", redirect_uri));
  }
  if (!is_sign_in_page(url)) {
    return client.transport().trouble(Trouble::kBadAnswer, "login", "the page to sign in at is no https address");
  }
  return url;
}

/// Serves until the browser has come back with this sign-in's state.
Result<Returned> wait_for_browser(http::oauth2::RedirectListener& listener, const std::string& state,
                                  ProviderContext& context) {
  using http::oauth2::Page;
  const std::int64_t deadline_ms = context.now_ms() + http::oauth2::kSignInMilliseconds;
  Returned returned;
  const auto take = [&](std::string_view query) -> std::pair<Page, bool> {
    if (find(query, "state") != state) {
      context.person->tell("An answer that does not belong to this sign-in was left aside");
      return {{400, "This does not belong to the sign-in that is under way."}, false};
    }
    returned = {state, find(query, "code"), find(query, "error")};
    const bool is_good = !returned.code.empty();
    return {{200, is_good ? "Signed in. You can close this window." : "The sign-in failed; the terminal tells why."},
            true};
  };
  const auto go_on = [&] { return context.now_ms() < deadline_ms && context.pause(0); };
  if (listener.serve(take, go_on)) return returned;
  if (!context.pause(0)) return fail(ErrorCode::kCancelled, "stopped during the sign-in");
  return fail(ErrorCode::kTimeout, "nobody signed in within 5 minutes", "run again");
}

}  // namespace

Result<json::value> sign_in_by_browser(const HashicorpConfig& config, HashicorpClient& client,
                                       ProviderContext& context) {
  if (context.person == nullptr) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("{}: oidc needs somebody to sign in, and there is nobody to ask (no terminal, or CI is set)",
                    client.transport().service()),
        "run it on a terminal, or use a method for machines such as approle or jwt");
  }
  SIGNET_TRY(const auto listener, http::oauth2::RedirectListener::open(config.oidc_redirect));
  constexpr std::size_t kNonceBytes = 20;
  const std::string nonce = hex_encode(random_bytes(kNonceBytes));
  client.transport().hide(nonce);
  SIGNET_TRY(const std::string url, ask_where(config, client, listener->redirect_uri(), nonce));
  const std::string query = http::to_node_url(url).search.value_or("?");
  const std::string state = find(std::string_view(query).substr(1), "state");
  if (state.empty()) {
    return client.transport().trouble(Trouble::kBadAnswer, "login", "the page to sign in at has no state");
  }
  context.person->tell(
      fmt::format("To sign in to {}, open this address in a browser:\n  {}", client.transport().service(), url));
  if (const Status opened = context.person->open_browser(url); !opened) context.person->tell(opened.error().message);
  SIGNET_TRY(const Returned returned, wait_for_browser(*listener, state, context));
  if (returned.code.empty()) {
    return client.transport().trouble(Trouble::kExpiredLogin, "login",
                                      "the identity provider refused: " + returned.error, "try again in the browser");
  }
  client.transport().hide(returned.code);
  HashicorpClient::Ask ask;
  ask.path = fmt::format("auth/{}/oidc/callback?state={}&code={}&client_nonce={}", encode_path(config.mount),
                         percent_encode(state), percent_encode(returned.code), nonce);
  ask.subject = "login";
  ask.anonymous = true;
  ask.repeatable = false;  // the code is good for one use
  return client.ask_object(std::move(ask));
}

}  // namespace signet::vault
