// What the agent is asked, and what it keeps. One request a connection, one line; the answer ends with the connection.
//   put VAULT-ID SECONDS KEY-IN-BASE64   -> ok
//   get VAULT-ID                      -> key KEY-IN-BASE64 | none
//   lock [VAULT-ID]                   -> ok
//   status                            -> a line "vault VAULT-ID SECONDS-LEFT" each
// Anything else: "error REASON".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace signet::vault {

/// The keys, each with the time at which it is forgotten. Times are seconds on a clock that also counts sleep.
class HeldKeys {
 public:
  /// Answers one line. A key that is asked for is kept for another idle time.
  [[nodiscard]] SecretString answer(std::string_view line, std::int64_t now_s);
  /// Forgets what nobody has asked for in its time.
  void expire(std::int64_t now_s);
  void forget_all() { keys_.clear(); }
  [[nodiscard]] bool empty() const { return keys_.empty(); }

 private:
  struct Held {
    SecretString key_text;
    std::int64_t idle_s = 0;
    std::int64_t until_s = 0;
  };
  [[nodiscard]] SecretString put(std::string_view vault_id, std::string_view rest, std::int64_t now_s);
  [[nodiscard]] SecretString get(std::string_view vault_id, std::int64_t now_s);

  std::map<std::string, Held, std::less<>> keys_;
};

}  // namespace signet::vault
