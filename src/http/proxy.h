// Which proxy a request takes: the one given, or by environment as postman-request's getProxyFromURI has it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/types.h"
#include "http/url.h"

namespace signet::http {

/// Reads one environment variable; empty when it is not set.
using Environment = std::function<std::string(const char* name)>;
[[nodiscard]] std::string process_environment(const char* name);

/// The proxy's URL, or empty to go straight.
[[nodiscard]] std::string choose_proxy(const NodeUrl& url, const ProxySettings& settings,
                                       const Environment& environment);

/// What nobody else may see of the URLs of proxies that may be taken: passwords, and user and password as the Basic
/// scheme sends them (RFC 7617 §2).
[[nodiscard]] std::vector<std::string> secrets_of_proxies(const ProxySettings& settings,
                                                          const Environment& environment);

/// Whether NO_PROXY's comma list names the host: "*", "example.com" (with its subdomains), ".example.com", "host:8080".
[[nodiscard]] bool in_no_proxy(const NodeUrl& url, std::string_view list);

}  // namespace signet::http
