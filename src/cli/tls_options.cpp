#include "cli/tls_options.h"

#include <CLI/CLI.hpp>

#include "base/file.h"
#include "cli/terminal.h"
#include "tls/profile.h"

namespace signet::cli {

namespace {

constexpr char kGroup[] = "TLS";

void declare_certificates(CLI::App& command, TlsArguments& a) {
  command.add_option("--ssl-client-cert-list", a.client_cert_list, "Client certificates by URL pattern (JSON)")
      ->type_name("PATH")
      ->group(kGroup);
  command.add_option("--ssl-client-cert", a.client_cert, "Client certificate (PEM, or PKCS#12 by .p12/.pfx)")
      ->type_name("PATH")
      ->group(kGroup);
  command.add_option("--ssl-client-key", a.client_key, "Private key of the client certificate")
      ->type_name("PATH")
      ->group(kGroup);
  command
      .add_option("--ssl-client-passphrase", a.client_passphrase,
                  "Passphrase of the key. Other users can see it: better a file, SIGNET_SSL_CLIENT_PASSPHRASE, or the "
                  "prompt")
      ->envname("SIGNET_SSL_CLIENT_PASSPHRASE")
      ->type_name("TEXT")
      ->group(kGroup);
  command
      .add_option("--ssl-client-passphrase-file", a.client_passphrase_file,
                  "File whose first line is the passphrase of the key")
      ->type_name("PATH")
      ->group(kGroup);
  command.add_option("--ssl-extra-ca-certs", a.extra_ca_certs, "Further trusted CA certificates (PEM)")
      ->type_name("PATH")
      ->group(kGroup);
  command.add_flag("--no-system-ca", a.no_system_ca, "Trust only --ssl-extra-ca-certs, not the system's authorities")
      ->group(kGroup);
}

void declare_handshake(CLI::App& command, TlsArguments& a) {
  const auto list = [&command](const char* name, std::vector<std::string>& into, const char* what) {
    command.add_option(name, into, what)->delimiter(',')->type_name("LIST")->group(kGroup);
  };
  list("--tls-protocols", a.protocols, "Protocols allowed, e.g. 1.2,1.3 (the default); 1.0 and 1.1 lower security");
  list("--tls-ciphers", a.ciphers, "Cipher suites by OpenSSL's or IANA's names, in order of preference");
  list("--tls-groups", a.groups, "Key exchange groups, e.g. X25519,P-256");
  list("--tls-signature-algorithms", a.signature_algorithms, "Signature algorithms, e.g. ECDSA+SHA256,ed25519");
  list("--tls-alpn", a.alpn, "ALPN protocols to offer, e.g. http/1.1");
  command.add_option("--tls-server-name", a.server_name, "Server name to send (SNI) and to check the certificate for")
      ->type_name("NAME")
      ->group(kGroup);
  command
      .add_flag("--tls-prefer-server-ciphers", a.prefer_server_ciphers,
                "As Postman's setting of that name; the suite is the server's choice in any case")
      ->group(kGroup);
  list("--tls-pin", a.pins, "Accept only chains with one of these keys: sha256//BASE64 (signet tls HOST prints them)");
  list("--tls-crl", a.crls, "Certificate revocation lists (PEM or DER)");
  command
      .add_option("--tls-revocation", a.revocation,
                  "Stapled OCSP answers: off, stapled (checked when sent; the default), required")
      ->check(CLI::IsMember({"off", "stapled", "required"}))
      ->group(kGroup);
}

tls::Settings settings_of(const TlsArguments& arguments) {
  tls::Settings settings;
  settings.verify = !arguments.insecure;
  if (!arguments.extra_ca_certs.empty()) settings.authorities.emplace_back(arguments.extra_ca_certs);
  settings.system_authorities = !arguments.no_system_ca;
  if (!arguments.protocols.empty()) {
    settings.enabled_protocols = arguments.protocols;
    settings.protocols_said_by = "--tls-protocols";
  }
  settings.suites = arguments.ciphers;
  settings.groups = arguments.groups;
  settings.signature_algorithms = arguments.signature_algorithms;
  if (!arguments.alpn.empty()) settings.alpn = arguments.alpn;
  if (!arguments.server_name.empty()) settings.server_name = arguments.server_name;
  settings.prefer_server_ciphers = arguments.prefer_server_ciphers;
  settings.key_pins = arguments.pins;
  settings.crls.assign(arguments.crls.begin(), arguments.crls.end());
  if (arguments.revocation == "off") settings.revocation = tls::Revocation::kOff;
  if (arguments.revocation == "required") settings.revocation = tls::Revocation::kRequired;
  return settings;
}

/// A key that is encrypted, without a passphrase, is asked for where somebody can answer.
Status ask_for_passphrase(tls::IdentityFiles& files) {
  if (!can_prompt() || !tls::wants_passphrase(files)) return {};  // other faults are told when a request needs it
  const auto& path = files.pkcs12.empty() ? files.certificate : files.pkcs12;
  SIGNET_TRY(SecretString passphrase,
             prompt_secret(fmt::format("Passphrase of the client key of {}: ", path.string())));
  files.passphrase = std::make_shared<const SecretString>(std::move(passphrase));
  return {};
}

Result<http::ClientCertificateRules> rules_of(const TlsArguments& arguments) {
  http::ClientCertificateRules rules;
  if (!arguments.client_cert_list.empty()) {
    const std::string& path = arguments.client_cert_list;
    SIGNET_TRY(const std::string text, read_file(path));
    SIGNET_TRY(const json::value list, json::parse(text, path));
    // newman resolves the paths inside against the working folder, not against the list's own.
    auto read = http::read_certificate_list(list, {});
    if (!read) return with_context(std::move(read).error(), path);
    rules = *std::move(read);
  }
  if (!arguments.client_cert.empty()) {  // after the list: for all hosts that it does not name
    std::shared_ptr<const SecretString> passphrase;
    if (!arguments.client_passphrase_file.empty()) {
      SIGNET_TRY(passphrase, http::read_passphrase_file(arguments.client_passphrase_file));
    } else if (!arguments.client_passphrase.empty()) {
      passphrase = std::make_shared<const SecretString>(arguments.client_passphrase);
    }
    rules.push_back({"client-cert",
                     {"<all_urls>"},
                     http::identity_files(arguments.client_cert, arguments.client_key, std::move(passphrase))});
  }
  for (http::ClientCertificateRule& rule : rules) SIGNET_CHECK(ask_for_passphrase(rule.files));
  return rules;
}

}  // namespace

void declare_tls_options(CLI::App& command, TlsArguments& arguments) {
  command.add_flag("-k,--insecure", arguments.insecure, "Do not verify TLS certificates")->group(kGroup);
  declare_certificates(command, arguments);
  declare_handshake(command, arguments);
}

Status apply_tls_options(const TlsArguments& arguments, http::Settings& settings) {
  tls::Settings own = settings_of(arguments);
  if (auto profile = tls::Profile::load(own, nullptr); !profile) return std::move(profile).error();
  settings.tls = std::make_shared<const tls::Settings>(std::move(own));
  SIGNET_TRY(http::ClientCertificateRules rules, rules_of(arguments));
  if (!rules.empty()) {
    settings.client_certificates = std::make_shared<const http::ClientCertificateRules>(std::move(rules));
  }
  return {};
}

}  // namespace signet::cli
