// What answers in the place of a 1Password Connect server and of the program `op`, and what people write as references.
// The input's first byte chooses the way and the last status; parts of the rest, separated by 0x1E, are the answers (or
// what the program prints) one after another, the last one again and again. No error may hold the token or a control
// character, and no command the token.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "vault/providers/onepassword_cli.h"
#include "vault/providers/onepassword_reference.h"
#include "vault/providers/provider.h"

namespace {

using namespace signet;
using namespace signet::vault;

constexpr std::string_view kToken = "fuzzed-token-of-the-user";
constexpr std::string_view kServer = "https://connect.test/";  // which may lead elsewhere below it
constexpr std::array<int, 8> kStatuses = {200, 200, 200, 400, 401, 404, 503, 307};

void check_printable(std::string_view text) {
  if (text.find_first_of("\r\n\x1b\x07") != std::string_view::npos) std::abort();
}

void check(std::string_view text) {
  if (text.find(kToken) != std::string_view::npos) std::abort();
  check_printable(text);
}

void check(const Error& error) {
  check(error.message);
  check(error.hint);
}

class Answers {
 public:
  Answers(int code, std::string_view text) : code_(code), parts_(split(text, '\x1E')) {}

  ProviderContext context() {
    ProviderContext context;
    context.send = [this](const http::Request& request) -> Result<http::Response> {
      if (!request.url.starts_with(kServer)) std::abort();
      http::Response response;
      response.code = is_last() ? code_ : 200;
      response.body = take();
      response.headers = {{"Location", response.body.substr(0, 100)}, {"Retry-After", response.body.substr(0, 20)}};
      return response;
    };
    context.run = [this](const std::vector<std::string>& words, const std::vector<std::string>&) {
      for (const std::string& word : words) {
        if (word.find(kToken) != std::string::npos) std::abort();
      }
      ProgramResult result;
      result.exit_code = is_last() && code_ >= 400 ? 1 : 0;
      result.errors = take();
      result.output = SecretString(result.errors);
      return Result<ProgramResult>(std::move(result));
    };
    context.now_ms = [] { return std::int64_t{1'780'000'000'000}; };
    context.pause = [](std::int64_t) { return true; };
    context.environment = [](std::string_view) { return std::optional<std::string>(); };
    return context;
  }

 private:
  [[nodiscard]] bool is_last() const { return next_ + 1 >= parts_.size(); }
  const std::string& take() { return parts_[std::min(next_++, parts_.size() - 1)]; }

  int code_;
  std::vector<std::string> parts_;
  std::size_t next_ = 0;
};

ProviderConfig config(bool is_cli) {
  ProviderConfig config;
  config.name = "fuzz";
  config.type = "1password";
  config.settings = {{"method", is_cli ? "cli" : "connect"}};
  if (!is_cli) config.settings.emplace("address", "https://connect.test");
  config.credentials.emplace(is_cli ? "service_account_token" : "token", SecretString(kToken));
  return config;
}

void use(Provider& provider, const std::vector<std::string>& references) {
  for (const auto& value : provider.fetch_all(references)) {
    if (!value) check(value.error());
  }
  for (const char* prefix : {"", "Private/", "op://Private/Login/"}) {
    const auto listed = provider.list(prefix, 50);
    if (!listed) check(listed.error());
    if (!listed) continue;
    for (const Listed& entry : *listed) {
      check_printable(entry.reference);
      check_printable(entry.note);
    }
  }
  const auto who = provider.test();
  check(who ? *who : who.error().message);
  provider.close();
}

/// `op` gets what was understood here. An error quotes what the user wrote, whatever that is.
void check_reference(std::string_view text) {
  const auto reference = parse_onepassword_reference(text);
  if (!reference) return check_printable(reference.error().message);
  const auto again = parse_onepassword_reference(reference->uri());
  if (reference->uri().size() <= kMaxOnePasswordReference && (!again || *again != *reference)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_reference(text);
  if (onepassword_complaint(text).find('\n') != std::string_view::npos) std::abort();
  Answers answers(kStatuses[data[0] & 7], text);
  auto provider = make_provider(config((data[0] & 8) != 0), answers.context());
  if (!provider) std::abort();
  std::vector<std::string> references = {"Private/Login/password", "op://Private/Login/Section/code?attribute=otp",
                                         "aaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbbbbbb/notes.txt"};
  if (text.find(kToken) == std::string_view::npos) references.emplace_back(text.substr(0, 200));
  use(**provider, references);
  return 0;
}
