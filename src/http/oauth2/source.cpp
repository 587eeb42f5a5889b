#include "http/oauth2/source.h"

#include "http/oauth2/grants.h"

namespace signet::http::oauth2 {

std::shared_ptr<TokenSource::Entry> TokenSource::entry_for(const Config& config) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Entry>& entry = entries_[config.fingerprint()];
  if (entry == nullptr) {
    entry = std::make_shared<Entry>();
    // A refresh token of the collection serves before anybody is asked, and in the place of signing in where nobody is.
    if (config.is_interactive()) entry->token.refresh_token = SecretString(config.refresh_token);
  }
  return entry;
}

Result<Token> TokenSource::fetch(Entry& entry, const Config& config, const Context& context, bool may_ask) {
  std::optional<Error> not_refreshed;
  if (!entry.token.refresh_token.empty()) {
    auto token = refresh_token(config, context, entry.token.refresh_token);
    if (token) {
      entry.token = *std::move(token);
      return entry.token.clone();
    }
    not_refreshed = std::move(token).error();
    if (not_refreshed->code == ErrorCode::kCancelled) return *not_refreshed;
  }
  if (config.is_interactive() && (!may_ask || (not_refreshed && context.person == nullptr))) {
    if (not_refreshed) return *not_refreshed;
    return fail(ErrorCode::kUnsupported, "oauth2: the token was refused, and there is no refresh token to get another",
                "ask for offline access (a scope like offline_access), or run again to sign in");
  }
  auto token = get_token(config, context);
  if (!token) return std::move(token).error();
  entry.token = *std::move(token);
  return entry.token.clone();
}

Result<Token> TokenSource::get(const Config& config, const Context& context) {
  const auto entry = entry_for(config);
  const std::lock_guard lock(entry->mutex);
  if (entry->token.is_fresh(context.now_ms())) return entry->token.clone();
  if (entry->failed) return entry->error;
  auto token = fetch(*entry, config, context, true);
  if (!token && config.is_interactive()) {
    entry->failed = true;
    entry->error = token.error();
  }
  return token;
}

Result<Token> TokenSource::renew(const Config& config, const Context& context, const SecretString& refused) {
  const auto entry = entry_for(config);
  const std::lock_guard lock(entry->mutex);
  const bool renewed_meanwhile = !(entry->token.access_token == refused);
  if (renewed_meanwhile && entry->token.is_fresh(context.now_ms())) return entry->token.clone();
  return fetch(*entry, config, context, false);
}

}  // namespace signet::http::oauth2
