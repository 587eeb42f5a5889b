#include "app/agent/local_account.h"

#include "base/file.h"
#include "base/json.h"
#include "crypto/token.h"
#include "vault/providers/secret_json.h"
#include "vault/secret_json_writer.h"

namespace signet::app {

namespace {

constexpr std::string_view kName = "Me";
constexpr unsigned kOwnerAlone = 0600;

SecretString account_file(const SecretString& password) {
  vault::SecretJsonWriter writer;
  writer.begin_object();
  writer.key("email");
  writer.text(kLocalEmail);
  writer.key("password");
  writer.text(password.expose());
  writer.end_object();
  return std::move(writer).take();
}

Result<SecretString> read_password(const std::filesystem::path& file) {
  if (is_open_to_others(file)) {
    return fail(ErrorCode::kPermission, file.string() + " can be read by others", "chmod 600 it");
  }
  constexpr std::uint64_t kMostBytes = 64 << 10;
  SIGNET_TRY(std::string text, read_file(file, kMostBytes));
  const auto document = vault::parse_secret_json(text, file.string());
  wipe({text.data(), text.size()});
  if (!document) return document.error();
  const json::object* o = document->if_object();
  const json::value* password = o == nullptr ? nullptr : o->if_contains("password");
  if (password == nullptr || !password->is_string()) {
    return fail(ErrorCode::kInvalidInput, file.string() + " holds no password",
                "put it back from a backup: the account cannot be entered without it");
  }
  return vault::secret_value(*password);
}

/// Made when there is none; nothing is signed up yet.
Result<SecretString> password_in(const std::filesystem::path& file, bool has_accounts) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return read_password(file);
  if (has_accounts) {
    return fail(ErrorCode::kNotFound, "the data folder has accounts, but " + file.string() + " is not there",
                "sign in with one of them, or put the file back");
  }
  SecretString password = crypto::make_token();
  SIGNET_CHECK(write_file(file, account_file(password).expose(), kOwnerAlone));
  return password;
}

}  // namespace

Result<std::optional<CodeWanted>> sign_in_locally(TeamSession& session, server::Server& server,
                                                  const std::filesystem::path& data) {
  // The link makes the first administrator; a server that has one gives none out.
  SIGNET_TRY(const auto link, server.first_admin_link());
  // The password is written before the account is made: one whose password is lost cannot be entered.
  SIGNET_TRY(const SecretString password, password_in(data / "local-account.json", !link));
  if (link) {
    SIGNET_TRY(TeamClient client, session.client());
    SIGNET_CHECK(client.sign_up(kLocalEmail, kName, password, *link));
  }
  return session.sign_in(kLocalEmail, password);
}

}  // namespace signet::app
