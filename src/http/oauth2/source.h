// Where a run's requests get their tokens from: one for each configuration, kept in memory until the run ends, renewed
// when it has expired or an API refuses it. Safe for several threads; whoever needs a token that another thread is
// getting waits for it, so that nobody has to sign in twice.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/oauth2/config.h"
#include "http/oauth2/context.h"
#include "http/oauth2/token.h"

namespace signet::http::oauth2 {

class TokenSource {
 public:
  /// The kept token, or a new one when there is none or it has expired.
  [[nodiscard]] Result<Token> get(const Config& config, const Context& context);
  /// A token in the place of `refused`, which an API did not take. Nobody is asked to sign in again for it: without a
  /// refresh token, interactive grants fail.
  [[nodiscard]] Result<Token> renew(const Config& config, const Context& context, const SecretString& refused);

 private:
  struct Entry {
    std::mutex mutex;
    Token token;
    bool failed = false;  ///< a sign-in that failed is not asked for again
    Error error;
  };
  std::shared_ptr<Entry> entry_for(const Config& config);
  static Result<Token> fetch(Entry& entry, const Config& config, const Context& context, bool may_ask);

  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Entry>> entries_;
};

}  // namespace signet::http::oauth2
