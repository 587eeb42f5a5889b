#include "tls/inspect/probe.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <poll.h>
#include <signal.h>

#include <array>
#include <new>
#include <system_error>

#include "base/ids.h"
#include "tls/explain.h"
#include "tls/staple.h"
#include "tls/suites.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

constexpr int kMaxMessages = 2000;
constexpr std::size_t kMaxAuthorities = 20;
constexpr std::chrono::milliseconds kStay{1500};

/// What the callbacks of one connection write down.
struct Watch {
  Answer* answer = nullptr;
  Clock::time_point deadline;
  int fd = -1;
  int messages = 0;
  bool check_staple = false;
};

Watch* watch_of(const SSL* ssl) {
  return static_cast<Watch*>(SSL_get_app_data(ssl));
}

/// Sees every record and message. A server that floods the handshake keeps OpenSSL busy inside one call: cutting the
/// connection off from here is what ends it.
void on_message(int sent, int /*version*/, int content, const void* data, std::size_t size, SSL* ssl, void*) {
  Watch* watch = watch_of(ssl);
  if (sent != 0 || watch == nullptr) return;
  if (++watch->messages > kMaxMessages || Clock::now() > watch->deadline) ::shutdown(watch->fd, SHUT_RDWR);
  constexpr std::size_t kHeader = 4;
  const std::string_view bytes(static_cast<const char*>(data), size);
  if (content == SSL3_RT_HANDSHAKE && size > kHeader && bytes[0] == SSL3_MT_SERVER_HELLO) {
    watch->answer->hello = parse_server_hello(bytes.substr(kHeader));
  }
  if (content == SSL3_RT_HANDSHAKE && size > kHeader && bytes[0] == SSL3_MT_SERVER_KEY_EXCHANGE) {
    watch->answer->curve = parse_named_curve(bytes.substr(kHeader));
  }
  constexpr int kFatal = 2;
  if (content == SSL3_RT_ALERT && size == 2 && bytes[0] == kFatal) {
    watch->answer->alert = static_cast<unsigned char>(bytes[1]);
  }
}

int on_certificate_request(SSL* ssl, X509** /*certificate*/, EVP_PKEY** /*key*/) {
  Answer& answer = *watch_of(ssl)->answer;
  answer.client_certificate_requested = true;
  const STACK_OF(X509_NAME)* names = SSL_get0_peer_CA_list(ssl);
  for (int i = 0; i < sk_X509_NAME_num(names) && answer.client_authorities.size() < kMaxAuthorities; ++i) {
    answer.client_authorities.push_back(name_text(sk_X509_NAME_value(names, i)));
  }
  return 0;  // none to give
}

int on_session(SSL* ssl, SSL_SESSION* session) {
  watch_of(ssl)->answer->session.reset(session);
  return 1;  // it is ours now
}

int on_staple(SSL* ssl, void*) {
  Watch* watch = watch_of(ssl);
  if (watch->check_staple) watch->answer->handshake.ocsp = check_staple(ssl);
  return 1;
}

/// A key that no server shares: enough to be told whether it takes suites with pre-shared keys.
unsigned make_psk(SSL*, const char*, char* identity, unsigned identity_size, unsigned char* key, unsigned key_size) {
  constexpr std::string_view kIdentity = "signet";
  constexpr unsigned kKeyBytes = 16;
  if (identity_size <= kIdentity.size() || key_size < kKeyBytes) return 0;
  kIdentity.copy(identity, kIdentity.size());
  identity[kIdentity.size()] = '\0';
  std::fill_n(key, kKeyBytes, static_cast<unsigned char>(1));
  return kKeyBytes;
}

/// Names of the suites for OpenSSL, up to TLS 1.2 or of TLS 1.3.
std::string suite_list(const Offer& offer) {
  const bool tls13 = offer.protocol == Protocol::kTls13;
  std::string list;
  const auto append = [&list](const Suite& suite) { list += (list.empty() ? "" : ":") + suite.openssl_name; };
  for (const std::uint16_t id : offer.suites) {
    if (const Suite* suite = find_suite(id); suite != nullptr && suite->tls13 == tls13) append(*suite);
  }
  if (!offer.suites.empty()) return list;
  for (const Suite& suite : known_suites()) {
    if (suite.tls13 == tls13) append(suite);
  }
  return list;
}

bool set_suites(SSL_CTX* context, const Offer& offer) {
  const std::string list = suite_list(offer);
  if (list.empty()) return false;
  if (offer.protocol == Protocol::kTls13) return SSL_CTX_set_ciphersuites(context, list.c_str()) == 1;
  return SSL_CTX_set_ciphersuites(context, "") == 1 &&
         SSL_CTX_set_cipher_list(context, (list + ":@SECLEVEL=0").c_str()) == 1;
}

std::string alpn_wire(const std::vector<std::string>& names) {
  std::string wire;
  for (const std::string& name : names) wire += static_cast<char>(name.size()) + name;
  return wire;
}

/// Null when OpenSSL has nothing of what is to be offered.
ContextPtr make_context(const Offer& offer) {
  ContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_security_level(context.get(), 0);
  // Debian's openssl.cnf has settings of its own, which a probe must not follow.
  SSL_CTX_clear_options(context.get(), SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
  SSL_CTX_set_options(context.get(), SSL_OP_LEGACY_SERVER_CONNECT);  // servers without RFC 5746 are to be seen too
  if (!offer.tickets) SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  if (offer.fallback) SSL_CTX_set_mode(context.get(), SSL_MODE_SEND_FALLBACK_SCSV);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  if (offer.trust != nullptr) SSL_CTX_set1_cert_store(context.get(), offer.trust);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), on_session);
  SSL_CTX_set_msg_callback(context.get(), on_message);
  SSL_CTX_set_client_cert_cb(context.get(), on_certificate_request);
  SSL_CTX_set_tlsext_status_cb(context.get(), on_staple);
  if (offer.protocol != Protocol::kTls13) SSL_CTX_set_psk_client_callback(context.get(), make_psk);
  const int version = wire_version(offer.protocol);
  const bool ready = SSL_CTX_set_min_proto_version(context.get(), version) == 1 &&
                     SSL_CTX_set_max_proto_version(context.get(), version) == 1 && set_suites(context.get(), offer) &&
                     (offer.groups.empty() || SSL_CTX_set1_groups_list(context.get(), offer.groups.c_str()) == 1) &&
                     (offer.signature_algorithms.empty() ||
                      SSL_CTX_set1_sigalgs_list(context.get(), offer.signature_algorithms.c_str()) == 1);
  ERR_clear_error();
  return ready ? std::move(context) : nullptr;
}

SslPtr make_connection(SSL_CTX* context, const Endpoint& endpoint, const Offer& offer, int fd) {
  SslPtr ssl(SSL_new(context));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), fd) != 1) throw std::bad_alloc();
  if (!endpoint.server_name.empty()) SSL_set_tlsext_host_name(ssl.get(), endpoint.server_name.c_str());
  if (const std::string alpn = alpn_wire(offer.alpn); !alpn.empty()) {
    SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(alpn.data()),
                        static_cast<unsigned>(alpn.size()));
  }
  if (offer.staple) SSL_set_tlsext_status_type(ssl.get(), TLSEXT_STATUSTYPE_ocsp);
  if (offer.resume != nullptr) SSL_set_session(ssl.get(), offer.resume);
  return ssl;
}

enum class Step { kDone, kFailed, kTimeout };

/// Repeats a non-blocking call of OpenSSL until it is done. `enough` may end it between two calls.
template <typename Call, typename Enough>
Step drive(SSL* ssl, const Socket& socket, Clock::time_point deadline, Call call, Enough enough) {
  while (true) {
    ERR_clear_error();
    const int result = call();
    if (result > 0 || enough()) return Step::kDone;
    const int error = SSL_get_error(ssl, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return Step::kFailed;
    if (!socket.wait(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline)) return Step::kTimeout;
    if (Clock::now() > deadline) return Step::kTimeout;
  }
}

bool is_not_tls(std::string_view reason) {
  return reason == "wrong version number" || reason == "http request" || reason == "packet length too long" ||
         reason == "record layer failure";
}

void note_failure(Answer& answer) {
  answer.reason = take_openssl_error();
  if (answer.alert >= 0) answer.reason = "alert " + alert_name(answer.alert);
  if (answer.reason.empty() || answer.reason == "unexpected eof while reading") {
    answer.reason = "the server closed the connection";
  }
  if (answer.reason == "no ciphers available") {
    answer.outcome = Outcome::kNothing;
  } else if (answer.alert < 0 && is_not_tls(answer.reason)) {
    answer.outcome = Outcome::kNotTls;
  } else {
    answer.outcome = Outcome::kRefused;
  }
}

int dh_bits(SSL* ssl) {
  EVP_PKEY* key = nullptr;
  if (SSL_get_peer_tmp_key(ssl, &key) != 1 || key == nullptr) return 0;
  const KeyPtr owner(key);
  return EVP_PKEY_is_a(key, "DH") == 1 ? EVP_PKEY_get_bits(key) : 0;
}

/// Also of a handshake that the server ended after its certificate, as it wants one from the client.
void note_agreement(SSL* ssl, Answer& answer) {
  answer.completed = SSL_is_init_finished(ssl) == 1;
  const Staple staple = answer.handshake.ocsp;
  answer.handshake = *handshake_of(ssl);
  answer.handshake.ocsp = staple;
  answer.dh_bits = dh_bits(ssl);
  if (STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl)) answer.chain.reset(X509_chain_up_ref(chain));
}

/// TLS 1.3 servers send tickets, or refuse a client without a certificate, after the handshake.
void stay(SSL* ssl, const Socket& socket, Answer& answer, Clock::time_point deadline) {
  std::array<char, 4096> data{};
  const auto read = [&] { return SSL_read(ssl, data.data(), static_cast<int>(data.size())); };
  const auto enough = [&] { return answer.session != nullptr; };
  const Step step = drive(ssl, socket, std::min(deadline, Clock::now() + kStay), read, enough);
  answer.refused_without_certificate =
      step == Step::kFailed && answer.alert >= 0 && answer.client_certificate_requested;
  if (answer.refused_without_certificate) answer.reason = "alert " + alert_name(answer.alert);
  ERR_clear_error();
}

/// Whether the ServerHello takes what was offered, not an older protocol.
bool takes(const Answer& answer, std::uint16_t version) {
  return answer.hello.has_value() && answer.hello->version == version;
}

void shake_hands(SSL* ssl, const Socket& socket, const Offer& offer, Answer& answer, Clock::time_point deadline) {
  const std::uint16_t version = wire_version(offer.protocol);
  const auto connect = [&] { return SSL_connect(ssl); };
  const auto enough = [&] { return !offer.complete && answer.hello.has_value() && !answer.hello->retry; };
  const Step step = drive(ssl, socket, deadline, connect, enough);
  if (step == Step::kTimeout) answer.reason = "no answer in time";
  if (step == Step::kFailed) note_failure(answer);
  if (takes(answer, version)) answer.outcome = Outcome::kAccepted;
  if (step == Step::kDone && answer.outcome == Outcome::kSilent) answer.outcome = Outcome::kRefused;
  if (answer.outcome == Outcome::kAccepted) note_agreement(ssl, answer);
  if (!answer.completed) {
    answer.refused_without_certificate = answer.client_certificate_requested && answer.alert >= 0;
    return;
  }
  if (offer.stay) stay(ssl, socket, answer, deadline);
  SSL_shutdown(ssl);
}

/// A connection, or nothing, which `answer` then tells. Another try when the server was too busy to take it.
std::optional<Socket> open(const Endpoint& endpoint, Clock::time_point deadline, Answer& answer) {
  if (endpoint.connections != nullptr) ++*endpoint.connections;
  auto socket = Socket::connect(endpoint.address, deadline);
  if (!socket && Clock::now() <= deadline) socket = Socket::connect(endpoint.address, deadline);
  if (socket) return *std::move(socket);
  answer.outcome = Outcome::kUnreachable;
  answer.reason = socket.error().message;
  return std::nullopt;
}

Clock::time_point connection_deadline(const Endpoint& endpoint) {
  return std::min(endpoint.deadline, Clock::now() + endpoint.timeout);
}

/// OpenSSL writes without MSG_NOSIGNAL: a server that has gone must not end the program.
void block_sigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

bool send_all(const Socket& socket, std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (!bytes.empty() && !socket.wait(POLLOUT, deadline)) return false;
  }
  return true;
}

/// Feeds the reader until it knows; the outcome stays kSilent at the deadline.
void read_hello(const Socket& socket, HelloReader& reader, Answer& answer, Clock::time_point deadline) {
  std::array<char, 4096> chunk{};
  while (reader.state() == HelloReader::State::kReading && Clock::now() < deadline) {
    const ssize_t got = ::recv(socket.fd(), chunk.data(), chunk.size(), 0);
    if (got > 0) {
      reader.feed({chunk.data(), static_cast<std::size_t>(got)});
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      answer.outcome = Outcome::kRefused;
      answer.reason = "the server closed the connection";
      return;
    } else if (!socket.wait(POLLIN, deadline)) {
      return;
    }
  }
}

}  // namespace

Answer probe(const Endpoint& endpoint, const Offer& offer) {
  block_sigpipe();
  Answer answer;
  const ContextPtr context = make_context(offer);
  if (context == nullptr) {
    answer.outcome = Outcome::kNothing;
    answer.reason = "OpenSSL cannot offer this";
    return answer;
  }
  const Clock::time_point deadline = connection_deadline(endpoint);
  const auto socket = open(endpoint, deadline, answer);
  if (!socket) return answer;
  const SslPtr ssl = make_connection(context.get(), endpoint, offer, socket->fd());
  Watch watch{&answer, deadline, socket->fd(), 0, offer.staple};
  SSL_set_app_data(ssl.get(), &watch);
  shake_hands(ssl.get(), *socket, offer, answer, deadline);
  ERR_clear_error();
  return answer;
}

Answer probe_raw(const Endpoint& endpoint, const RawOffer& offer) {
  Answer answer;
  const Clock::time_point deadline = connection_deadline(endpoint);
  const auto socket = open(endpoint, deadline, answer);
  if (!socket) return answer;
  constexpr std::size_t kRandomBytes = 32;  // RFC 5246 §7.4.1.2
  const std::string random = random_bytes(kRandomBytes);
  HelloReader reader;
  answer.reason = "no answer in time";
  if (send_all(*socket, client_hello(offer, random), deadline)) read_hello(*socket, reader, answer, deadline);
  if (reader.state() == HelloReader::State::kHello) {
    answer.hello = reader.hello();
    answer.outcome = takes(answer, offer.version) ? Outcome::kAccepted : Outcome::kRefused;
  } else if (reader.state() == HelloReader::State::kAlert) {
    answer.outcome = Outcome::kRefused;
    answer.alert = reader.alert();
    answer.reason = "alert " + alert_name(answer.alert);
  } else if (reader.state() == HelloReader::State::kNotTls) {
    answer.outcome = Outcome::kNotTls;
    answer.reason = "what answers does not speak TLS";
  }
  return answer;
}

}  // namespace signet::tls
