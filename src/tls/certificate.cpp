#include "tls/certificate.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

constexpr std::size_t kMaxNames = 100;
constexpr std::size_t kMaxOcspUrls = 10;
constexpr std::size_t kMaxNameBytes = 1024;
constexpr unsigned long kNameFlags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);

using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using AccessPtr = std::unique_ptr<AUTHORITY_INFO_ACCESS, Freed<AUTHORITY_INFO_ACCESS_free>>;

/// Text of the certificate, safe to print: control characters and broken UTF-8 as \xNN, cut at a limit.
std::string printable(std::string_view text) {
  const bool cut = text.size() > kMaxNameBytes;
  text = text.substr(0, kMaxNameBytes);
  const bool plain = is_utf8(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (!plain && byte > 0x7F)) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return cut ? out + "…" : out;
}

std::string_view view(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(std::max(0, ASN1_STRING_length(text)))};
}

std::string common_name(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return {};
  std::string out = printable({reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size)});
  OPENSSL_free(utf8);
  return out;
}

std::string ip_text(std::string_view bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
  if (bytes.size() != sizeof(in_addr) && bytes.size() != sizeof(in6_addr)) return hex_encode(bytes);
  return inet_ntop(family, bytes.data(), text.data(), text.size()) != nullptr ? text.data() : hex_encode(bytes);
}

std::string general_name(const GENERAL_NAME* name) {
  switch (name->type) {
    case GEN_DNS:
      return "DNS:" + printable(view(name->d.dNSName));
    case GEN_IPADD:
      return "IP:" + ip_text(view(name->d.iPAddress));
    case GEN_EMAIL:
      return "email:" + printable(view(name->d.rfc822Name));
    case GEN_URI:
      return "URI:" + printable(view(name->d.uniformResourceIdentifier));
    default:
      return {};
  }
}

std::vector<std::string> alternative_names(const X509* certificate) {
  std::vector<std::string> out;
  const GeneralNamesPtr names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()) && out.size() < kMaxNames; ++i) {
    std::string text = general_name(sk_GENERAL_NAME_value(names.get(), i));
    if (!text.empty()) out.push_back(std::move(text));
  }
  return out;
}

std::vector<std::string> ocsp_urls(const X509* certificate) {
  std::vector<std::string> out;
  const AccessPtr access(
      static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
  for (int i = 0; access != nullptr && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const ACCESS_DESCRIPTION* entry = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    if (OBJ_obj2nid(entry->method) != NID_ad_OCSP || entry->location->type != GEN_URI) continue;
    if (out.size() < kMaxOcspUrls) out.push_back(printable(view(entry->location->d.uniformResourceIdentifier)));
  }
  return out;
}

std::string serial_text(const X509* certificate) {
  return hex_encode(view(X509_get0_serialNumber(certificate)).substr(0, kMaxNameBytes));
}

/// "RSA 2048", "EC P-256", "Ed25519".
std::string key_text(EVP_PKEY* key) {
  if (key == nullptr) return "unknown key";
  if (EVP_PKEY_is_a(key, "RSA") == 1) return fmt::format("RSA {}", EVP_PKEY_get_bits(key));
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    std::array<char, 80> group{};
    EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr);
    const int nid = OBJ_sn2nid(group.data());
    const char* nist = nid == NID_undef ? nullptr : EC_curve_nid2nist(nid);
    return fmt::format("EC {}", nist != nullptr ? nist : group.data());
  }
  const char* type = EVP_PKEY_get0_type_name(key);
  return type == nullptr ? "unknown key" : fmt::format("{}", type);
}

std::string fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest.at(i));
  return out;
}

json::array strings(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

}  // namespace

std::string name_text(const X509_NAME* name) {
  const BioPtr out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, kNameFlags);
  return printable(contents(out.get()));
}

std::string key_pin(const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return {};
  const std::string digest = sha256({reinterpret_cast<char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return "sha256//" + base64_encode(digest);
}

std::int64_t unix_seconds(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? timegm(&parts) : 0;
}

Certificate describe(const X509* certificate) {
  Certificate out;
  out.subject = name_text(X509_get_subject_name(certificate));
  out.issuer = name_text(X509_get_issuer_name(certificate));
  out.common_name = common_name(X509_get_subject_name(certificate));
  out.names = alternative_names(certificate);
  out.serial = serial_text(certificate);
  out.not_before = unix_seconds(X509_get0_notBefore(certificate));
  out.not_after = unix_seconds(X509_get0_notAfter(certificate));
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  out.key = key_text(key);
  out.key_bits = key == nullptr ? 0 : EVP_PKEY_get_bits(key);
  const char* signature = OBJ_nid2ln(X509_get_signature_nid(certificate));
  out.signature = signature == nullptr ? "unknown" : signature;
  out.fingerprint = fingerprint(certificate);
  out.key_pin = key_pin(certificate);
  // OpenSSL caches extensions inside the object, so this one call wants it writable.
  out.is_authority = X509_check_ca(const_cast<X509*>(certificate)) > 0;
  out.self_signed = X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
  out.ocsp_urls = ocsp_urls(certificate);
  ERR_clear_error();
  return out;
}

std::vector<Certificate> describe_chain(const STACK_OF(X509) * chain) {
  std::vector<Certificate> out;
  for (int i = 0; chain != nullptr && i < std::min(sk_X509_num(chain), kMaxChain); ++i) {
    out.push_back(describe(sk_X509_value(chain, i)));
  }
  return out;
}

const std::vector<Certificate>& ChainReader::read(const STACK_OF(X509) * chain) {
  const int count = sk_X509_num(chain);  // -1 for null
  bool same = last_ != nullptr && sk_X509_num(last_.get()) == count;
  for (int i = 0; same && i < count; ++i) same = X509_cmp(sk_X509_value(last_.get(), i), sk_X509_value(chain, i)) == 0;
  if (same) return described_;
  described_ = describe_chain(chain);
  last_.reset(chain == nullptr ? nullptr : X509_chain_up_ref(const_cast<STACK_OF(X509)*>(chain)));
  return described_;
}

Result<X509ChainPtr> parse_certificates(std::string_view bytes) {
  X509ChainPtr chain(sk_X509_new_null());
  const BioPtr pem = read_only(bytes);
  while (sk_X509_num(chain.get()) < kMaxChain) {
    X509Ptr certificate(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
    if (certificate == nullptr) break;
    sk_X509_push(chain.get(), certificate.release());
  }
  const unsigned long error = ERR_peek_last_error();
  const bool pem_ended = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  const std::string reason = take_openssl_error();
  if (sk_X509_num(chain.get()) > 0) {
    if (error != 0 && !pem_ended) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("certificate {} is broken: {}", sk_X509_num(chain.get()) + 1, reason));
    }
    return chain;
  }
  const BioPtr der = read_only(bytes);
  X509Ptr certificate(d2i_X509_bio(der.get(), nullptr));
  (void)take_openssl_error();
  if (certificate == nullptr) {
    return fail(ErrorCode::kInvalidInput, "there is no certificate in it",
                "PEM starts with -----BEGIN CERTIFICATE-----; DER holds one certificate");
  }
  sk_X509_push(chain.get(), certificate.release());
  return chain;
}

Result<std::vector<Certificate>> read_certificates(std::string_view bytes) {
  SIGNET_TRY(const X509ChainPtr chain, parse_certificates(bytes));
  return describe_chain(chain.get());
}

json::object to_json(const Certificate& certificate) {
  json::object out;
  out["subject"] = certificate.subject;
  out["issuer"] = certificate.issuer;
  out["names"] = strings(certificate.names);
  out["serial"] = certificate.serial;
  out["notBefore"] = iso_time_of_seconds(certificate.not_before);
  out["notAfter"] = iso_time_of_seconds(certificate.not_after);
  out["key"] = certificate.key;
  out["signature"] = certificate.signature;
  out["fingerprint"] = certificate.fingerprint;
  out["keyPin"] = certificate.key_pin;
  out["authority"] = certificate.is_authority;
  if (!certificate.ocsp_urls.empty()) out["ocsp"] = strings(certificate.ocsp_urls);
  return out;
}

}  // namespace signet::tls
