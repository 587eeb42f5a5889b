#include "server/front/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/secret.h"

namespace signet::server {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

constexpr std::uint64_t kMostPemBytes = 1U << 20;

/// What Mozilla's intermediate profile and BSI TR-02102-2 agree on for TLS 1.2: forward secrecy and AEAD only.
constexpr const char* kTls12Suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:P-256:P-384";

/// Takes http/1.1. A client that offers ALPN without it is refused (RFC 7301 §3.2): it would not understand us.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  static constexpr std::string_view kOurs = "\x08http/1.1";
  unsigned char* selected = nullptr;
  const int found = SSL_select_next_proto(&selected, out_size, reinterpret_cast<const unsigned char*>(kOurs.data()),
                                          static_cast<unsigned>(kOurs.size()), offered, offered_size);
  *out = selected;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Error unusable(std::string_view what, const std::string& file, const error_code& why) {
  return fail(ErrorCode::kInvalidInput, fmt::format("cannot use the {} in {}: {}", what, file, why.message()),
              "give PEM files: the certificate with its intermediates behind it, and its key without a passphrase");
}

Status set_policy(ssl::context& context) {
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                  SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, select_protocol, nullptr);
  const bool done = SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1 &&
                    SSL_CTX_set_cipher_list(native, kTls12Suites) == 1 &&
                    SSL_CTX_set1_groups_list(native, kGroups) == 1;
  ERR_clear_error();
  return done ? Status() : fail(ErrorCode::kInternal, "OpenSSL does not take the server's TLS settings");
}

}  // namespace

Status TlsContext::load() {
  {
    const std::lock_guard lock(mutex_);
    tried_ = fingerprint();
  }
  SIGNET_TRY(const std::string certificate, read_file(certificate_file_, kMostPemBytes));
  SIGNET_TRY(std::string key, read_file(key_file_, kMostPemBytes));
  auto fresh = std::make_shared<ssl::context>(ssl::context::tls_server);
  SIGNET_CHECK(set_policy(*fresh));
  error_code failed;
  // Without this OpenSSL would ask for the passphrase of an encrypted key on the terminal.
  fresh->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, failed);
  fresh->use_certificate_chain(boost::asio::buffer(certificate), failed);
  if (failed) return unusable("certificate", certificate_file_, failed);
  fresh->use_private_key(boost::asio::buffer(key), ssl::context::pem, failed);
  wipe(key);
  if (failed) return unusable("key", key_file_, failed);
  if (SSL_CTX_check_private_key(fresh->native_handle()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::kInvalidInput, fmt::format("the key in {} is not that of the certificate", key_file_),
                "give the key that the certificate was requested with");
  }
  const std::lock_guard lock(mutex_);
  current_ = std::move(fresh);
  return {};
}

Result<bool> TlsContext::load_when_changed() {
  {
    const std::lock_guard lock(mutex_);
    if (fingerprint() == tried_) return false;
  }
  SIGNET_CHECK(load());
  return true;
}

std::shared_ptr<ssl::context> TlsContext::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::string TlsContext::fingerprint() const {
  std::string text;
  for (const std::string& file : {certificate_file_, key_file_}) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) {
      text += "none;";
    } else {
      fmt::format_to(std::back_inserter(text), "{}:{}:{}:{}.{};", info.st_dev, info.st_ino, info.st_size,
                     info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
    }
  }
  return text;
}

}  // namespace signet::server
