#include "http/auth/signing.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>

#include "base/encoding.h"
#include "base/owned.h"
#include "model/javascript.h"

namespace signet::http {

namespace {

Error unreadable_key() {
  return fail(ErrorCode::kInvalidInput, "the private key cannot be read",
              "give it whole, in PEM, without a passphrase: openssl pkcs8 -topk8 -nocrypt -in key.pem");
}

EVP_PKEY* pkey(void* key) {
  return static_cast<EVP_PKEY*>(key);
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

/// No passphrase is known here, and OpenSSL must not ask the terminal for one.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

/// r and s of a DER signature, each in `width` bytes.
Result<std::string> side_by_side(std::string_view der, int width) {
  const unsigned char* at = octets(der);
  const Owned<ECDSA_SIG, ECDSA_SIG_free> parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string out(2 * static_cast<std::size_t>(width), '\0');
  if (parts == nullptr || BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), octets(out), width) != width ||
      BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), octets(out) + width, width) != width) {
    return fail(ErrorCode::kInternal, "OpenSSL gave an ECDSA signature that cannot be read");
  }
  return out;
}

}  // namespace

const json::value* param(const model::Auth& auth, const std::string& key) {
  const auto found = auth.values.find(key);
  return found == auth.values.end() || found->second.is_null() ? nullptr : &found->second;
}

bool is_on(const model::Auth& auth, const std::string& key) {
  return model::javascript::truthy(param(auth, key));
}

std::string text_or_empty(const model::Auth& auth, const std::string& key) {
  return is_on(auth, key) ? model::javascript::to_string(*param(auth, key)) : std::string();
}

NodeUrl url_to_sign(const Request& wire) {
  return to_node_url(wire.url);
}

std::vector<const model::Param*> headers_to_sign(const model::Request& shown) {
  std::vector<const model::Param*> out;
  for (const model::Param& header : shown.headers) {
    if (!header.disabled && !header.system && !header.key.empty()) out.push_back(&header);
  }
  return out;
}

bool can_hash(const Body& body) {
  const auto* text = std::get_if<std::string>(&body);
  return std::holds_alternative<std::filesystem::path>(body) || (text != nullptr && !text->empty());
}

std::string collapse_space(std::string_view text) {
  std::string out;
  bool gap = false;
  while (!text.empty()) {
    if (const std::size_t space = model::javascript::space_length(text); space > 0) {
      gap = true;
      text.remove_prefix(space);
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::string random_text(std::string_view alphabet, std::size_t length) {
  // Bytes past the last whole multiple would make the first characters likelier.
  const std::size_t usable = 256 - 256 % alphabet.size();
  std::string out;
  while (out.size() < length) {
    for (const char c : random_bytes(length)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < usable && out.size() < length) out += alphabet[byte % alphabet.size()];
    }
  }
  return out;
}

std::string base64url_encode(std::string_view bytes) {
  std::string out = base64_encode(bytes);
  for (char& c : out) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  out.erase(std::find(out.begin(), out.end(), '='), out.end());
  return out;
}

Result<std::string> hmac(const char* hash, std::string_view key, std::string_view bytes) {
  std::array<char, EVP_MAX_MD_SIZE> mac{};
  std::size_t size = 0;
  const std::string_view not_null = key.empty() ? std::string_view("") : key;  // null means "the key set before"
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, hash, nullptr, not_null.data(), not_null.size(), octets(bytes), bytes.size(),
                reinterpret_cast<unsigned char*>(mac.data()), mac.size(), &size) == nullptr) {
    return fail(ErrorCode::kUnsupported, fmt::format("HMAC with {} is not available in this OpenSSL", hash),
                "enable it in the provider configuration of OpenSSL");
  }
  return std::string(mac.data(), size);
}

void PrivateKey::Free::operator()(void* key) const {
  EVP_PKEY_free(pkey(key));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  const Owned<BIO, BIO_free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return unreadable_key();
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr);
  if (key == nullptr) return unreadable_key();
  return PrivateKey(key);
}

Result<PrivateKey> PrivateKey::from_der(std::string_view der) {
  const unsigned char* at = octets(der);
  EVP_PKEY* key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()));
  if (key == nullptr) return unreadable_key();
  return PrivateKey(key);
}

KeyKind PrivateKey::kind() const {
  switch (EVP_PKEY_get_base_id(pkey(key_.get()))) {
    case EVP_PKEY_RSA:
      return KeyKind::kRsa;
    case EVP_PKEY_RSA_PSS:
      return KeyKind::kRsaPss;
    case EVP_PKEY_EC:
      return KeyKind::kEc;
    default:
      return KeyKind::kOther;
  }
}

int PrivateKey::bits() const {
  return EVP_PKEY_get_bits(pkey(key_.get()));
}

std::string PrivateKey::curve() const {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(pkey(key_.get()), name.data(), name.size(), &size) != 1) return {};
  return std::string(name.data(), size);
}

Result<std::string> PrivateKey::sign(Scheme scheme, const char* hash, std::string_view bytes) const {
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  bool ok = context != nullptr &&
            EVP_DigestSignInit_ex(context.get(), &options, hash, nullptr, nullptr, pkey(key_.get()), nullptr) == 1;
  if (ok && scheme == Scheme::kPss) {
    ok = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  std::size_t size = 0;
  ok = ok && EVP_DigestSign(context.get(), nullptr, &size, octets(bytes), bytes.size()) == 1;
  std::string signature(size, '\0');
  ok = ok && EVP_DigestSign(context.get(), octets(signature), &size, octets(bytes), bytes.size()) == 1;
  if (!ok) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the private key cannot sign with {}", hash),
                "use a longer key, or another algorithm");
  }
  signature.resize(size);
  if (scheme != Scheme::kEcdsa) return signature;
  return side_by_side(signature, (bits() + 7) / 8);
}

}  // namespace signet::http
