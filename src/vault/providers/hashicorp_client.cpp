#include "vault/providers/hashicorp_client.h"

#include "base/text.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::int64_t kLastWordTimeoutMs = 3'000;
constexpr std::size_t kMaxWords = 5;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// A sealed server stays sealed for as long as a person needs; a node that is behind (412) catches up soon.
std::optional<bool> retry(const Answer& answer) {
  if (answer.code == 503 && contains(HashicorpClient::words_of(answer), "sealed")) return false;
  if (answer.code == 412) return true;
  return std::nullopt;
}

}  // namespace

HashicorpClient::HashicorpClient(ProviderContext& context, HashicorpPlace place, std::string service)
    : transport_(context, std::move(service)), place_(std::move(place)) {}

void HashicorpClient::set_token(SecretString token) {
  transport_.hide(token.expose());
  token_ = std::move(token);
}

Result<Answer> HashicorpClient::ask(Ask ask) {
  Call call;
  call.method = std::move(ask.method);
  call.url = fmt::format("{}/v1/{}", place_.address, ask.path);
  // Agents and proxies of Vault refuse requests without it, against forged ones from browsers.
  call.headers.push_back({"X-Vault-Request", "true", true});
  if (!place_.name_space.empty()) call.headers.push_back({"X-Vault-Namespace", place_.name_space, true});
  const SecretString& token = ask.token != nullptr ? *ask.token : token_;
  if (!ask.anonymous && !token.empty()) {
    call.headers.push_back({"X-Vault-Token", std::string(token.expose()), true});
  }
  call.body = std::move(ask.body);
  call.subject = std::move(ask.subject);
  call.repeatable = ask.repeatable;
  call.clear_text = place_.clear_text;
  call.redirect_hosts = place_.redirect_hosts;
  call.retry = retry;
  if (ask.is_last_word) {
    call.tries = 2;
    call.timeout_ms = kLastWordTimeoutMs;
  }
  auto answer = transport_.exchange(std::move(call));
  last_status_ = answer ? answer->code : 0;
  return answer;
}

Result<json::value> HashicorpClient::ask_object(Ask ask_now) {
  const std::string subject = ask_now.subject;
  SIGNET_TRY(const Answer answer, ask(std::move(ask_now)));
  if (!answer.ok()) return refusal(answer, subject);
  return transport_.read_object(answer, subject);
}

std::string HashicorpClient::words_of(const Answer& answer) {
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  const json::array* errors = o == nullptr ? nullptr : json::find_array(*o, "errors");
  if (errors == nullptr) return {};
  std::vector<std::string> words;
  for (const json::value& error : *errors) {
    if (error.is_string() && words.size() < kMaxWords) words.emplace_back(trim(error.get_string()));
  }
  return join(words, "; ");
}

Error HashicorpClient::refusal(const Answer& answer, std::string_view subject) const {
  const std::string words = words_of(answer);
  const std::string said = words.empty() ? fmt::format("status {}", answer.code) : words;
  if (answer.code == 503 && contains(words, "sealed")) {
    return transport_.trouble(Trouble::kUnavailable, subject, said,
                              "the server is sealed: its operators unseal it (vault operator unseal)");
  }
  if (answer.code >= 500 && contains(words, "not active")) {
    return transport_.trouble(Trouble::kUnavailable, subject, said,
                              "this node is a standby and no active one is known: try again, or set another address");
  }
  if (answer.code == 400 && contains(words, "missing client token")) {
    return transport_.trouble(Trouble::kExpiredLogin, subject, said);
  }
  if (answer.code == 405 || contains(words, "unsupported operation")) {
    return transport_.trouble(Trouble::kRefused, subject, said,
                              "this path cannot be read; engines that make secrets only when written to are not "
                              "supported");
  }
  return transport_.trouble(Transport::kind_of(answer.code), subject, said);
}

}  // namespace signet::vault
