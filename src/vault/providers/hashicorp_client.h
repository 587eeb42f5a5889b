// Requests to the HTTP API of HashiCorp Vault and OpenBao, and its refusals in words.
// Source: https://developer.hashicorp.com/vault/api-docs
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/transport.h"

namespace signet::vault {

/// Which server, and where in it.
struct HashicorpPlace {
  std::string address;                      ///< checked, without a slash at the end
  std::string name_space;                   ///< X-Vault-Namespace; empty: the root's
  bool clear_text = false;                  ///< plain http to another machine is allowed
  std::vector<std::string> redirect_hosts;  ///< other nodes of the cluster, as "host:port"
};

class HashicorpClient {
 public:
  struct Ask {
    std::string method = "GET";
    std::string path;  ///< behind /v1/, encoded
    SecretString body = {};
    std::string subject = {};             ///< for errors
    bool repeatable = true;               ///< see Call
    const SecretString* token = nullptr;  ///< in place of the client's own
    bool anonymous = false;               ///< no token at all: logins
    bool is_last_word = false;            ///< at the end of the run: few tries, little time
  };

  HashicorpClient(ProviderContext& context, HashicorpPlace place, std::string service);

  [[nodiscard]] Result<Answer> ask(Ask ask);
  /// The object in a successful answer; else the refusal as an error.
  [[nodiscard]] Result<json::value> ask_object(Ask ask);

  /// A refusal by its status and the server's words in "errors".
  [[nodiscard]] Error refusal(const Answer& answer, std::string_view subject) const;
  /// The server's words, joined; empty when there are none.
  [[nodiscard]] static std::string words_of(const Answer& answer);

  /// Of the last answer that came.
  [[nodiscard]] int last_status() const { return last_status_; }
  void set_token(SecretString token);
  [[nodiscard]] const SecretString& token() const { return token_; }
  [[nodiscard]] Transport& transport() { return transport_; }
  [[nodiscard]] const Transport& transport() const { return transport_; }
  [[nodiscard]] const HashicorpPlace& place() const { return place_; }

 private:
  Transport transport_;
  HashicorpPlace place_;
  SecretString token_;
  int last_status_ = 0;
};

}  // namespace signet::vault
