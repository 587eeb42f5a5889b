// The provider for 1Password, by either of its two ways.
#include <array>

#include "vault/providers/address.h"
#include "vault/providers/onepassword_cli.h"
#include "vault/providers/onepassword_connect.h"
#include "vault/providers/registry.h"
#include "vault/providers/settings.h"

namespace signet::vault {

namespace {

constexpr std::string_view kTitle = "1Password";

constexpr std::array<ProviderField, 8> kFields = {{
    {"method", "Way", false, false,
     "connect: a Connect server; cli: the op program with the desktop app or a service account. Without it connect "
     "where there is an address, else cli",
     "connect|cli"},
    {"address", "Connect server", false, false, "https://HOST[:PORT]; without it OP_CONNECT_HOST", ""},
    {"token", "Connect token", true, false, "without it OP_CONNECT_TOKEN", ""},
    {"service_account_token", "Service account token", true, false,
     "for op, which gets it in its environment; without it OP_SERVICE_ACCOUNT_TOKEN, or the login of the app", ""},
    {"account", "Account", false, false, "for op: sign-in address or id, where there are several", ""},
    {"program", "Program", false, false, "path of op; without it the one in PATH", ""},
    {"ca_file", "Authorities", false, false, "PEM file with further ones for the Connect server", "", true},
    kAllowClearText,
}};

Result<std::unique_ptr<Provider>> make_connect(const ProviderConfig& config, ProviderContext context,
                                               const std::string& address) {
  const ProviderSettings settings(config, context);
  OnePasswordConnectPlace place;
  SIGNET_TRY(place.clear_text, settings.flag("allow_clear_text", false));
  if (address.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} needs the Connect server's address", config.name),
                "set address, or OP_CONNECT_HOST; the method cli needs none");
  }
  SIGNET_TRY(place.address, check_address(address, place.clear_text, "address"));
  if (place.address.ends_with("/v1")) place.address.resize(place.address.size() - 3);
  place.token = settings.secret("token", {"OP_CONNECT_TOKEN"});
  if (place.token.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} needs the Connect server's token", config.name),
                "set token, or OP_CONNECT_TOKEN");
  }
  trust(context, expand_home(settings.text("ca_file"), context), {});
  return std::unique_ptr<Provider>(std::make_unique<OnePasswordConnect>(std::move(place), std::move(context),
                                                                        service_name("1Password Connect", config)));
}

Result<std::unique_ptr<Provider>> make_cli(const ProviderConfig& config, ProviderContext context) {
  const ProviderSettings settings(config, context);
  OnePasswordCliSettings cli;
  cli.account = settings.text("account");
  cli.service_account_token = settings.secret("service_account_token");
  if (const std::string program = settings.text("program"); !program.empty()) {
    cli.program = expand_home(program, context).string();
  }
  return std::unique_ptr<Provider>(
      std::make_unique<OnePasswordCli>(std::move(cli), std::move(context), service_name(kTitle, config)));
}

Result<std::unique_ptr<Provider>> make(const ProviderConfig& config, ProviderContext context) {
  const ProviderSettings settings(config, context);
  const std::string method = settings.text("method");
  std::string address = settings.text("address", {"OP_CONNECT_HOST"});
  if (method == "connect" || (method.empty() && !address.empty())) {
    return make_connect(config, std::move(context), address);
  }
  return make_cli(config, std::move(context));
}

}  // namespace

ProviderKind onepassword_kind() {
  ProviderKind kind;
  kind.type = "1password";
  kind.title = kTitle;
  kind.reference_help =
      "VAULT/ITEM/FIELD or VAULT/ITEM/SECTION/FIELD, with or without op:// in front, names in any case or ids; a "
      "file's "
      "name in place of the field; ?attribute=otp for a one-time password";
  kind.fields = kFields;
  kind.make = make;
  return kind;
}

}  // namespace signet::vault
