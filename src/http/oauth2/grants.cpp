#include "http/oauth2/grants.h"

#include "base/text.h"
#include "http/oauth2/authorization.h"
#include "http/oauth2/device.h"
#include "http/oauth2/listener.h"

namespace signet::http::oauth2 {

namespace {

void add_if(Form& form, std::string key, const std::string& value) {
  if (!value.empty()) form.emplace_back(std::move(key), value);
}

Form form_for(const Config& config, std::string grant) {
  Form form = {{"grant_type", std::move(grant)}};
  add_if(form, "scope", config.scope);
  add_if(form, "audience", config.audience);
  add_if(form, "resource", config.resource);
  return form;
}

Result<Token> client_credentials(const Config& config, const Context& context) {
  return ask_for_token(config, context, config.token_url, form_for(config, "client_credentials"), config.token_extras);
}

Result<Token> password(const Config& config, const Context& context) {
  Form form = form_for(config, "password");
  form.emplace_back("username", config.username);
  form.emplace_back("password", config.password);
  return ask_for_token(config, context, config.token_url, std::move(form), config.token_extras);
}

Error nobody_there(const Config& config) {
  const bool is_device = config.grant == Grant::kDeviceCode;
  return fail(
      ErrorCode::kUnsupported,
      fmt::format("oauth2: {} needs somebody to sign in, and there is nobody to ask (no terminal, or CI is set)",
                  is_device ? "device_code" : "authorization_code"),
      "run it once on a terminal; or give a token in accessToken or a refresh token in refreshToken, best from "
      "a secret variable; or use client_credentials");
}

/// Tells the person where to go, and lets the browser go there.
void send_to_browser(const Context& context, const std::string& url) {
  context.person->tell(fmt::format("To sign in, open this address in a browser:\n  {}", url));
  if (Status opened = context.person->open_browser(url); !opened) context.person->tell(opened.error().message);
}

Result<std::string> wait_for_code(const Config& config, const Context& context, const SignIn& sign_in,
                                  RedirectListener& listener) {
  const std::int64_t deadline = context.now_ms() + kSignInMilliseconds;
  Redirect last;
  const auto take = [&](std::string_view query) -> std::pair<Page, bool> {
    last = read_redirect(query, config, sign_in);
    switch (last.kind) {
      case Redirect::Kind::kCode:
        return {{200, "Signed in. You can close this window."}, true};
      case Redirect::Kind::kRefused:
        return {{200, "The sign-in failed; the terminal tells why."}, true};
      case Redirect::Kind::kForeign:
        break;
    }
    context.person->tell(
        fmt::format("An answer that does not belong to this sign-in was left aside: {}", last.error.message));
    return {{400, "This does not belong to the sign-in that is under way."}, false};
  };
  const bool done = listener.serve(take, [&] { return context.now_ms() < deadline && context.pause(0); });
  if (!done) {
    if (!context.pause(0)) return fail(ErrorCode::kCancelled, "oauth2: the run was stopped during the sign-in");
    return fail(ErrorCode::kTimeout, "oauth2: nobody signed in within 5 minutes",
                fmt::format("run again; the provider must allow the redirect URI {}", listener.redirect_uri()));
  }
  if (last.kind == Redirect::Kind::kRefused) return last.error;
  return last.code;
}

Result<Token> authorization_code(const Config& config, const Context& context) {
  if (context.person == nullptr) return nobody_there(config);
  SIGNET_TRY(const auto listener, RedirectListener::open(config.redirect_uri));
  const SignIn sign_in = begin_sign_in(config, listener->redirect_uri());
  context.hide(sign_in.code_verifier);
  SIGNET_TRY(const std::string url, authorization_url(config, sign_in));
  send_to_browser(context, url);
  SIGNET_TRY(const std::string code, wait_for_code(config, context, sign_in, *listener));
  context.hide(code);
  Form form = {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", sign_in.redirect_uri}};
  add_if(form, "code_verifier", sign_in.code_verifier);
  add_if(form, "resource", config.resource);
  return ask_for_token(config, context, config.token_url, std::move(form), config.token_extras);
}

}  // namespace

Result<Token> refresh_token(const Config& config, const Context& context, const SecretString& token) {
  Form form = {{"grant_type", "refresh_token"}, {"refresh_token", std::string(token.expose())}};
  add_if(form, "resource", config.resource);
  return ask_for_token(config, context, config.refresh_endpoint(), std::move(form), config.refresh_extras, token);
}

Result<Token> get_token(const Config& config, const Context& context) {
  switch (config.grant) {
    case Grant::kClientCredentials:
      return client_credentials(config, context);
    case Grant::kPassword:
      return password(config, context);
    case Grant::kRefreshToken:
      return refresh_token(config, context, SecretString(config.refresh_token));
    case Grant::kAuthorizationCode:
      return authorization_code(config, context);
    case Grant::kDeviceCode:
      if (context.person == nullptr) return nobody_there(config);
      return device_token(config, context);
  }
  return fail(ErrorCode::kInternal, "oauth2: a grant without a way to it");
}

}  // namespace signet::http::oauth2
