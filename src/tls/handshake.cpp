#include "tls/handshake.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "tls/callbacks.h"
#include "tls/suites.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

using Cached = std::shared_ptr<const Handshake>;

void free_cached(void*, void* pointer, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Cached*>(pointer);
}

int cache_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_cached);
  return index;
}

/// "ecdsa_sha256", "rsa_pss_sha256", "rsa_pkcs1_sha256", "ed25519": RFC 8446 §4.2.3 without the curve, which TLS 1.2
/// does not tie to it.
std::string signature_name(SSL* ssl) {
  int type = NID_undef;
  int digest = NID_undef;
  if (SSL_get_peer_signature_type_nid(ssl, &type) != 1 || type == NID_undef) return {};
  if (type == NID_ED25519) return "ed25519";
  if (type == NID_ED448) return "ed448";
  std::string out = type == NID_rsassaPss              ? "rsa_pss"
                    : type == NID_rsaEncryption        ? "rsa_pkcs1"
                    : type == NID_X9_62_id_ecPublicKey ? "ecdsa"
                                                       : to_lower(OBJ_nid2sn(type));
  if (SSL_get_peer_signature_nid(ssl, &digest) == 1 && digest != NID_undef) {
    out += "_" + replace_all(to_lower(OBJ_nid2sn(digest)), "-", "");
  }
  return out;
}

std::string alpn_of(const SSL* ssl) {
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &chosen, &size);
  return size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(chosen), size);
}

void note_trust(SSL* ssl, const Attachment& attachment, Handshake& out) {
  const Settings& settings = attachment.profile->settings();
  const long verdict = SSL_get_verify_result(ssl);
  out.verified = settings.verify && verdict == X509_V_OK;
  // The first fault is the one to tell; OpenSSL keeps the last.
  const long fault = attachment.attempt->verify_error != 0 ? attachment.attempt->verify_error : verdict;
  if (fault != X509_V_OK) out.verify_error = X509_verify_cert_error_string(fault);
}

Handshake read(SSL* ssl, const Attachment* attachment) {
  Handshake out;
  out.protocol = version_name(static_cast<std::uint16_t>(SSL_version(ssl)));
  if (const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl)) {
    out.suite_openssl = SSL_CIPHER_get_name(cipher);
    const char* standard = SSL_CIPHER_standard_name(cipher);
    out.suite = standard != nullptr ? standard : out.suite_openssl;
  }
  if (const int group = static_cast<int>(SSL_get_negotiated_group(ssl)); group != NID_undef) {
    const char* group_name = SSL_group_to_name(ssl, group);
    out.group = group_name == nullptr ? std::string() : group_name;
  }
  out.signature = signature_name(ssl);
  out.alpn = alpn_of(ssl);
  const char* server_name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  out.server_name = server_name == nullptr ? std::string() : server_name;
  out.resumed = SSL_session_reused(ssl) == 1;
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  out.chain = attachment == nullptr ? describe_chain(chain) : attachment->chains->read(chain);
  if (attachment == nullptr) return out;
  note_trust(ssl, *attachment, out);
  out.ocsp = attachment->attempt->staple;
  out.client_certificate_requested = attachment->attempt->client_certificate_requested;
  if (out.client_certificate_requested && attachment->profile->identity() != nullptr) {
    out.client = attachment->profile->identity()->certificates().front();
  }
  out.security_lowered = attachment->profile->lowers_security();
  return out;
}

}  // namespace

std::string_view name(Staple staple) {
  constexpr std::array<std::string_view, 6> kNames = {"not asked", "none", "good", "revoked", "unknown", "invalid"};
  return kNames.at(static_cast<std::size_t>(staple));
}

std::shared_ptr<const Handshake> handshake_of(void* connection) {
  auto* ssl = static_cast<SSL*>(connection);
  if (const auto* cached = static_cast<const Cached*>(SSL_get_ex_data(ssl, cache_index()))) return *cached;
  auto made = std::make_unique<Cached>(std::make_shared<const Handshake>(read(ssl, attachment_of(ssl))));
  Cached out = *made;
  if (SSL_set_ex_data(ssl, cache_index(), made.get()) == 1) (void)made.release();  // the connection owns it now
  return out;
}

json::object to_json(const Handshake& handshake) {
  json::object out;
  const auto put = [&out](std::string_view key, const std::string& text) {
    if (!text.empty()) out[key] = text;
  };
  put("protocol", handshake.protocol);
  put("cipherSuite", handshake.suite);
  put("cipherSuiteOpenssl", handshake.suite_openssl);
  put("group", handshake.group);
  put("signature", handshake.signature);
  put("alpn", handshake.alpn);
  put("serverName", handshake.server_name);
  out["resumed"] = handshake.resumed;
  out["verified"] = handshake.verified;
  put("verifyError", handshake.verify_error);
  out["ocsp"] = name(handshake.ocsp);
  if (handshake.security_lowered) out["securityLowered"] = true;
  out["clientCertificateRequested"] = handshake.client_certificate_requested;
  if (handshake.client) out["clientCertificate"] = to_json(*handshake.client);
  json::array chain;
  for (const Certificate& certificate : handshake.chain) chain.push_back(to_json(certificate));
  out["chain"] = std::move(chain);
  return out;
}

}  // namespace signet::tls
