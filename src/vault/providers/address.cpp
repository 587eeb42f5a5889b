#include "vault/providers/address.h"

#include <algorithm>

#include "base/text.h"
#include "http/oauth2/token.h"
#include "http/url.h"

namespace signet::vault {

namespace {

bool is_ipv4(std::string_view host) {
  const std::vector<std::string> numbers = split(host, '.');
  return numbers.size() == 4 && std::all_of(numbers.begin(), numbers.end(), [](const std::string& number) {
           return !number.empty() && number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos;
         });
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Error wrong(std::string_view setting, std::string_view address, std::string_view why, std::string hint) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{} \"{}\" {}", setting, http::oauth2::endpoint_name(address), why),
              std::move(hint));
}

}  // namespace

bool is_loopback(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return equals_ignore_case(host, "localhost") || host == "::1" || (host.starts_with("127.") && is_ipv4(host));
}

Result<std::string> check_address(std::string_view address, bool clear_text, std::string_view setting) {
  const std::string_view text = trim(address);
  constexpr std::string_view kForm = "write it as https://HOST[:PORT]";
  if (!text.starts_with("https://") && !text.starts_with("http://")) {
    return wrong(setting, text, "does not begin with https://", std::string(kForm));
  }
  const http::NodeUrl url = http::to_node_url(text);
  const bool has_odd_bytes =
      std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7F || c == '\\'; });
  if (url.hostname.empty() || has_odd_bytes || (url.port && !is_port(*url.port))) {
    return wrong(setting, text, "is no address", std::string(kForm));
  }
  if (url.auth || url.search || url.hash) {
    return wrong(setting, text, "holds a user name, a query or a fragment", std::string(kForm));
  }
  if (url.protocol == "http:" && !clear_text && !is_loopback(url.hostname)) {
    return wrong(setting, text, "is plain http: everybody on the way could read tokens and secrets",
                 "use https, or set allow_clear_text to true if you mean it");
  }
  std::string out = url.href();
  while (out.ends_with('/')) out.pop_back();
  return out;
}

std::string authority_of(std::string_view url) {
  const http::NodeUrl parts = http::to_node_url(url);
  std::string host = to_lower(parts.host);
  if (!parts.port) host += parts.protocol == "https:" ? ":443" : ":80";
  return host;
}

}  // namespace signet::vault
