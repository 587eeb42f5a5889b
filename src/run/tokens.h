// Requests whose auth is OAuth 2.0 with a grant instead of a token get their token here, before they are sent, and
// another one when the API answers 401. What the token endpoint is asked is no request of the collection: it is not
// told as an event, and its secrets and tokens are masked from then on. newman has no such thing; without a token the
// request goes unsigned, as there, and the console says why.
#pragma once

#include <memory>

#include "http/oauth2/source.h"
#include "mask/mask.h"
#include "run/exchange.h"
#include "run/interrupt.h"
#include "run/telling.h"

namespace signet::run {

/// One lane's way to the tokens of the run.
class Tokens {
 public:
  Tokens(http::oauth2::TokenSource& source, const http::oauth2::Person* person, http::Client& client, Mask& mask,
         const Tell& tell, const Interrupt& interrupt)
      : source_(source), person_(person), client_(client), mask_(mask), tell_(tell), interrupt_(interrupt) {}

  /// Sends by `sender`, with a token where the auth asks for one.
  std::shared_ptr<const Exchange> send(Sender& sender, Job job);

 private:
  [[nodiscard]] http::oauth2::Context context_for(const Job& job);
  [[nodiscard]] Result<http::Response> ask(http::Request request);
  [[nodiscard]] bool pause(std::int64_t milliseconds);
  void warn(const Job& job, std::string_view text);
  void warn(const Job& job, const Error& error);

  http::oauth2::TokenSource& source_;
  const http::oauth2::Person* person_;
  http::Client& client_;
  Mask& mask_;
  const Tell& tell_;
  const Interrupt& interrupt_;
};

}  // namespace signet::run
