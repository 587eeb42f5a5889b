#include "app/team/sign_ins.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/json.h"
#include "vault/lock.h"
#include "vault/providers/secret_json.h"
#include "vault/replace.h"
#include "vault/secret_json_writer.h"

namespace signet::app {

namespace {

constexpr std::uint64_t kMaxFileBytes = 1 << 20;
constexpr std::int64_t kVersion = 1;

Error not_ours(const std::filesystem::path& file, std::string_view what) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", file.string(), what),
              "remove the file and sign in again: signet login SERVER");
}

std::optional<std::string> text_member(const json::object& o, std::string_view name) {
  const json::value* member = o.if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return std::string(member->get_string());
}

std::optional<SignIn> read_one(const json::value& value) {
  const json::object* o = value.if_object();
  if (o == nullptr) return std::nullopt;
  const auto server = text_member(*o, "server");
  const auto email = text_member(*o, "email");
  const auto session = text_member(*o, "session");
  const auto authority = text_member(*o, "authority");
  const json::value* token = o->if_contains("token");
  const json::value* at = o->if_contains("signed_in_ms");
  if (!server || !email || !session || !authority || token == nullptr || !token->is_string() || at == nullptr ||
      !at->is_int64()) {
    return std::nullopt;
  }
  return SignIn{*server, *email, *session, *authority, at->get_int64(), vault::secret_value(*token)};
}

std::vector<SignIn>::iterator find_in(std::vector<SignIn>& all, std::string_view server) {
  return std::find_if(all.begin(), all.end(), [&](const SignIn& one) { return one.server == server; });
}

}  // namespace

std::filesystem::path sign_ins_file(std::string_view xdg_data_home, const std::filesystem::path& home) {
  const bool is_set = xdg_data_home.starts_with('/');
  return (is_set ? std::filesystem::path(xdg_data_home) : home / ".local/share") / "signet" / "sign-ins.json";
}

Result<std::vector<SignIn>> SignIns::list() const {
  std::error_code error;
  if (!std::filesystem::exists(file_, error) && !error) return std::vector<SignIn>();
  if (is_open_to_others(file_)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} can be read by others", file_.string()),
                fmt::format("chmod 600 {}; and if others may have read it: signet logout --all", file_.string()));
  }
  SIGNET_TRY(std::string text, read_file(file_, kMaxFileBytes));
  const auto document = vault::parse_secret_json(text, file_.string());
  wipe(text);
  if (!document) return not_ours(file_, document.error().message);
  const json::object* o = document->if_object();
  const json::value* version = o == nullptr ? nullptr : o->if_contains("version");
  const json::array* servers = o == nullptr ? nullptr : json::find_array(*o, "servers");
  if (version == nullptr || servers == nullptr || *version != kVersion) {
    return not_ours(file_, "not a list of sign-ins of this version");
  }
  std::vector<SignIn> all;
  for (const json::value& server : *servers) {
    auto one = read_one(server);
    if (!one) return not_ours(file_, fmt::format("server {} is not a sign-in", all.size()));
    all.push_back(*std::move(one));
  }
  return all;
}

Result<SignIn> SignIns::find(std::string_view server) const {
  SIGNET_TRY(std::vector<SignIn> all, list());
  if (server.empty() && all.size() > 1) {
    return fail(ErrorCode::kInvalidInput, fmt::format("signed in to {} servers", all.size()),
                "say which one: signet whoami lists them");
  }
  const auto found = server.empty() ? all.begin() : find_in(all, server);
  if (found == all.end()) {
    return fail(
        ErrorCode::kNotFound,
        server.empty() ? std::string("not signed in to a team server") : fmt::format("not signed in to {}", server),
        fmt::format("signet login {}", server.empty() ? "SERVER" : server));
  }
  return std::move(*found);
}

Result<std::optional<SignIn>> SignIns::put(SignIn sign_in) const {
  SIGNET_TRY([[maybe_unused]] const vault::FileLock lock, vault::FileLock::take(file_.string() + ".lock"));
  SIGNET_TRY(std::vector<SignIn> all, list());
  std::optional<SignIn> before;
  if (const auto found = find_in(all, sign_in.server); found != all.end()) {
    before = std::exchange(*found, std::move(sign_in));
  } else {
    all.push_back(std::move(sign_in));
  }
  SIGNET_CHECK(save(all));
  return before;
}

Result<bool> SignIns::remove(std::string_view server) const {
  SIGNET_TRY([[maybe_unused]] const vault::FileLock lock, vault::FileLock::take(file_.string() + ".lock"));
  SIGNET_TRY(std::vector<SignIn> all, list());
  const auto found = find_in(all, server);
  if (found == all.end()) return false;
  all.erase(found);
  SIGNET_CHECK(save(all));
  return true;
}

Status SignIns::save(const std::vector<SignIn>& all) const {
  vault::SecretJsonWriter writer;
  writer.begin_object();
  writer.key("version");
  writer.number(kVersion);
  writer.key("servers");
  writer.begin_array();
  for (const SignIn& one : all) {
    writer.begin_object();
    const std::pair<std::string_view, std::string_view> texts[] = {{"server", one.server},
                                                                   {"email", one.email},
                                                                   {"session", one.session},
                                                                   {"authority", one.authority},
                                                                   {"token", one.token.expose()}};
    for (const auto& [name, value] : texts) {
      writer.key(name);
      writer.text(value);
    }
    writer.key("signed_in_ms");
    writer.number(one.signed_in_ms);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  writer.end_line();
  return vault::replace_file(file_, std::move(writer).take().expose());
}

}  // namespace signet::app
