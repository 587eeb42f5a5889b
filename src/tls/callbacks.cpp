#include "tls/callbacks.h"

#include <algorithm>

#include "tls/staple.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

void free_attachment(void*, void* pointer, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Attachment*>(pointer);
}

int attachment_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_attachment);
  return index;
}

/// OpenSSL compares the certificate's names while it checks the chain, so that a mismatch is noted with the rest.
void check_name(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
  if (host.empty() || X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1) return;
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(rules, host.data(), host.size());
}

/// libcurl has set its own server name and ALPN by now; the ClientHello is written after this.
void override_hello(SSL* ssl, const Attachment& attachment) {
  const Settings& settings = attachment.profile->settings();
  if (settings.server_name) {
    const std::string& name = *settings.server_name;
    // The macro wants its text writable, and only reads it.
    SSL_set_tlsext_host_name(ssl, name.empty() ? nullptr : const_cast<char*>(name.c_str()));
  }
  check_name(ssl,
             settings.server_name && !settings.server_name->empty() ? *settings.server_name : attachment.attempt->host);
  if (settings.alpn) {
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(attachment.alpn.data()),
                        static_cast<unsigned>(attachment.alpn.size()));
  }
}

void on_info(const SSL* ssl, int where, int value) {
  const Attachment* attachment = attachment_of(ssl);
  if (attachment == nullptr) return;
  if (where == SSL_CB_HANDSHAKE_START) {
    override_hello(const_cast<SSL*>(ssl), *attachment);  // the callback's signature is older than this use of it
    return;
  }
  constexpr int kAlertNumber = 0xFF;
  constexpr int kCloseNotify = SSL3_AD_CLOSE_NOTIFY;
  if ((where & SSL_CB_ALERT) == 0 || (value & kAlertNumber) == kCloseNotify) return;
  int& alert = (where & SSL_CB_READ) != 0 ? attachment->attempt->alert_received : attachment->attempt->alert_sent;
  alert = value & kAlertNumber;
}

/// Reads the version out of the ServerHello, which OpenSSL does not tell when it refuses it (RFC 5246 §7.4.1.3).
void on_message(int write, int, int type, const void* bytes, std::size_t size, SSL* ssl, void*) {
  constexpr std::size_t kVersionAt = 4;  // after type (1 byte) and length (3)
  const auto* message = static_cast<const unsigned char*>(bytes);
  if (write != 0 || type != SSL3_RT_HANDSHAKE || size < kVersionAt + 2 || message[0] != SSL3_MT_SERVER_HELLO) return;
  const Attachment* attachment = attachment_of(ssl);
  if (attachment == nullptr) return;
  attachment->attempt->server_version =
      static_cast<std::uint16_t>((message[kVersionAt] << 8U) | message[kVersionAt + 1]);
}

bool is_pinned(const X509* certificate, const std::vector<std::string>& pins) {
  return std::find(pins.begin(), pins.end(), key_pin(certificate)) != pins.end();
}

/// A checked chain may be pinned anywhere. Of an unchecked one only the server's own key was proven by the handshake:
/// anybody can append a pinned certificate.
bool meets_pins(X509_STORE_CTX* context, const Settings& settings) {
  if (settings.key_pins.empty()) return true;
  if (!settings.verify) return is_pinned(X509_STORE_CTX_get0_cert(context), settings.key_pins);
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    if (is_pinned(sk_X509_value(chain, i), settings.key_pins)) return true;
  }
  return false;
}

void note_fault(X509_STORE_CTX* context, Attempt& attempt) {
  if (attempt.verify_error != 0) return;
  attempt.verify_error = X509_STORE_CTX_get_error(context);
  attempt.verify_depth = X509_STORE_CTX_get_error_depth(context);
  if (const X509* certificate = X509_STORE_CTX_get_current_cert(context)) attempt.refused = describe(certificate);
  attempt.chain = describe_chain(X509_STORE_CTX_get0_untrusted(context));
}

/// OpenSSL first finds no issuer, then that the only certificate is no root; Node.js goes on to the second, which says
/// more: the server's certificate came alone.
void name_lone_certificate(X509_STORE_CTX* context) {
  const bool alone = sk_X509_num(X509_STORE_CTX_get0_chain(context)) == 1;
  if (alone && X509_STORE_CTX_get_error(context) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY) {
    X509_STORE_CTX_set_error(context, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE);
  }
}

int on_verify(int good, X509_STORE_CTX* context) {
  const auto* ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const Attachment* attachment = ssl == nullptr ? nullptr : attachment_of(ssl);
  if (attachment == nullptr) return good;
  const Settings& settings = attachment->profile->settings();
  Attempt& attempt = *attachment->attempt;
  if (good != 1) {
    name_lone_certificate(context);
    note_fault(context, attempt);
  }
  if (good != 1 && settings.verify) return 0;
  if (X509_STORE_CTX_get_error_depth(context) == 0 && !meets_pins(context, settings)) {
    attempt.pins_missed = true;
    attempt.chain = describe_chain(X509_STORE_CTX_get0_untrusted(context));
    X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
  }
  return 1;
}

int on_client_certificate_wanted(SSL* ssl, void*) {
  if (const Attachment* attachment = attachment_of(ssl)) attachment->attempt->client_certificate_requested = true;
  return 1;
}

int on_staple(SSL* ssl, void*) {
  const Attachment* attachment = attachment_of(ssl);
  if (attachment == nullptr) return 1;
  const Settings& settings = attachment->profile->settings();
  const Staple staple = check_staple(ssl);
  attachment->attempt->staple = staple;
  if (!settings.verify || staple == Staple::kGood) return 1;
  if (staple == Staple::kNone) return settings.revocation == Revocation::kRequired ? 0 : 1;
  return 0;  // revoked, unknown, or an answer that proves nothing
}

}  // namespace

Status attach(SSL_CTX* context, std::unique_ptr<Attachment> attachment) {
  const Settings& settings = attachment->profile->settings();
  const bool must_verify = settings.verify || !settings.key_pins.empty();
  // A handshake that the client refused once may run again with another range; the context is new each time.
  if (SSL_CTX_set_ex_data(context, attachment_index(), attachment.get()) != 1) {
    return fail(ErrorCode::kInternal, "OpenSSL took no data for its context");
  }
  (void)attachment.release();  // owned by the context now
  SSL_CTX_set_verify(context, must_verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, on_verify);
  SSL_CTX_set_info_callback(context, on_info);
  SSL_CTX_set_msg_callback(context, on_message);
  SSL_CTX_set_cert_cb(context, on_client_certificate_wanted, nullptr);
  if (settings.revocation != Revocation::kOff) {
    SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(context, on_staple);
  }
  return {};
}

const Attachment* attachment_of(const SSL* ssl) {
  return static_cast<const Attachment*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), attachment_index()));
}

}  // namespace signet::tls
