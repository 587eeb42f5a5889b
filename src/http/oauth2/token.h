// Tokens and the token endpoint (RFC 6749 §3.2, §5): the request with the client's credentials, and the answer, which
// is read as hostile input: it may be huge, HTML, broken, or try to write into a terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/secret.h"
#include "http/oauth2/config.h"
#include "http/oauth2/context.h"

namespace signet::http::oauth2 {

/// Largest answer of a token endpoint; real ones have a few kilobytes.
inline constexpr std::uint64_t kMaxAnswerBytes = 1 << 20;

struct Token {
  SecretString access_token;
  std::string type;             ///< as the server writes it: "Bearer"
  SecretString refresh_token;   ///< may be empty
  std::int64_t expires_ms = 0;  ///< Unix time; 0: the server said nothing

  [[nodiscard]] Token clone() const;
  /// Whether the token is good for a request that starts at `now_ms`.
  [[nodiscard]] bool is_fresh(std::int64_t now_ms) const;
};

using Form = std::vector<std::pair<std::string, std::string>>;

/// What an endpoint of RFC 6749 §5 or RFC 8628 §3.2 answered.
struct Answer {
  std::string error;     ///< its code ("invalid_grant"); empty: success
  json::object members;  ///< of either
};

/// The text that a hostile server may have filled with anything, fit for one line of a terminal.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 300);
/// "https://host:1/path", without user name, query and fragment.
[[nodiscard]] std::string endpoint_name(std::string_view url);

/// The answer in a response from `url`. Fails when it is none, in words without its content.
[[nodiscard]] Result<Answer> read_answer(const Response& response, std::string_view url);
/// The token in a successful answer. `previous_refresh` stays when the server gives no new one.
[[nodiscard]] Result<Token> read_token(const json::object& members, std::int64_t now_ms,
                                       const SecretString& previous_refresh = {});
/// A refusal as an error with the provider's words and what to change; secrets of `config` are hidden in it.
[[nodiscard]] Error refusal(const Answer& answer, const Config& config, std::string_view url);

/// Sends `form` with the client's credentials and `extras` to `url`.
[[nodiscard]] Result<Answer> ask(const Config& config, const Context& context, const std::string& url, Form form,
                                 const std::vector<Extra>& extras);
/// The same for an endpoint that gives tokens.
[[nodiscard]] Result<Token> ask_for_token(const Config& config, const Context& context, const std::string& url,
                                          Form form, const std::vector<Extra>& extras,
                                          const SecretString& previous_refresh = {});

/// "a=1&b=2", encoded as HTML forms are.
[[nodiscard]] std::string encode_form(const Form& form);

}  // namespace signet::http::oauth2
