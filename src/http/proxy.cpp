#include "http/proxy.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::http {

namespace {

/// ".example.com" for "example.com" and "..example.com", so that "ample.com" does not match.
std::string with_one_dot(std::string_view host) {
  host.remove_prefix(std::min(host.find_first_not_of('.'), host.size()));
  return "." + to_lower(host);
}

std::string first_of(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string value = environment(name); !value.empty()) return value;
  }
  return {};
}

void add_secrets(std::vector<std::string>& secrets, std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  const std::size_t begin = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const std::string_view authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  const std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (at == std::string_view::npos || colon >= at) return;
  const std::string user = percent_decode(authority.substr(0, colon));
  std::string password = percent_decode(authority.substr(colon + 1, at - colon - 1));
  if (password.empty()) return;
  secrets.push_back(base64_encode(fmt::format("{}:{}", user, password)));
  secrets.push_back(std::move(password));
}

}  // namespace

std::string process_environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing in the program sets variables
  return value == nullptr ? std::string() : std::string(value);
}

bool in_no_proxy(const NodeUrl& url, std::string_view list) {
  if (trim(list) == "*") return true;
  const std::string port = url.port && !url.port->empty() ? *url.port : url.protocol == "https:" ? "443" : "80";
  const std::string host = with_one_dot(url.hostname);
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view zone = trim(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    std::string_view zone_port;
    if (const std::size_t colon = zone.find(':'); colon != std::string_view::npos) {
      zone_port = zone.substr(colon + 1);
      zone = zone.substr(0, colon);
    }
    if (zone.empty() || (!zone_port.empty() && zone_port != port)) continue;
    if (host.ends_with(with_one_dot(zone))) return true;
  }
  return false;
}

std::string choose_proxy(const NodeUrl& url, const ProxySettings& settings, const Environment& environment) {
  if (!settings.url.empty()) return in_no_proxy(url, settings.no_proxy) ? std::string() : settings.url;
  if (!settings.from_environment) return {};
  std::string proxy = url.protocol == "https:"
                          ? first_of(environment, {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"})
                          : first_of(environment, {"HTTP_PROXY", "http_proxy"});
  if (proxy.empty()) return proxy;
  const std::string no_proxy = first_of(environment, {"NO_PROXY", "no_proxy"});
  return in_no_proxy(url, no_proxy) || in_no_proxy(url, settings.no_proxy) ? std::string() : proxy;
}

std::vector<std::string> secrets_of_proxies(const ProxySettings& settings, const Environment& environment) {
  std::vector<std::string> secrets;
  add_secrets(secrets, settings.url);
  if (!settings.from_environment) return secrets;
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}) {
    add_secrets(secrets, environment(name));
  }
  return secrets;
}

}  // namespace signet::http
