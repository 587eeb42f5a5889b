#include "tls/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "tls/callbacks.h"
#include "tls/openssl.h"
#include "tls/suites.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

/// Larger than any bundle of authorities in use (Mozilla's has 230 kB), and than the CRLs of public ones.
constexpr std::uint64_t kMaxTrustFileBytes = 64ULL << 20;
/// Strength below which OpenSSL's default security level (2 on Debian) leaves a suite out.
constexpr int kMinBits = 112;
constexpr std::size_t kPinBytes = 32;
constexpr std::size_t kMaxAlpnBytes = 255;
constexpr std::string_view kPinPrefix = "sha256//";

constexpr std::array<std::uint64_t, 4> kSwitchesOff = {SSL_OP_NO_TLSv1, SSL_OP_NO_TLSv1_1, SSL_OP_NO_TLSv1_2,
                                                       SSL_OP_NO_TLSv1_3};
const std::vector<std::string_view> kGroupNames = {"X25519",    "X448",      "P-256",     "P-384",     "P-521",
                                                   "ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"};
const std::vector<std::string_view> kAlgorithmNames = {"RSA-PSS+SHA256",
                                                       "RSA-PSS+SHA384",
                                                       "RSA-PSS+SHA512",
                                                       "RSA+SHA256",
                                                       "RSA+SHA384",
                                                       "RSA+SHA512",
                                                       "RSA+SHA1",
                                                       "ECDSA+SHA256",
                                                       "ECDSA+SHA384",
                                                       "ECDSA+SHA512",
                                                       "ECDSA+SHA1",
                                                       "ed25519",
                                                       "ed448",
                                                       "rsa_pss_rsae_sha256",
                                                       "rsa_pss_rsae_sha384",
                                                       "rsa_pss_rsae_sha512",
                                                       "rsa_pss_pss_sha256",
                                                       "rsa_pss_pss_sha384",
                                                       "rsa_pss_pss_sha512",
                                                       "rsa_pkcs1_sha256",
                                                       "rsa_pkcs1_sha384",
                                                       "rsa_pkcs1_sha512",
                                                       "ecdsa_secp256r1_sha256",
                                                       "ecdsa_secp384r1_sha384",
                                                       "ecdsa_secp521r1_sha512"};

using ListSetter = int (*)(SSL_CTX*, const char*);

int set_groups(SSL_CTX* context, const char* list) {
  return static_cast<int>(SSL_CTX_set1_groups_list(context, list));
}

int set_algorithms(SSL_CTX* context, const char* list) {
  return static_cast<int>(SSL_CTX_set1_sigalgs_list(context, list));
}

ContextPtr scratch_context() {
  ContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) throw std::bad_alloc();
  return context;
}

/// Tries each name by itself, so that the error says which one is unknown.
Status check_names(const std::vector<std::string>& names, std::string_view what, ListSetter set,
                   const std::vector<std::string_view>& known) {
  if (names.empty()) return {};
  const ContextPtr context = scratch_context();
  for (const std::string& name : names) {
    if (name.find(':') == std::string::npos && set(context.get(), name.c_str()) == 1) continue;
    (void)take_openssl_error();
    const std::string_view near = nearest(name, known);
    std::vector<std::string> all(known.begin(), known.end());
    return fail(ErrorCode::kInvalidInput, fmt::format("unknown {} \"{}\"", what, name),
                near.empty() ? fmt::format("known are {}", join(all, ", ")) : fmt::format("did you mean {}?", near));
  }
  return {};
}

/// OpenSSL refuses a list that names something twice, without saying so.
std::string join_once(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    const auto same = [&name](const std::string& other) { return equals_ignore_case(name, other); };
    if (std::none_of(once.begin(), once.end(), same)) once.push_back(name);
  }
  return join(once, ":");
}

Result<std::string> alpn_wire_form(const std::vector<std::string>& protocols) {
  std::string out;
  for (const std::string& protocol : protocols) {
    if (protocol.empty() || protocol.size() > kMaxAlpnBytes) {
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no ALPN protocol", protocol),
                  "names have 1 to 255 bytes, as \"h2\" and \"http/1.1\"");
    }
    out += static_cast<char>(protocol.size());
    out += protocol;
  }
  return out;
}

/// Pins come as "sha256//BASE64" (curl) or "sha256/BASE64" (OkHttp and others).
Result<std::string> read_pin(std::string_view pin) {
  const std::size_t slash =
      pin.find_last_of('/', pin.starts_with(kPinPrefix) ? kPinPrefix.size() - 1 : kPinPrefix.size() - 2);
  const std::string_view encoded =
      pin.starts_with("sha256/") && slash != std::string_view::npos ? pin.substr(slash + 1) : "";
  const auto bytes = base64_decode(encoded);
  if (bytes && bytes->size() == kPinBytes) return fmt::format("{}{}", kPinPrefix, base64_encode(*bytes));
  return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no pin of a key", pin),
              "a pin is sha256// and the base64 of the SHA-256 of the public key; `signet tls HOST` prints it");
}

struct Trust {
  StorePtr store;
  std::string contents;  ///< of all files read, for the key
};

Status add_authorities(Trust& trust, const std::filesystem::path& path) {
  auto bytes = read_file(path, kMaxTrustFileBytes);
  if (!bytes) return with_context(std::move(bytes).error(), "CA certificates");
  auto chain = parse_certificates(*bytes);
  if (!chain) return with_context(std::move(chain).error(), fmt::format("CA certificates {}", path.string()));
  for (int i = 0; i < sk_X509_num(chain->get()); ++i) {
    X509_STORE_add_cert(trust.store.get(), sk_X509_value(chain->get(), i));
  }
  (void)take_openssl_error();
  trust.contents += *bytes;
  return {};
}

Status add_revocations(Trust& trust, const std::filesystem::path& path) {
  auto bytes = read_file(path, kMaxTrustFileBytes);
  if (!bytes) return with_context(std::move(bytes).error(), "revocation list");
  int count = 0;
  const BioPtr pem = read_only(*bytes);
  while (CrlPtr crl{PEM_read_bio_X509_CRL(pem.get(), nullptr, nullptr, nullptr)}) {
    count += X509_STORE_add_crl(trust.store.get(), crl.get());
  }
  const BioPtr der = read_only(*bytes);
  if (count == 0) {
    if (const CrlPtr crl{d2i_X509_CRL_bio(der.get(), nullptr)})
      count += X509_STORE_add_crl(trust.store.get(), crl.get());
  }
  (void)take_openssl_error();
  trust.contents += *bytes;
  if (count > 0) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("revocation list {}: there is no CRL in it", path.string()),
              "a CRL in PEM starts with -----BEGIN X509 CRL-----");
}

Result<Trust> load_trust(const Settings& settings) {
  Trust trust;
  trust.store.reset(X509_STORE_new());
  if (trust.store == nullptr) throw std::bad_alloc();
  // By their hashed names, each read when a chain needs it: parsing the whole bundle takes longer than a handshake.
  if (settings.system_authorities && X509_STORE_set_default_paths(trust.store.get()) != 1) {
    return fail(ErrorCode::kIo, fmt::format("the system's CA certificates cannot be read: {}", take_openssl_error()));
  }
  for (const auto& path : settings.authorities) SIGNET_CHECK(add_authorities(trust, path));
  for (const auto& path : settings.crls) SIGNET_CHECK(add_revocations(trust, path));
  // An intermediate that the user names is trusted by itself, as libcurl's own store has it.
  unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST;
  if (!settings.crls.empty()) flags |= X509_V_FLAG_CRL_CHECK;
  X509_STORE_set_flags(trust.store.get(), flags);
  return trust;
}

Result<ProtocolSet> chosen_protocols(const Settings& settings) {
  ProtocolSet out = kDefaultProtocols;
  if (settings.enabled_protocols) {
    out = ProtocolSet();
    for (const std::string& name : *settings.enabled_protocols) {
      SIGNET_TRY(const ProtocolSet named, parse_protocol(name));
      out.add(named);
    }
  }
  for (const std::string& name : settings.disabled_protocols) {
    SIGNET_TRY(const ProtocolSet named, parse_protocol(name));
    out.remove(named);
  }
  return out;
}

/// What a choice of suites leaves of the protocols, as in Node.js: no TLS 1.3 suite, no TLS 1.3.
Result<ProtocolSet> usable_protocols(const Settings& settings, const SuiteSelection& suites) {
  SIGNET_TRY(const ProtocolSet chosen, chosen_protocols(settings));
  ProtocolSet out = chosen;
  if (!settings.suites.empty() && suites.tls13.empty()) out.remove(Protocol::kTls13);
  if (!settings.suites.empty() && suites.list.empty()) {
    out.remove(ProtocolSet{Protocol::kTls10, Protocol::kTls11, Protocol::kTls12});
  }
  if (!out.empty()) return out;
  if (chosen.empty()) {
    return fail(ErrorCode::kInvalidInput, "every version of TLS is disabled",
                "leave at least one on: see tlsDisabledProtocols and tlsEnabledProtocols, or --tls-protocols");
  }
  return fail(ErrorCode::kInvalidInput,
              fmt::format("no cipher suite chosen fits the protocols that are on ({})", chosen.to_string()),
              "suites of TLS 1.3 are named TLS_AES_... and TLS_CHACHA20_...; the others belong to TLS 1.2 and older");
}

std::vector<ProtocolSet> contiguous_ranges(const ProtocolSet& protocols) {
  std::vector<ProtocolSet> out;
  bool open = false;
  for (auto protocol = kProtocols.rbegin(); protocol != kProtocols.rend(); ++protocol) {
    if (!protocols.contains(*protocol)) {
      open = false;
      continue;
    }
    if (!open) out.emplace_back();
    out.back().add(*protocol);
    open = true;
  }
  return out;
}

/// Length-prefixed, so that no two settings read alike.
void add_to_key(std::string& text, std::string_view field) {
  text += fmt::format("{}:{};", field.size(), field);
}

void add_to_key(std::string& text, const std::vector<std::string>& fields) {
  text += fmt::format("[{}]", fields.size());
  for (const std::string& field : fields) add_to_key(text, field);
}

std::string make_key(const Settings& settings, const ProtocolSet& protocols, const Trust& trust,
                     const Identity* identity) {
  std::string text = fmt::format("{}{}{}{}", settings.verify, settings.prefer_server_ciphers,
                                 settings.system_authorities, static_cast<int>(settings.revocation));
  add_to_key(text, protocols.to_string());
  for (const auto* list : {&settings.suites, &settings.groups, &settings.signature_algorithms, &settings.key_pins}) {
    add_to_key(text, *list);
  }
  text += settings.alpn ? "a" : "-";
  if (settings.alpn) add_to_key(text, *settings.alpn);
  text += settings.server_name ? "s" : "-";
  add_to_key(text, settings.server_name.value_or(""));
  text += fmt::format("{}.{};", settings.authorities.size(), settings.crls.size());
  add_to_key(text, trust.contents);
  add_to_key(text, identity == nullptr ? std::string_view() : identity->certificates().front().fingerprint);
  const std::string digest = sha256(text);
  if (digest.empty()) throw std::bad_alloc();  // no two profiles may share a key
  return hex_encode(digest);
}

}  // namespace

struct Profile::Parts {
  Settings settings;
  std::shared_ptr<const Identity> identity;
  SuiteSelection suites;
  ProtocolSet protocols;
  std::vector<ProtocolSet> ranges;
  Trust trust;
  std::string groups, algorithms, alpn;
  std::shared_ptr<ChainReader> chains = std::make_shared<ChainReader>();
  std::string key;
  bool lowers_security = false;
};

Profile::Profile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Profile::~Profile() = default;

const Settings& Profile::settings() const {
  return parts_->settings;
}
const Identity* Profile::identity() const {
  return parts_->identity.get();
}
const std::string& Profile::key() const {
  return parts_->key;
}
const ProtocolSet& Profile::protocols() const {
  return parts_->protocols;
}
std::size_t Profile::range_count() const {
  return parts_->ranges.size();
}
ProtocolSet Profile::range(std::size_t number) const {
  return parts_->ranges.at(number);
}
bool Profile::lowers_security() const {
  return parts_->lowers_security;
}

Result<std::shared_ptr<const Profile>> Profile::load(Settings settings, std::shared_ptr<const Identity> identity) {
  auto parts = std::make_unique<Parts>();
  SIGNET_TRY(parts->suites, select_suites(settings.suites));
  SIGNET_TRY(const ProtocolSet protocols, usable_protocols(settings, parts->suites));
  SIGNET_CHECK(check_names(settings.groups, "key exchange group", set_groups, kGroupNames));
  SIGNET_CHECK(check_names(settings.signature_algorithms, "signature algorithm", set_algorithms, kAlgorithmNames));
  if (settings.alpn) {
    SIGNET_TRY(parts->alpn, alpn_wire_form(*settings.alpn));
  }
  for (std::string& pin : settings.key_pins) {
    SIGNET_TRY(pin, read_pin(pin));
  }
  SIGNET_TRY(parts->trust, load_trust(settings));
  parts->protocols = protocols;
  parts->ranges = contiguous_ranges(protocols);
  parts->groups = join_once(settings.groups);
  parts->algorithms = join_once(settings.signature_algorithms);
  const bool old = protocols.contains(Protocol::kTls10) || protocols.contains(Protocol::kTls11);
  const bool weak = !parts->suites.list.empty() && (parts->suites.weakest_bits < kMinBits || parts->suites.anonymous);
  parts->lowers_security = old || weak;
  parts->key = make_key(settings, protocols, parts->trust, identity.get());
  parts->settings = std::move(settings);
  parts->identity = std::move(identity);
  return std::shared_ptr<const Profile>(new Profile(std::move(parts)));
}

Status Profile::apply(void* ssl_ctx, const std::shared_ptr<Attempt>& attempt) const {
  auto* context = static_cast<SSL_CTX*>(ssl_ctx);
  const Parts& parts = *parts_;
  if (parts.lowers_security) SSL_CTX_set_security_level(context, 0);
  const ProtocolSet offered = range(attempt->range);
  // The bounds that libcurl or the system's openssl.cnf set must not narrow the choice; the switches alone make it.
  SSL_CTX_set_min_proto_version(context, 0);
  SSL_CTX_set_max_proto_version(context, 0);
  for (std::size_t i = 0; i < kProtocols.size(); ++i) {
    if (offered.contains(kProtocols.at(i))) {
      SSL_CTX_clear_options(context, kSwitchesOff.at(i));
    } else {
      SSL_CTX_set_options(context, kSwitchesOff.at(i));
    }
  }
  if (parts.settings.prefer_server_ciphers) SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  bool taken = true;
  const std::string& list = parts.suites.list;
  taken = taken && (list.empty() || SSL_CTX_set_cipher_list(context, list.c_str()) == 1);
  const std::string& tls13 = parts.suites.tls13;
  taken = taken && (tls13.empty() || SSL_CTX_set_ciphersuites(context, tls13.c_str()) == 1);
  taken = taken && (parts.groups.empty() || set_groups(context, parts.groups.c_str()) == 1);
  taken = taken && (parts.algorithms.empty() || set_algorithms(context, parts.algorithms.c_str()) == 1);
  if (!taken)
    return fail(ErrorCode::kInvalidInput, fmt::format("OpenSSL refuses the settings: {}", take_openssl_error()));
  SSL_CTX_set1_cert_store(context, parts.trust.store.get());
  if (parts.identity != nullptr) SIGNET_CHECK(parts.identity->use_in(context));
  auto attachment = std::make_unique<Attachment>();
  attachment->profile = shared_from_this();
  attachment->attempt = attempt;
  attachment->chains = parts.chains;
  attachment->alpn = parts.alpn;
  return attach(context, std::move(attachment));
}

bool Attempt::is_name_mismatch() const {
  return verify_error == X509_V_ERR_HOSTNAME_MISMATCH || verify_error == X509_V_ERR_IP_ADDRESS_MISMATCH;
}

bool is_version_failure(const Attempt& attempt, std::string_view openssl_reason) {
  constexpr int kProtocolVersion = SSL_AD_PROTOCOL_VERSION;
  return attempt.alert_received == kProtocolVersion || attempt.alert_sent == kProtocolVersion ||
         openssl_reason.find("unsupported protocol") != std::string_view::npos ||
         openssl_reason.find("protocol version") != std::string_view::npos;
}

}  // namespace signet::tls
