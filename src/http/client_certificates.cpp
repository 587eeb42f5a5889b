#include "http/client_certificates.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace signet::http {

namespace {

constexpr std::string_view kAllUrls = "<all_urls>";
constexpr std::uint64_t kMaxPassphraseBytes = 64 << 10;

/// The parts of a pattern; an empty protocol list means that it is none.
struct Pattern {
  std::vector<std::string> protocols;
  std::string host;
  std::string port;  ///< without colon; may be empty
  std::string path;
};

Pattern split_pattern(std::string_view text) {
  Pattern out;
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::string_view rest = text.substr(scheme_end + 3);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view authority = rest.substr(0, slash);
  const bool is_ipv6 = authority.starts_with('[');
  const std::size_t colon = is_ipv6 ? authority.find("]:") : authority.find(':');
  out.host = authority.substr(0, colon == std::string_view::npos ? colon : colon + (is_ipv6 ? 1 : 0));
  if (colon != std::string_view::npos) out.port = authority.substr(colon + (is_ipv6 ? 2 : 1));
  out.path = rest.substr(slash);
  const bool star_is_placed_well = out.host.find('*', 1) == std::string::npos &&
                                   (!out.host.starts_with('*') || out.host == "*" || out.host.starts_with("*."));
  if (out.host.empty() || !star_is_placed_well) return {};
  out.protocols = split(text.substr(0, scheme_end), '+');
  return out;
}

bool host_matches(const std::string& pattern, const NodeUrl& url) {
  if (pattern == "*") return true;
  const std::string host = url.hostname.find(':') == std::string::npos ? url.hostname : "[" + url.hostname + "]";
  if (!pattern.starts_with("*.")) return equals_ignore_case(pattern, host);
  const std::string suffix = to_lower(pattern.substr(1));
  return host == suffix.substr(1) || host.ends_with(suffix);
}

bool port_matches(const std::string& pattern, const NodeUrl& url) {
  if (pattern == "*") return true;
  const std::string default_port = url.protocol == "https:" ? "443" : "80";
  const std::string port = url.port && !url.port->empty() ? *url.port : default_port;
  return (pattern.empty() ? default_port : pattern) == port;
}

/// fnmatch() would also take "[a-z]" and backslashes as signs of a pattern.
std::string only_stars(std::string_view pattern) {
  std::string out;
  for (const char c : pattern) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

bool is_pattern(std::string_view text) {
  return text == kAllUrls || !split_pattern(text).protocols.empty();
}

namespace {

std::string source_of(const json::object& entry, std::string_view key) {
  const json::value* value = json::find(entry, key);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->get_string());
  const json::object* holder = value->if_object();
  return holder == nullptr ? std::string() : std::string(json::string_or(*holder, "src", ""));
}

Result<ClientCertificateRule> read_rule(const json::object& entry, const std::filesystem::path& folder,
                                        const std::string& where) {
  ClientCertificateRule rule;
  rule.name = json::string_or(entry, "name", "");
  const json::value* patterns = json::find(entry, "matches");
  if (patterns != nullptr && patterns->is_array()) {
    for (const json::value& pattern : patterns->get_array()) {
      if (!pattern.is_string())
        return fail(ErrorCode::kInvalidInput, where + ".matches holds something else than text");
      rule.patterns.emplace_back(pattern.get_string());
      if (!is_pattern(rule.patterns.back())) {
        return fail(ErrorCode::kInvalidInput,
                    fmt::format("{}.matches: \"{}\" is no pattern of URLs", where, rule.patterns.back()),
                    "write https://host/*, https://*.host:8443/*, or <all_urls>; a path is needed");
      }
    }
  }
  const auto path_of = [&](std::string_view key) {
    const std::string source = source_of(entry, key);
    return source.empty() ? std::filesystem::path() : folder / source;
  };
  rule.files.certificate = path_of("cert");
  rule.files.key = path_of("key");
  rule.files.pkcs12 = path_of("pfx");
  if (rule.files.certificate.empty() && rule.files.pkcs12.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} names no certificate", where),
                R"(give "cert": {"src": FILE} with "key", or "pfx": {"src": FILE})");
  }
  const std::string_view passphrase = json::string_or(entry, "passphrase", "");
  if (!passphrase.empty()) rule.files.passphrase = std::make_shared<const SecretString>(passphrase);
  if (const auto file = json::string_or(entry, "passphraseFile", ""); !file.empty()) {
    SIGNET_TRY(rule.files.passphrase, read_passphrase_file(folder / std::string(file)));
  }
  return rule;
}

}  // namespace

bool matches(std::string_view pattern, const NodeUrl& url) {
  if (pattern == kAllUrls) return true;
  const Pattern parts = split_pattern(pattern);
  const std::string protocol = url.protocol.substr(0, url.protocol.find(':'));
  const bool protocol_fits = std::any_of(parts.protocols.begin(), parts.protocols.end(),
                                         [&](const std::string& name) { return name == "*" || name == protocol; });
  return protocol_fits && host_matches(parts.host, url) && port_matches(parts.port, url) &&
         fnmatch(only_stars(parts.path).c_str(), url.pathname.c_str(), 0) == 0;
}

const ClientCertificateRule* find_rule(const ClientCertificateRules& rules, const NodeUrl& url) {
  if (url.protocol != "https:") return nullptr;
  for (const ClientCertificateRule& rule : rules) {
    for (const std::string& pattern : rule.patterns) {
      if (matches(pattern, url)) return &rule;
    }
  }
  return nullptr;
}

Result<ClientCertificateRules> read_certificate_list(const json::value& list, const std::filesystem::path& folder) {
  const json::array* entries = list.if_array();
  if (entries == nullptr) {
    return fail(ErrorCode::kInvalidInput, "expected ssl client certificates list to be an array.",
                R"(write [{"name": "api", "matches": ["https://api.example.com/*"], "cert": {"src": "c.pem"}, ...}])");
  }
  ClientCertificateRules rules;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const std::string where = fmt::format("[{}]", i);
    const json::object* entry = (*entries)[i].if_object();
    if (entry == nullptr) return fail(ErrorCode::kInvalidInput, where + " is not an object");
    SIGNET_TRY(ClientCertificateRule rule, read_rule(*entry, folder, where));
    rules.push_back(std::move(rule));
  }
  return rules;
}

Result<std::shared_ptr<const SecretString>> read_passphrase_file(const std::filesystem::path& path) {
  auto text = read_file(path, kMaxPassphraseBytes);
  if (!text) return with_context(std::move(text).error(), "passphrase file");
  const std::string_view line = std::string_view(*text).substr(0, text->find_first_of("\r\n"));
  auto secret = std::make_shared<const SecretString>(line);
  wipe(*text);
  return std::shared_ptr<const SecretString>(std::move(secret));
}

tls::IdentityFiles identity_files(const std::filesystem::path& certificate, const std::filesystem::path& key,
                                  std::shared_ptr<const SecretString> passphrase) {
  tls::IdentityFiles files;
  const std::string extension = to_lower(certificate.extension().string());
  const bool is_pkcs12 = extension == ".p12" || extension == ".pfx";
  (is_pkcs12 ? files.pkcs12 : files.certificate) = certificate;
  if (!is_pkcs12) files.key = key;
  files.passphrase = std::move(passphrase);
  return files;
}

}  // namespace signet::http
