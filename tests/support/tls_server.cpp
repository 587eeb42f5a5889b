#include "tests/support/tls_server.h"

#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <span>

#include "tests/support/loopback.h"
#include "tests/support/openssl_owned.h"

namespace signet::test {
namespace {

using OwnedSsl = Owned<SSL, SSL_free>;
using Bytes = std::span<const unsigned char>;

// ---- the ClientHello ----------------------------------------------------------------------------------------------

/// Two-byte values, in order; RFC 8701's GREASE values are left out of what the test sees.
std::vector<std::uint16_t> two_byte_values(Bytes bytes) {
  std::vector<std::uint16_t> values;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto value = static_cast<std::uint16_t>(bytes[i] << 8U | bytes[i + 1]);
    const bool is_grease = (value & 0x0f0fU) == 0x0a0aU && bytes[i] == bytes[i + 1];
    if (!is_grease) values.push_back(value);
  }
  return values;
}

std::optional<Bytes> extension(SSL* ssl, unsigned type) {
  const unsigned char* data = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, type, &data, &size) != 1) return std::nullopt;
  return Bytes(data, size);
}

std::vector<std::string> offered_alpn(SSL* ssl) {
  std::vector<std::string> names;
  const auto bytes = extension(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation);
  if (!bytes || bytes->size() < 2) return names;
  for (Bytes rest = bytes->subspan(2); !rest.empty() && rest.size() > rest[0];) {
    names.emplace_back(reinterpret_cast<const char*>(rest.data()) + 1, rest[0]);
    rest = rest.subspan(1U + rest[0]);
  }
  return names;
}

/// RFC 6066 §3: a list with one host name; its length is in the bytes before it.
std::string offered_name(SSL* ssl) {
  constexpr std::size_t kHeader = 5;
  const auto bytes = extension(ssl, TLSEXT_TYPE_server_name);
  if (!bytes || bytes->size() < kHeader) return {};
  return {reinterpret_cast<const char*>(bytes->data()) + kHeader, bytes->size() - kHeader};
}

int on_client_hello(SSL* ssl, int* /*alert*/, void* /*context*/) {
  auto* handshake = static_cast<TlsHandshake*>(SSL_get_app_data(ssl));
  const auto versions = extension(ssl, TLSEXT_TYPE_supported_versions);
  handshake->offered_protocols =
      versions && !versions->empty()
          ? two_byte_values(versions->subspan(1))
          : std::vector{static_cast<std::uint16_t>(SSL_client_hello_get0_legacy_version(ssl))};
  const unsigned char* suites = nullptr;
  const std::size_t size = SSL_client_hello_get0_ciphers(ssl, &suites);
  handshake->offered_suites = two_byte_values({suites, size});
  handshake->offered_alpn = offered_alpn(ssl);
  handshake->sni = offered_name(ssl);
  return SSL_CLIENT_HELLO_SUCCESS;
}

// ---- settings -----------------------------------------------------------------------------------------------------

/// The list as ALPN's wire format has it: a length byte before each name.
std::string alpn_wire(const std::vector<std::string>& names) {
  std::string wire;
  for (const std::string& name : names) wire += static_cast<char>(name.size()) + name;
  return wire;
}

/// Works on the names in `context`, a std::string in wire format that outlives the SSL_CTX.
int choose_alpn(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                unsigned in_size, void* context) {
  const auto* own = static_cast<const std::string*>(context);
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, out_size, reinterpret_cast<const unsigned char*>(own->data()),
                                           static_cast<unsigned>(own->size()), in, in_size);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

int send_staple(SSL* ssl, void* context) {
  const auto* staple = static_cast<const std::string*>(context);
  void* copy = OPENSSL_memdup(staple->data(), staple->size());
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(staple->size()));
  return SSL_TLSEXT_ERR_OK;
}

void use_protocols(SSL_CTX* ssl, const std::set<TlsVersion>& protocols) {
  must(SSL_CTX_set_min_proto_version(ssl, 0) == 1 && SSL_CTX_set_max_proto_version(ssl, 0) == 1, "protocol range");
  SSL_CTX_clear_options(ssl, SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
  SSL_CTX_set_options(ssl, SSL_OP_NO_SSLv3);
  constexpr std::array<std::pair<TlsVersion, std::uint64_t>, 4> kOff = {{{TlsVersion::kTls10, SSL_OP_NO_TLSv1},
                                                                         {TlsVersion::kTls11, SSL_OP_NO_TLSv1_1},
                                                                         {TlsVersion::kTls12, SSL_OP_NO_TLSv1_2},
                                                                         {TlsVersion::kTls13, SSL_OP_NO_TLSv1_3}}};
  for (const auto& [protocol, off] : kOff) {
    if (!protocols.contains(protocol)) SSL_CTX_set_options(ssl, off);
  }
}

void use_lists(SSL_CTX* ssl, const TlsServerOptions& options) {
  SSL_CTX_set_security_level(ssl, 0);
  const std::string ciphers = (options.ciphers.empty() ? "DEFAULT" : options.ciphers) + ":@SECLEVEL=0";
  must(SSL_CTX_set_cipher_list(ssl, ciphers.c_str()) == 1, "the server's cipher list");
  if (!options.suites.empty()) {
    must(SSL_CTX_set_ciphersuites(ssl, options.suites.c_str()) == 1, "the server's TLS 1.3 suites");
  }
  if (!options.groups.empty()) must(SSL_CTX_set1_groups_list(ssl, options.groups.c_str()) == 1, "the server's groups");
  if (!options.signature_algorithms.empty()) {
    must(SSL_CTX_set1_sigalgs_list(ssl, options.signature_algorithms.c_str()) == 1, "signature algorithms");
  }
  if (options.prefer_own_order) SSL_CTX_set_options(ssl, SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_dh_auto(ssl, 1);
}

void use_identity(SSL_CTX* ssl, const Identity& identity) {
  const OwnedBio bio = reading_bio(identity.chain_pem);
  const OwnedCertificate leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  must(leaf && SSL_CTX_use_certificate(ssl, leaf.get()) == 1, "the server's certificate");
  must(SSL_CTX_use_PrivateKey(ssl, read_key(identity.key_pem).get()) == 1, "the server's key");
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    must(SSL_CTX_add0_chain_cert(ssl, next) == 1, "the server's chain");
  }
  ERR_clear_error();  // the end of the text is reported as an error
  must(SSL_CTX_check_private_key(ssl) == 1, "certificate and key of the server");
}

void use_client_certificates(SSL_CTX* ssl, const TlsServerOptions& options) {
  if (options.client_certificate == ClientCertificate::kNone) return;
  int mode = SSL_VERIFY_PEER;
  if (options.client_certificate == ClientCertificate::kRequired) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  SSL_CTX_set_verify(ssl, mode, nullptr);
  const OwnedCertificate authority = read_certificate(options.client_ca_pem);
  must(X509_STORE_add_cert(SSL_CTX_get_cert_store(ssl), authority.get()) == 1 &&
           SSL_CTX_add_client_CA(ssl, authority.get()) == 1,
       "the CA of client certificates");
}

void use_resumption(SSL_CTX* ssl, const TlsServerOptions& options) {
  constexpr std::string_view kContext = "signet test";
  must(SSL_CTX_set_session_id_context(ssl, reinterpret_cast<const unsigned char*>(kContext.data()),
                                      static_cast<unsigned>(kContext.size())) == 1,
       "the session id context");
  SSL_CTX_set_session_cache_mode(ssl, options.session_cache ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF);
  if (!options.tickets) SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET);
  if (!options.tickets && !options.session_cache) must(SSL_CTX_set_num_tickets(ssl, 0) == 1, "no tickets");
}

// ---- one connection -----------------------------------------------------------------------------------------------

std::string last_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  if (code == 0) return "connection closed";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

std::string text_or_empty(const char* text) {
  return text != nullptr ? text : "";
}

void fill_completed(SSL* ssl, TlsHandshake& handshake) {
  handshake.completed = true;
  handshake.protocol = SSL_get_version(ssl);
  handshake.suite = SSL_get_cipher_name(ssl);
  if (const int group = static_cast<int>(SSL_get_negotiated_group(ssl)); group != NID_undef) {
    handshake.group = text_or_empty(SSL_group_to_name(ssl, group));
  }
  const unsigned char* alpn = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &size);
  handshake.alpn.assign(reinterpret_cast<const char*>(alpn), size);
  handshake.resumed = SSL_session_reused(ssl) == 1;
  if (X509* certificate = SSL_get0_peer_certificate(ssl)) {
    const OwnedBio bio = writing_bio();
    X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, XN_FLAG_ONELINE);
    handshake.client_subject = text_of(bio.get());
  }
}

/// OpenSSL writes without MSG_NOSIGNAL: a client that has gone must not end the test program.
void block_sigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "\r\ncontent-length:";
  for (std::size_t i = 0; i + kName.size() <= head.size(); ++i) {
    if (::strncasecmp(head.data() + i, kName.data(), kName.size()) == 0) {
      return std::strtoull(std::string(head.substr(i + kName.size(), 20)).c_str(), nullptr, 10);
    }
  }
  return 0;
}

/// Takes one request with its body out of `buffer`; false while it is not complete.
bool take_request(std::string& buffer) {
  const std::size_t end = buffer.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::size_t size = end + 4 + content_length(std::string_view(buffer).substr(0, end));
  if (buffer.size() < size) return false;
  buffer.erase(0, size);
  return true;
}

bool read_request(SSL* ssl, std::string& buffer) {
  while (!take_request(buffer)) {
    std::array<char, 16384> chunk{};
    const int got = SSL_read(ssl, chunk.data(), static_cast<int>(chunk.size()));
    if (got <= 0) return false;
    buffer.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return true;
}

bool answer(SSL* ssl) {
  const std::string body =
      std::string(R"({"protocol":")") + SSL_get_version(ssl) + R"(","suite":")" + SSL_get_cipher_name(ssl) + "\"}";
  const std::string response =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body;
  return SSL_write(ssl, response.data(), static_cast<int>(response.size())) > 0;
}

}  // namespace

// ---- the server ---------------------------------------------------------------------------------------------------

struct TlsServer::Context {
  explicit Context(const TlsServerOptions& options)
      : alpn(alpn_wire(options.alpn)), staple(options.ocsp_staple_der), ssl(SSL_CTX_new(TLS_server_method())) {
    must(ssl != nullptr, "SSL_CTX_new");
    use_protocols(ssl.get(), options.protocols);
    use_lists(ssl.get(), options);
    for (const Identity& identity : options.identities) use_identity(ssl.get(), identity);
    use_client_certificates(ssl.get(), options);
    use_resumption(ssl.get(), options);
    SSL_CTX_set_client_hello_cb(ssl.get(), on_client_hello, nullptr);
    if (!alpn.empty()) SSL_CTX_set_alpn_select_cb(ssl.get(), choose_alpn, &alpn);
    if (!staple.empty()) {
      SSL_CTX_set_tlsext_status_cb(ssl.get(), send_staple);
      SSL_CTX_set_tlsext_status_arg(ssl.get(), &staple);
    }
  }

  std::string alpn;
  std::string staple;
  Owned<SSL_CTX, SSL_CTX_free> ssl;
};

TlsServer::TlsServer(const TlsServerOptions& options) : context_(std::make_unique<Context>(options)) {
  const Listener listener = listen_on_loopback();
  listener_ = listener.fd;
  port_ = listener.port;
  acceptor_ = std::thread([this] { accept_all(); });
}

TlsServer::~TlsServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& connection : connections_) connection.join();
}

std::string TlsServer::url(std::string_view path, std::string_view host) const {
  return "https://" + std::string(host) + ":" + std::to_string(port_) + std::string(path);
}

std::vector<TlsHandshake> TlsServer::handshakes() const {
  const std::lock_guard lock(mutex_);
  return handshakes_;
}

std::vector<TlsHandshake> TlsServer::wait_for_handshakes(std::size_t count) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::seconds(10), [&] { return handshakes_.size() >= count; });
  return handshakes_;
}

std::size_t TlsServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

TlsHandshake TlsServer::handshake_of_last_request() const {
  const std::lock_guard lock(mutex_);
  return of_last_request_;
}

std::size_t TlsServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void TlsServer::accept_all() {
  while (true) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int no_delay = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay);
    const std::lock_guard lock(mutex_);
    open_.insert(fd);
    connections_.emplace_back([this, fd] { serve(fd); });
  }
}

void TlsServer::serve(int fd) {
  block_sigpipe();
  {
    const OwnedSsl ssl(SSL_new(context_->ssl.get()));
    must(ssl && SSL_set_fd(ssl.get(), fd) == 1, "SSL_new");
    TlsHandshake handshake;
    SSL_set_app_data(ssl.get(), &handshake);
    const bool accepted = SSL_accept(ssl.get()) == 1;
    if (accepted) {
      fill_completed(ssl.get(), handshake);
    } else {
      handshake.error = last_reason();
    }
    record(handshake);
    std::string buffer;
    while (accepted && read_request(ssl.get(), buffer)) {
      count_request(handshake);
      if (!answer(ssl.get())) break;
    }
    if (accepted) SSL_shutdown(ssl.get());
    ERR_clear_error();
  }
  const std::lock_guard lock(mutex_);
  open_.erase(fd);
  ::close(fd);
}

void TlsServer::record(TlsHandshake handshake) {
  const std::lock_guard lock(mutex_);
  handshakes_.push_back(std::move(handshake));
  changed_.notify_all();
}

void TlsServer::count_request(const TlsHandshake& handshake) {
  const std::lock_guard lock(mutex_);
  ++requests_;
  of_last_request_ = handshake;
}

}  // namespace signet::test
