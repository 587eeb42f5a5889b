// What every provider shares on its way to its service: one exchange with time-outs, retries and limits, errors by
// kind in words that hold no secret, and JSON that is wiped after reading. A server's answer is hostile input.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/types.h"
#include "vault/providers/provider.h"

namespace signet::vault {

/// One try, from the connection to the last byte.
inline constexpr std::int64_t kTryTimeoutMs = 10'000;
/// All tries of one exchange with the pauses between them.
inline constexpr std::int64_t kExchangeTimeoutMs = 60'000;
inline constexpr int kMaxTries = 4;
/// Retry-After is honoured up to this.
inline constexpr std::int64_t kMaxPauseMs = 20'000;
inline constexpr std::uint64_t kMaxAnswerBytes = 8 << 20;
/// Of a server's own words in an error.
inline constexpr std::size_t kMaxQuoteBytes = 300;
/// Redirects of one exchange, where they are followed at all.
inline constexpr int kMaxRedirects = 3;

/// Ways to fail that a user can do something about.
enum class Trouble {
  kNotFound,      ///< there is no such secret, version or field
  kNoPermission,  ///< signed in, but may not
  kExpiredLogin,  ///< no login, a wrong or an expired one
  kThrottled,     ///< too many requests, also after waiting
  kUnavailable,   ///< the service answers that it cannot now (5xx, sealed)
  kNetwork,       ///< no answer
  kRefused,       ///< any other 4xx
  kBadAnswer,     ///< not what the service's documentation says
};

/// What came back, whatever its status is.
struct Answer {
  int code = 0;
  std::vector<http::Header> headers;
  SecretString body;

  [[nodiscard]] bool ok() const { return code >= 200 && code < 300; }
  /// The first header of that name, in any case; or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// One question to a service, and how it may be asked.
struct Call {
  std::string method = "GET";
  std::string url;                         ///< absolute and encoded
  std::vector<http::Header> headers = {};  ///< tokens go here; User-Agent and Accept are added
  SecretString body = {};                  ///< empty: none is sent
  std::string content_type = "application/json";
  std::string accept = "application/json";
  std::string subject = {};  ///< what is asked for, in errors: a reference, or "login"
  /// Sent again when the connection broke, so that the service may see it twice. Without it only after an answer that
  /// says that nothing was done (429, 503), or when no connection was made.
  bool repeatable = true;
  std::uint64_t max_answer_bytes = kMaxAnswerBytes;
  int tries = kMaxTries;
  std::int64_t timeout_ms = kTryTimeoutMs;
  /// Straight to the host, past any proxy: metadata services on link-local addresses.
  bool direct = false;
  /// Plain http to another machine is meant: metadata services, or the user's setting `allow_clear_text`.
  bool clear_text = false;
  /// "host[:port]" to which a 307 or 308 may lead and the whole request be sent again, headers included; the scheme
  /// stays the same. The host that was asked is always among them; every other redirect is an error.
  std::vector<std::string> redirect_hosts = {};
  /// Adds what depends on the time, such as a signature, to each try.
  std::function<Status(http::Request&)> sign = {};
  /// Whether to try again after this answer; absent, or without an opinion: after 429 and 5xx.
  std::function<std::optional<bool>(const Answer& answer)> retry = {};
};

/// One provider's way to its service. Belongs to one thread, as the context does.
class Transport {
 public:
  /// `service` stands in front of every error: "HashiCorp Vault (team)".
  Transport(ProviderContext& context, std::string service);

  /// Sends until an answer comes that is worth no retry, then wipes the call's headers. An answer with an error status
  /// is an Answer: its provider knows what it means. Fails with kNetwork, kTimeout, kLimit (a huge answer), kCancelled,
  /// kInvalidInput (clear text, a redirect to another host).
  [[nodiscard]] Result<Answer> exchange(Call call);

  /// A text that no error may hold, should a server send it back: tokens, passwords.
  void hide(std::string_view secret);

  /// A failure by kind, with the server's own words, cut and without control characters and hidden texts. An empty
  /// `hint` takes the kind's.
  [[nodiscard]] Error trouble(Trouble kind, std::string_view subject, std::string_view said = {},
                              std::string hint = {}) const;
  /// A server's words for people: cut, without control characters and hidden texts.
  [[nodiscard]] std::string quote(std::string_view said) const;
  /// The kind by the HTTP status alone.
  [[nodiscard]] static Trouble kind_of(int code);

  /// The answer's body as JSON whose memory is wiped when it goes. Errors never quote the body.
  [[nodiscard]] Result<json::value> read_json(const Answer& answer, std::string_view subject) const;
  /// The same for a body that must be an object.
  [[nodiscard]] Result<json::value> read_object(const Answer& answer, std::string_view subject) const;

  [[nodiscard]] const std::string& service() const { return service_; }

 private:
  [[nodiscard]] Result<http::Request> make_request(const Call& call, const std::string& url,
                                                   std::int64_t deadline_ms) const;
  [[nodiscard]] Result<Answer> send_following(const Call& call, std::int64_t deadline_ms);
  [[nodiscard]] Result<std::string> redirect_target(const Call& call, const std::string& from,
                                                    const Answer& answer) const;
  /// How long to wait before the next try; absent: there is none.
  [[nodiscard]] std::optional<std::int64_t> pause_before(int tries_made, const Call& call, const Result<Answer>& last,
                                                         std::int64_t deadline_ms) const;

  ProviderContext& context_;
  std::string service_;
  std::vector<SecretString> hidden_;
};

}  // namespace signet::vault
