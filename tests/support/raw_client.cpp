#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"
#include "tests/support/openssl_owned.h"

namespace signet::test {
namespace {

std::string joined(const std::vector<std::string>& headers) {
  std::string text;
  for (const std::string& header : headers) text += header + "\r\n";
  return text;
}

}  // namespace

std::string RawAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equals_ignore_case(key, name)) return value;
  }
  return {};
}

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  constexpr timeval kPatience{20, 0};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) close();
}

RawClient::~RawClient() {
  close();
}

void RawClient::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

bool RawClient::is_readable_within(std::chrono::milliseconds time) const {
  pollfd ready{fd_, POLLIN, 0};
  return ::poll(&ready, 1, static_cast<int>(time.count())) > 0;
}

void RawClient::shutdown_send() const {
  ::shutdown(fd_, SHUT_WR);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::read_more() {
  char chunk[65536];
  const ssize_t got = ::recv(fd_, chunk, sizeof chunk, 0);
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(got));
  return true;
}

RawAnswer RawClient::read(bool head_only) {
  RawAnswer answer;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return answer;
  }
  const std::vector<std::string> lines = split(buffer_.substr(0, end), '\n');
  buffer_.erase(0, end + 4);
  answer.status = static_cast<unsigned>(std::strtoul(lines.front().c_str() + 9, nullptr, 10));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    answer.headers.emplace_back(lines[i].substr(0, colon), trim(std::string_view(lines[i]).substr(colon + 1)));
  }
  const std::size_t length = std::strtoul(answer.header("Content-Length").c_str(), nullptr, 10);
  while (!head_only && buffer_.size() < length) {
    if (!read_more()) break;
  }
  if (!head_only) {
    answer.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
  }
  return answer;
}

RawAnswer RawClient::ask(std::string_view bytes, bool head_only) {
  send(bytes);
  return read(head_only);
}

std::string RawClient::take(std::size_t count) {
  while (buffer_.size() < count && read_more()) {
  }
  std::string taken = buffer_.substr(0, count);
  buffer_.erase(0, taken.size());
  return taken;
}

bool RawClient::is_closed() {
  if (!buffer_.empty()) return false;
  if (fd_ < 0) return true;
  errno = 0;
  return !read_more() && errno != EAGAIN;
}

struct RawTlsClient::Tls {
  Owned<SSL_CTX, SSL_CTX_free> context{SSL_CTX_new(TLS_client_method())};
  Owned<SSL, SSL_free> ssl;
};

RawTlsClient::RawTlsClient(std::uint16_t port, const Options& options)
    : RawClient(port), tls_(std::make_unique<Tls>()) {
  const auto root = read_certificate(options.root_pem);
  must(X509_STORE_add_cert(SSL_CTX_get_cert_store(tls_->context.get()), root.get()) == 1, "trust");
  SSL_CTX_set_verify(tls_->context.get(), SSL_VERIFY_PEER, nullptr);
  if (options.max_version != 0) {
    must(SSL_CTX_set_min_proto_version(tls_->context.get(), TLS1_VERSION) == 1, "versions");
    must(SSL_CTX_set_max_proto_version(tls_->context.get(), options.max_version) == 1, "versions");
    SSL_CTX_set_security_level(tls_->context.get(), 0);
  }
  if (!options.ciphers.empty()) {
    must(SSL_CTX_set_cipher_list(tls_->context.get(), options.ciphers.c_str()) == 1, "ciphers");
  }
  std::string offered;
  for (const std::string& name : options.alpn) offered += static_cast<char>(name.size()) + name;
  if (!offered.empty()) {
    must(SSL_CTX_set_alpn_protos(tls_->context.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                                 static_cast<unsigned>(offered.size())) == 0,
         "ALPN");
  }
  tls_->ssl.reset(SSL_new(tls_->context.get()));
  must(SSL_set1_host(tls_->ssl.get(), "localhost") == 1, "name");
  SSL_set_tlsext_host_name(tls_->ssl.get(), "localhost");
  SSL_set_fd(tls_->ssl.get(), fd_);
  connected_ = SSL_connect(tls_->ssl.get()) == 1;
  ERR_clear_error();
}

RawTlsClient::~RawTlsClient() = default;

bool RawTlsClient::send(std::string_view bytes) {
  return bytes.empty() || SSL_write(tls_->ssl.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

bool RawTlsClient::read_more() {
  char chunk[65536];
  const int got = SSL_read(tls_->ssl.get(), chunk, sizeof chunk);
  ERR_clear_error();
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(got));
  return true;
}

std::string RawTlsClient::alpn() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(tls_->ssl.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string RawTlsClient::version() const {
  return SSL_get_version(tls_->ssl.get());
}

std::string RawTlsClient::certificate_pem() const {
  const OwnedCertificate shown(SSL_get1_peer_certificate(tls_->ssl.get()));
  if (shown == nullptr) return {};
  const auto bio = writing_bio();
  must(PEM_write_bio_X509(bio.get(), shown.get()) == 1, "PEM");
  return text_of(bio.get());
}

std::string raw_get(std::string_view path, const std::vector<std::string>& headers) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + joined(headers) + "\r\n";
}

std::string raw_post(std::string_view path, std::string_view body, const std::vector<std::string>& headers) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n" + joined(headers) + "\r\n" + std::string(body);
}

}  // namespace signet::test
