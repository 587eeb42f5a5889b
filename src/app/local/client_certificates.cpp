#include "app/local/client_certificates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"

namespace signet::app {

namespace {

// A certificate is four rows of one id, so that no secret is part of a text that holds something else.
constexpr std::string_view kHosts = "client-certificate";
constexpr std::string_view kCertificate = "client-certificate.file";
constexpr std::string_view kKey = "client-certificate.key";
constexpr std::string_view kPassphrase = "client-certificate.passphrase";
constexpr std::array kKinds = {kHosts, kCertificate, kKey, kPassphrase};

/// "api.example.com:8443" as a pattern of URLs; a pattern stays as it is.
std::string pattern_of(std::string_view host) {
  const bool is_host = host.find_first_of("/<") == std::string_view::npos;
  return is_host ? fmt::format("https://{}/*", host) : std::string(host);
}

Result<std::shared_ptr<const tls::Identity>> read_identity(const CertificateFiles& files) {
  const std::string_view certificate = files.certificate.expose();
  const std::string_view key = files.key.expose();
  const bool is_pem = certificate.find("-----BEGIN ") != std::string_view::npos;
  if (!is_pem && key.empty()) return tls::parse_pkcs12(certificate, files.passphrase.get());
  return tls::parse_identity(certificate, key.empty() ? certificate : key, files.passphrase.get());
}

}  // namespace

Result<std::unique_ptr<ClientCertificates>> ClientCertificates::open(LocalStore& local) {
  std::unique_ptr<ClientCertificates> opened(new ClientCertificates(local));
  SIGNET_TRY(const auto items, local.list(kHosts));
  for (const LocalStore::Item& item : items) {
    SIGNET_TRY(Kept kept, opened->load(item));
    opened->kept_.push_back(std::move(kept));
  }
  return opened;
}

Result<ClientCertificates::Kept> ClientCertificates::load(const LocalStore::Item& item) {
  Kept kept;
  kept.id = item.id;
  SIGNET_TRY(const json::value hosts, json::parse(item.bytes.expose(), "the hosts of a client certificate"));
  for (const json::value& host : hosts.as_array()) kept.hosts.emplace_back(host.as_string());
  SIGNET_TRY(auto certificate, local_.get(kCertificate, item.id));
  SIGNET_TRY(auto key, local_.get(kKey, item.id));
  SIGNET_TRY(auto passphrase, local_.get(kPassphrase, item.id));
  CertificateFiles files;
  if (certificate) files.certificate = std::move(certificate->bytes);
  if (key) files.key = std::move(key->bytes);
  if (passphrase) files.passphrase = std::make_shared<const SecretString>(std::move(passphrase->bytes));
  auto identity = read_identity(files);
  if (identity) {
    kept.identity = *std::move(identity);
  } else {
    kept.fault = identity.error().message;
  }
  return kept;
}

json::array ClientCertificates::list() const {
  const std::lock_guard lock(mutex_);
  json::array list;
  for (const Kept& one : kept_) {
    json::object shown{
        {"id", one.id}, {"hosts", json::array(one.hosts.begin(), one.hosts.end())}, {"fault", one.fault}};
    if (one.identity != nullptr) {
      const tls::Certificate& own = one.identity->certificates().front();
      shown["subject"] = own.subject;
      shown["issuer"] = own.issuer;
      shown["not_before"] = own.not_before;
      shown["not_after"] = own.not_after;
      shown["key"] = own.key;
    }
    list.push_back(std::move(shown));
  }
  return list;
}

Status ClientCertificates::check_hosts(const std::vector<std::string>& hosts) const {
  if (hosts.empty()) return fail(ErrorCode::kInvalidInput, "no host is named", "name the host that asks for it");
  for (const std::string& host : hosts) {
    if (host.find_first_of(" \t\r\n") != std::string::npos || !http::is_pattern(pattern_of(host))) {
      return fail(ErrorCode::kInvalidInput, fmt::format("“{}” is no host", host),
                  "write it as api.example.com, *.example.com or api.example.com:8443");
    }
    const bool is_taken = std::any_of(kept_.begin(), kept_.end(), [&host](const Kept& one) {
      return std::find(one.hosts.begin(), one.hosts.end(), host) != one.hosts.end();
    });
    if (is_taken) {
      return fail(ErrorCode::kConflict, fmt::format("{} has a certificate already", host), "remove that one first");
    }
  }
  return {};
}

Result<std::string> ClientCertificates::add(std::vector<std::string> hosts, const CertificateFiles& files) {
  std::transform(hosts.begin(), hosts.end(), hosts.begin(),
                 [](const std::string& host) { return std::string(trim(host)); });
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kMost) {
    return fail(ErrorCode::kLimit, fmt::format("there are {} certificates", kMost), "remove those that are not used");
  }
  SIGNET_CHECK(check_hosts(hosts));
  SIGNET_TRY(auto identity, read_identity(files));
  SIGNET_CHECK(identity->check_dates(unix_now_s()));

  Kept kept{make_uuid(), std::move(hosts), std::move(identity), {}};
  const std::string named = boost::json::serialize(json::array(kept.hosts.begin(), kept.hosts.end()));
  const std::int64_t now = unix_now_ms();
  const auto row = [&](std::string_view kind, std::string_view bytes) {
    return LocalStore::Entry{kind, kept.id, now, bytes};
  };
  std::vector<LocalStore::Entry> rows = {row(kHosts, named), row(kCertificate, files.certificate.expose())};
  if (!files.key.empty()) rows.push_back(row(kKey, files.key.expose()));
  if (files.passphrase != nullptr) rows.push_back(row(kPassphrase, files.passphrase->expose()));
  SIGNET_CHECK(local_.put(rows));
  kept_.insert(kept_.begin(), std::move(kept));
  return kept_.front().id;
}

Status ClientCertificates::remove(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.id == id; });
  if (found == kept_.end()) return fail(ErrorCode::kNotFound, "this certificate is gone already");
  SIGNET_CHECK(local_.remove(kKinds, std::array{found->id}));
  kept_.erase(found);
  return {};
}

std::shared_ptr<const http::ClientCertificateRules> ClientCertificates::rules() const {
  const std::lock_guard lock(mutex_);
  auto rules = std::make_shared<http::ClientCertificateRules>();
  for (const Kept& one : kept_) {
    if (one.identity == nullptr) continue;
    http::ClientCertificateRule& rule = rules->emplace_back();
    rule.name = one.identity->certificates().front().subject;
    std::transform(one.hosts.begin(), one.hosts.end(), std::back_inserter(rule.patterns), pattern_of);
    rule.identity = one.identity;
  }
  return rules;
}

}  // namespace signet::app
