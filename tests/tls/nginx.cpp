#include "tests/tls/nginx.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>

namespace signet::tls::test {

namespace {

constexpr std::array<const char*, 2> kPlaces = {"/usr/sbin/nginx", "/usr/local/sbin/nginx"};

const char* program() {
  for (const char* place : kPlaces) {
    if (::access(place, X_OK) == 0) return place;
  }
  return nullptr;
}

/// A listening socket on any free port of loopback.
int listen_on_loopback(std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd, 256) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port = ntohs(address.sin_port);
  return fd;
}

}  // namespace

bool Nginx::is_installed() {
  return program() != nullptr;
}

Nginx::Nginx(const NginxOptions& options) {
  const int listener = listen_on_loopback(port_);
  const std::string path = folder_.write("nginx.conf", configuration(options)).string();
  const std::string prefix = folder_.path().string();
  const std::string log = (folder_.path() / "error.log").string();
  // nginx takes listening sockets over from the one before it by this variable: no port is ever free in between, and
  // clients may connect at once.
  const std::string inherited = "NGINX=" + std::to_string(listener) + ";";
  std::array<char*, 2> environment = {const_cast<char*>(inherited.c_str()), nullptr};
  std::array<const char*, 8> words = {program(), "-p", prefix.c_str(), "-c", path.c_str(), "-e", log.c_str(), nullptr};
  child_ = ::fork();
  if (child_ == 0) {
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    ::execve(words[0], const_cast<char**>(words.data()), environment.data());
    ::_exit(127);
  }
  ::close(listener);
}

Nginx::~Nginx() {
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

std::string Nginx::log() const {
  std::ostringstream text;
  text << std::ifstream(folder_.path() / "error.log").rdbuf();
  return text.str();
}

std::string Nginx::configuration(const NginxOptions& options) const {
  std::ostringstream text;
  text << "daemon off;\nworker_processes 1;\npid nginx.pid;\nevents { worker_connections 256; }\nhttp {\n"
       << "access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text << kind << "_temp_path " << kind << ";\n";
  }
  text << "server {\nlisten 127.0.0.1:" << port_ << " ssl http2;\nssl_session_timeout 1d;\n"
       << "ssl_session_cache shared:MozSSL:10m;\nssl_session_tickets off;\n"
       << "ssl_protocols " << options.protocols << ";\nssl_ecdh_curve X25519:prime256v1:secp384r1;\n"
       << "ssl_prefer_server_ciphers " << (options.prefer_own_order ? "on" : "off") << ";\n";
  if (!options.ciphers.empty()) text << "ssl_ciphers " << options.ciphers << ";\n";
  if (!options.dh_parameters_pem.empty()) {
    text << "ssl_dhparam " << folder_.write("dh.pem", options.dh_parameters_pem).string() << ";\n";
  }
  for (std::size_t i = 0; i < options.identities.size(); ++i) {
    const std::string name = std::to_string(i);
    text << "ssl_certificate " << folder_.write(name + ".crt", options.identities[i].chain_pem).string() << ";\n"
         << "ssl_certificate_key " << folder_.write(name + ".key", options.identities[i].key_pem).string() << ";\n";
  }
  text << "location / { return 200 'ok'; }\n}\n}\n";
  return text.str();
}

}  // namespace signet::tls::test
