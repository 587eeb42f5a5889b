#include "tests/support/nginx.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "tests/support/loopback.h"

namespace signet::test {

namespace {

constexpr std::array<const char*, 2> kPlaces = {"/usr/sbin/nginx", "/usr/local/sbin/nginx"};

const char* program() {
  for (const char* place : kPlaces) {
    if (::access(place, X_OK) == 0) return place;
  }
  return nullptr;
}

}  // namespace

bool Nginx::is_installed() {
  return program() != nullptr;
}

Nginx::Nginx(const NginxOptions& options) {
  const Listener listener = listen_on_loopback();
  port_ = listener.port;
  const std::string path = folder_.write("nginx.conf", configuration(options)).string();
  const std::string prefix = folder_.path().string();
  const std::string log = (folder_.path() / "error.log").string();
  // nginx takes listening sockets over from the one before it by this variable: no port is ever free in between, and
  // clients may connect at once.
  const std::string inherited = "NGINX=" + std::to_string(listener.fd) + ";";
  std::array<char*, 2> environment = {const_cast<char*>(inherited.c_str()), nullptr};
  std::array<const char*, 8> words = {program(), "-p", prefix.c_str(), "-c", path.c_str(), "-e", log.c_str(), nullptr};
  child_ = ::fork();
  if (child_ == 0) {
    ::fcntl(listener.fd, F_SETFD, 0);
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    ::execve(words[0], const_cast<char**>(words.data()), environment.data());
    ::_exit(127);
  }
  ::close(listener.fd);
}

Nginx::~Nginx() {
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

std::string Nginx::url(std::string_view path) const {
  return "https://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::string Nginx::log() const {
  std::ostringstream text;
  text << std::ifstream(folder_.path() / "error.log").rdbuf();
  return text.str();
}

std::string Nginx::configuration(const NginxOptions& options) const {
  std::ostringstream text;
  // A worker of root's would be nobody, who may not write here.
  if (::geteuid() == 0) text << "user root root;\n";
  text << "daemon off;\nworker_processes 1;\npid nginx.pid;\nevents { worker_connections 256; }\nhttp {\n"
       << "access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text << kind << "_temp_path " << kind << ";\n";
  }
  text << "server {\nlisten 127.0.0.1:" << port_ << " ssl" << (options.http2 ? " http2" : "")
       << ";\nssl_session_timeout 1d;\n"
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
  text << options.directives << "\n" << options.locations << "}\n}\n";
  return text.str();
}

}  // namespace signet::test
