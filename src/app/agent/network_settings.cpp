#include "app/agent/network_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "http/url.h"
#include "tls/profile.h"

namespace signet::app {

namespace {

using server::Field;
using server::Type;

constexpr unsigned kOwnMode = 0600;
constexpr std::string_view kKind = "settings";
constexpr std::string_view kProxyPassword = "proxy-password";
constexpr std::uint64_t kMostFileBytes = 1U << 20;
constexpr std::int64_t kMaxTimeoutMs = 86'400'000;
constexpr std::int64_t kMaxAuthoritiesBytes = 512 << 10;

json::object defaults(const http::Settings& base) {
  return {{"proxy_mode", base.proxy.from_environment ? "system" : "off"},
          {"proxy_url", ""},
          {"proxy_user", ""},
          {"proxy_bypass", "localhost,127.0.0.1"},
          {"timeout_ms", base.timeout_ms},
          {"follow_redirects", base.follow_redirects},
          {"verify", base.tls == nullptr || base.tls->verify},
          {"authorities", ""},
          {"protocols", json::array()},
          {"suites", json::array()}};
}

/// Without a password in it, which would lie in the settings' file for all to read who copy it.
Status check_proxy(std::string_view url) {
  static constexpr std::array<std::string_view, 5> kSchemes = {"http://", "https://", "socks4://", "socks5://",
                                                               "socks5h://"};
  const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                                   [&](std::string_view one) { return url.substr(0, one.size()) == one; });
  if (scheme == kSchemes.end() || url.size() == scheme->size()) {
    return fail(ErrorCode::kInvalidInput, "this is not the address of a proxy",
                "write it as http://host:port, https://host:port or socks5://host:port");
  }
  if (url.find('@') != std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, "user and password do not belong into the address of the proxy",
                "write them into their own fields, where the password is kept sealed");
  }
  if (url.find_first_of(" \t\r\n?#") != std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, "the address of the proxy has signs that no address has",
                "write it as http://host:port");
  }
  return {};
}

std::vector<std::string> texts(const json::object& document, std::string_view name) {
  std::vector<std::string> list;
  if (const json::array* array = json::find_array(document, name)) {
    for (const json::value& text : *array) list.emplace_back(text.as_string());
  }
  return list;
}

Status check_form(const json::value& document) {
  Field whole{.type = Type::kObject, .required = true, .fields = NetworkSettings::fields()};
  std::vector<server::Fault> faults;
  server::validate(document, whole, "#", faults);
  if (faults.empty()) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", faults.front().pointer, faults.front().detail));
}

/// "http://host:port" with user and password before the host (RFC 3986 §3.2.1).
std::string with_credentials(std::string_view url, std::string_view user, std::string_view password) {
  if (user.empty()) return std::string(url);
  const std::size_t host = url.find("://") + 3;
  return fmt::format("{}{}:{}@{}", url.substr(0, host), percent_encode(user), percent_encode(password),
                     url.substr(host));
}

Result<json::object> read_settings(const std::filesystem::path& file) {
  SIGNET_TRY(const std::string text, read_file(file, kMostFileBytes));
  SIGNET_TRY(json::value document, json::parse(text, file.string()));
  SIGNET_CHECK(check_form(document));
  return std::move(document.get_object());
}

}  // namespace

std::vector<Field> NetworkSettings::fields() {
  return {{.name = "proxy_mode", .required = true, .values = {"off", "system", "manual"}},
          {.name = "proxy_url", .required = true, .max = 512},
          // Absent from what earlier versions wrote.
          {.name = "proxy_user", .max = 256},
          {.name = "proxy_bypass", .required = true, .max = 4096},
          {.name = "timeout_ms", .type = Type::kInteger, .required = true, .min = 0, .max = kMaxTimeoutMs},
          {.name = "follow_redirects", .type = Type::kBoolean, .required = true},
          {.name = "verify", .type = Type::kBoolean, .required = true},
          {.name = "authorities", .required = true, .max = kMaxAuthoritiesBytes},
          {.name = "protocols", .type = Type::kArray, .required = true, .max = 8, .fields = {{.max = 16}}},
          {.name = "suites", .type = Type::kArray, .required = true, .max = 100, .fields = {{.max = 100}}}};
}

NetworkSettings::NetworkSettings(const std::filesystem::path& data, LocalStore& local, http::Settings base)
    : file_(data / "settings.json"),
      authorities_(data / "own-authorities.pem"),
      local_(local),
      base_(std::move(base)),
      now_{defaults(base_), {}, base_} {
  auto read = read_settings(file_);
  if (!read) {
    if (read.error().code != ErrorCode::kNotFound) put_aside(read.error());
    return;
  }
  auto password = local_.get(kKind, kProxyPassword);
  if (!password) {
    put_aside(password.error());
    return;
  }
  auto settled = settle(*std::move(read), *password ? std::move((*password)->bytes) : SecretString());
  if (settled) {
    now_ = *std::move(settled);
  } else {
    put_aside(settled.error());
  }
}

void NetworkSettings::put_aside(const Error& error) {
  std::filesystem::path aside = file_;
  aside += ".bad";
  std::error_code failed;
  std::filesystem::rename(file_, aside, failed);
  notice_ = fmt::format("The settings could not be read, and the defaults hold: {}. {}", error.message,
                        failed ? "The file was left where it is." : "The file was kept as " + aside.string() + ".");
}

Result<NetworkSettings::Settled> NetworkSettings::settle(json::object document, SecretString proxy_password) const {
  http::Settings network = base_;
  const std::string_view mode = json::string_or(document, "proxy_mode");
  const std::string_view url = json::string_or(document, "proxy_url");
  network.proxy = {};
  network.proxy.from_environment = mode == "system";
  network.proxy.no_proxy = mode == "off" ? "" : json::string_or(document, "proxy_bypass");
  if (mode == "manual" || !url.empty()) SIGNET_CHECK(check_proxy(url));
  if (mode == "manual") {
    network.proxy.url = with_credentials(url, json::string_or(document, "proxy_user"), proxy_password.expose());
  }
  network.timeout_ms = json::int64_or(document, "timeout_ms", 0);
  network.follow_redirects = json::bool_or(document, "follow_redirects", true);

  tls::Settings tls = base_.tls == nullptr ? tls::Settings() : *base_.tls;
  tls.verify = json::bool_or(document, "verify", true);
  if (auto protocols = texts(document, "protocols"); !protocols.empty()) {
    tls.enabled_protocols = std::move(protocols);
    tls.protocols_said_by = "the app's settings";
  }
  if (auto suites = texts(document, "suites"); !suites.empty()) tls.suites = std::move(suites);
  if (!trim(json::string_or(document, "authorities")).empty()) tls.authorities.push_back(authorities_);
  if (auto profile = tls::Profile::load(tls, nullptr); !profile) return std::move(profile).error();
  network.tls = std::make_shared<const tls::Settings>(std::move(tls));
  return Settled{std::move(document), std::move(proxy_password), std::move(network)};
}

json::object NetworkSettings::document() const {
  const std::lock_guard lock(mutex_);
  return now_.document;
}

std::string NetworkSettings::notice() const {
  const std::lock_guard lock(mutex_);
  return notice_;
}

http::Settings NetworkSettings::network() const {
  const std::lock_guard lock(mutex_);
  return now_.network;
}

bool NetworkSettings::has_proxy_password() const {
  const std::lock_guard lock(mutex_);
  return !now_.proxy_password.empty();
}

SecretString NetworkSettings::password_with(const json::object& document, const SecretString* password) const {
  if (json::string_or(document, "proxy_user").empty()) return {};
  return password == nullptr ? now_.proxy_password.clone() : password->clone();
}

Status NetworkSettings::change(json::object document, const SecretString* password) {
  const std::lock_guard lock(mutex_);
  const std::string before(json::string_or(now_.document, "authorities"));
  const std::string after(json::string_or(document, "authorities"));
  if (after != before) SIGNET_CHECK(write_file(authorities_, after, kOwnMode));
  SecretString own = password_with(document, password);
  auto settled = settle(std::move(document), std::move(own));
  if (!settled) {
    if (after != before) SIGNET_CHECK(write_file(authorities_, before, kOwnMode));
    return std::move(settled).error();
  }
  SIGNET_CHECK(local_.put(kKind, kProxyPassword, unix_now_ms(), settled->proxy_password.expose()));
  SIGNET_CHECK(write_file(file_, json::pretty(settled->document), kOwnMode));
  now_ = *std::move(settled);
  notice_.clear();
  return {};
}

Result<http::Settings> NetworkSettings::network_with(json::object document, const SecretString* password) const {
  const std::lock_guard lock(mutex_);
  SecretString own = password_with(document, password);
  SIGNET_TRY(Settled settled, settle(std::move(document), std::move(own)));
  return std::move(settled.network);
}

}  // namespace signet::app
