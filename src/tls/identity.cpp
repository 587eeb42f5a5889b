#include "tls/identity.h"

#include <fmt/format.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

/// Larger than any certificate or key file in use.
constexpr std::uint64_t kMaxIdentityBytes = 4ULL << 20;
constexpr std::string_view kNoPassphrase = "is encrypted and no passphrase was given";

using DecoderPtr = std::unique_ptr<OSSL_DECODER_CTX, Freed<OSSL_DECODER_CTX_free>>;
using LibraryPtr = std::unique_ptr<OSSL_LIB_CTX, Freed<OSSL_LIB_CTX_free>>;
using ProviderPtr = std::unique_ptr<OSSL_PROVIDER, Freed<OSSL_PROVIDER_unload>>;

struct Passphrase {
  const SecretString* text;
  bool asked = false;  ///< the key is encrypted
};

int give_passphrase(char* out, std::size_t size, std::size_t* written, const OSSL_PARAM*, void* self) {
  auto* passphrase = static_cast<Passphrase*>(self);
  passphrase->asked = true;
  if (passphrase->text == nullptr || passphrase->text->size() > size) return 0;
  const std::string_view text = passphrase->text->expose();
  std::memcpy(out, text.data(), text.size());
  *written = text.size();
  return 1;
}

Error bad_passphrase(std::string_view what, bool given) {
  return given ? fail(ErrorCode::kInvalidInput, fmt::format("the passphrase does not open the {}", what),
                      "check the passphrase, and that it belongs to this file")
               : fail(ErrorCode::kInvalidInput, fmt::format("the {} {}", what, kNoPassphrase),
                      "give it with --ssl-client-passphrase-file, or in the certificate list");
}

Result<KeyPtr> parse_key(std::string_view bytes, const SecretString* text) {
  Passphrase passphrase{text};
  EVP_PKEY* raw = nullptr;
  const DecoderPtr decoder(
      OSSL_DECODER_CTX_new_for_pkey(&raw, nullptr, nullptr, nullptr, EVP_PKEY_KEYPAIR, nullptr, nullptr));
  if (decoder == nullptr || OSSL_DECODER_CTX_set_passphrase_cb(decoder.get(), give_passphrase, &passphrase) != 1) {
    return fail(ErrorCode::kInternal, "OpenSSL cannot decode keys");
  }
  const BioPtr bio = read_only(bytes);
  // A file may hold certificates before the key: the decoder takes one PEM block a call.
  while (raw == nullptr && BIO_pending(bio.get()) > 0) {
    if (OSSL_DECODER_from_bio(decoder.get(), bio.get()) != 1 && BIO_pending(bio.get()) <= 0) break;
  }
  KeyPtr key(raw);
  const std::string reason = take_openssl_error();
  if (key != nullptr) return key;
  if (passphrase.asked) return bad_passphrase("private key", text != nullptr && !text->empty());
  return fail(ErrorCode::kInvalidInput,
              fmt::format("there is no private key in it{}", reason.empty() ? "" : " (" + reason + ")"),
              "PEM starts with -----BEGIN PRIVATE KEY-----, BEGIN ENCRYPTED PRIVATE KEY, or BEGIN RSA/EC PRIVATE KEY");
}

Status check_pair(X509* certificate, EVP_PKEY* key) {
  if (X509_check_private_key(certificate, key) == 1) return {};
  (void)take_openssl_error();
  return fail(ErrorCode::kInvalidInput,
              fmt::format("the private key belongs to another certificate than {}", describe(certificate).subject),
              "give the key that the certificate was made for");
}

/// Named errors for the faults of a file.
template <typename T>
Result<T> of_file(Result<T> result, std::string_view what, const std::filesystem::path& path) {
  if (result) return result;
  Error error = std::move(result).error();
  error.message = fmt::format("{} {}: {}", what, path.string(), error.message);  // reports show the message alone
  return error;
}

Result<SecretString> read_secret_file(const std::filesystem::path& path) {
  SIGNET_TRY(std::string bytes, read_file(path, kMaxIdentityBytes));
  SecretString secret{bytes};
  wipe(bytes);
  return secret;
}

/// Certificates and keys that a library context of its own read belong to it; DER takes them over to the common one.
template <auto Write, auto Read, typename Owner>
Owner reread(const Owner& from) {
  unsigned char* der = nullptr;
  const int size = Write(from.get(), &der);
  if (size <= 0) return nullptr;
  const unsigned char* at = der;
  Owner out(Read(nullptr, &at, size));
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return out;
}

Result<Pkcs12Ptr> open_container(std::string_view bytes, OSSL_LIB_CTX* library) {
  PKCS12* raw = PKCS12_init_ex(NID_pkcs7_data, library, nullptr);
  const BioPtr bio = read_only(bytes);
  const bool read = raw != nullptr && d2i_PKCS12_bio(bio.get(), &raw) != nullptr;
  Pkcs12Ptr container(raw);  // null when d2i has freed what it could not fill
  if (read) return container;
  (void)take_openssl_error();
  return fail(ErrorCode::kInvalidInput, "this is no PKCS#12 container",
              "PEM files go with --ssl-client-cert and --ssl-client-key");
}

template <typename Parts>
Result<std::unique_ptr<Parts>> unpack(std::string_view bytes, const SecretString* passphrase) {
  // An own library context: old containers (RC2, 3DES) need the legacy provider, which nothing else should get.
  const LibraryPtr library(OSSL_LIB_CTX_new());
  const ProviderPtr standard(OSSL_PROVIDER_load(library.get(), "default"));
  const ProviderPtr legacy(OSSL_PROVIDER_load(library.get(), "legacy"));
  SIGNET_TRY(const Pkcs12Ptr container, open_container(bytes, library.get()));
  const bool given = passphrase != nullptr && !passphrase->empty();
  std::string text(given ? passphrase->expose() : std::string_view());
  EVP_PKEY* raw_key = nullptr;
  X509* raw_certificate = nullptr;
  STACK_OF(X509)* raw_chain = nullptr;
  const int parsed = PKCS12_parse(container.get(), text.c_str(), &raw_key, &raw_certificate, &raw_chain);
  wipe(text);
  const KeyPtr key(raw_key);
  const X509Ptr certificate(raw_certificate);
  const X509ChainPtr chain(raw_chain);
  const bool mac_failed = ERR_GET_REASON(ERR_peek_last_error()) == PKCS12_R_MAC_VERIFY_FAILURE;
  const std::string reason = take_openssl_error();
  if (parsed != 1 && mac_failed) return bad_passphrase("PKCS#12 container", given);
  if (parsed != 1) return fail(ErrorCode::kInvalidInput, fmt::format("the PKCS#12 container is broken: {}", reason));
  auto parts = std::make_unique<Parts>();
  parts->chain.reset(sk_X509_new_null());
  if (key != nullptr && certificate != nullptr) {
    parts->key = reread<i2d_PrivateKey, d2i_AutoPrivateKey>(key);
    parts->certificate = reread<i2d_X509, d2i_X509>(certificate);
  }
  for (int i = 0; chain != nullptr && i < std::min(sk_X509_num(chain.get()), kMaxChain); ++i) {
    X509_up_ref(sk_X509_value(chain.get(), i));
    X509Ptr further = reread<i2d_X509, d2i_X509>(X509Ptr(sk_X509_value(chain.get(), i)));
    if (further != nullptr) sk_X509_push(parts->chain.get(), further.release());
  }
  (void)take_openssl_error();
  if (parts->key != nullptr && parts->certificate != nullptr) return parts;
  return fail(ErrorCode::kInvalidInput, "the PKCS#12 container holds no certificate with its private key",
              "export both from the program that made it");
}

}  // namespace

struct Identity::Parts {
  X509Ptr certificate;
  X509ChainPtr chain;
  KeyPtr key;
};

Identity::Identity(std::unique_ptr<Parts> parts, std::vector<Certificate> certificates)
    : parts_(std::move(parts)), certificates_(std::move(certificates)) {}
Identity::~Identity() = default;

Status Identity::check_dates(std::int64_t now) const {
  const Certificate& own = certificates_.front();
  if (now < own.not_before) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the client certificate {} is not valid before {}", own.subject,
                            iso_time_of_seconds(own.not_before)),
                "check the clock of this machine, or wait until the certificate is valid");
  }
  if (now > own.not_after) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the client certificate {} expired on {}", own.subject, iso_time_of_seconds(own.not_after)),
                "have the certificate renewed by whoever issued it");
  }
  return {};
}

Status Identity::use_in(void* ssl_ctx) const {
  auto* context = static_cast<SSL_CTX*>(ssl_ctx);
  const bool done = SSL_CTX_use_certificate(context, parts_->certificate.get()) == 1 &&
                    SSL_CTX_use_PrivateKey(context, parts_->key.get()) == 1 &&
                    SSL_CTX_set1_chain(context, parts_->chain.get()) == 1;
  if (done) return {};
  return fail(
      ErrorCode::kInvalidInput,
      fmt::format("OpenSSL refuses the client certificate {}: {}", certificates_.front().subject, take_openssl_error()),
      "keys under 2048 bits of RSA and signatures by SHA-1 are too weak for the security level in force");
}

Result<std::string> Identity::sign_ps256(std::string_view bytes) const {
  EVP_PKEY* key = parts_->key.get();
  if (EVP_PKEY_is_a(key, "RSA") != 1) {
    return fail(
        ErrorCode::kInvalidInput,
        fmt::format("the certificate {} has no RSA key: {}", certificates_.front().subject, certificates_.front().key),
        "use a certificate with an RSA key");
  }
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = 0;
  bool ok = context != nullptr &&
            EVP_DigestSignInit_ex(context.get(), &options, "SHA256", nullptr, nullptr, key, nullptr) == 1 &&
            EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1 &&
            EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1;
  std::string signature(size, '\0');
  ok = ok && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                            bytes.size()) == 1;
  if (!ok) return fail(ErrorCode::kInternal, fmt::format("OpenSSL cannot sign: {}", take_openssl_error()));
  signature.resize(size);
  return signature;
}

Result<std::shared_ptr<const Identity>> parse_identity(std::string_view certificate, std::string_view key,
                                                       const SecretString* passphrase) {
  auto parts = std::make_unique<Identity::Parts>();
  SIGNET_TRY(parts->chain, parse_certificates(certificate));
  std::vector<Certificate> described = describe_chain(parts->chain.get());
  parts->certificate.reset(sk_X509_shift(parts->chain.get()));
  SIGNET_TRY(parts->key, parse_key(key, passphrase));
  SIGNET_CHECK(check_pair(parts->certificate.get(), parts->key.get()));
  return std::shared_ptr<const Identity>(new Identity(std::move(parts), std::move(described)));
}

Result<std::shared_ptr<const Identity>> parse_pkcs12(std::string_view bytes, const SecretString* passphrase) {
  SIGNET_TRY(std::unique_ptr<Identity::Parts> parts, unpack<Identity::Parts>(bytes, passphrase));
  SIGNET_CHECK(check_pair(parts->certificate.get(), parts->key.get()));
  std::vector<Certificate> described = {describe(parts->certificate.get())};
  for (Certificate& further : describe_chain(parts->chain.get())) described.push_back(std::move(further));
  return std::shared_ptr<const Identity>(new Identity(std::move(parts), std::move(described)));
}

Result<std::shared_ptr<const Identity>> load_identity(const IdentityFiles& files) {
  const SecretString* passphrase = files.passphrase.get();
  if (!files.pkcs12.empty()) {
    SIGNET_TRY(const SecretString bytes, of_file(read_secret_file(files.pkcs12), "client certificate", files.pkcs12));
    return of_file(parse_pkcs12(bytes.expose(), passphrase), "client certificate", files.pkcs12);
  }
  const std::filesystem::path& key_file = files.key.empty() ? files.certificate : files.key;
  SIGNET_TRY(const SecretString certificate,
             of_file(read_secret_file(files.certificate), "client certificate", files.certificate));
  SIGNET_TRY(const SecretString key, of_file(read_secret_file(key_file), "client key", key_file));
  return of_file(parse_identity(certificate.expose(), key.expose(), passphrase), "client certificate",
                 files.certificate);
}

bool wants_passphrase(const IdentityFiles& files) {
  if (files.passphrase != nullptr && !files.passphrase->empty()) return false;
  const auto loaded = load_identity(files);
  if (loaded) return false;
  for (const Error* error = &loaded.error(); error != nullptr; error = error->cause.get()) {
    if (error->message.ends_with(kNoPassphrase)) return true;
  }
  return false;
}

}  // namespace signet::tls
