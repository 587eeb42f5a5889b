#include "server/front/forwarded.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"

namespace signet::server {
namespace {

/// What one proxy told about the hop to it.
struct Hop {
  std::string address;
  std::string protocol;
  std::string host;
};

/// The elements of all fields of this name, in order.
std::vector<std::string> elements(const Headers& headers, std::string_view name) {
  std::vector<std::string> all;
  for (const std::string_view value : headers.all(name)) {
    for (const std::string& element : split(value, ',')) all.emplace_back(trim(element));
  }
  return all;
}

/// Of a list beside a list of `hops` addresses: the element of that hop when there is one for each, else the last,
/// which is the nearest proxy's.
std::string beside(const std::vector<std::string>& list, std::size_t hop, std::size_t hops) {
  if (list.empty()) return {};
  return list.size() == hops ? list[hop] : list.back();
}

std::vector<Hop> read_x_forwarded(const Headers& headers) {
  const auto addresses = elements(headers, "X-Forwarded-For");
  const auto protocols = elements(headers, "X-Forwarded-Proto");
  const auto hosts = elements(headers, "X-Forwarded-Host");
  std::vector<Hop> hops;
  for (std::size_t i = 0; i < std::max<std::size_t>(addresses.size(), 1); ++i) {
    hops.push_back({addresses.empty() ? std::string() : addresses[i], beside(protocols, i, addresses.size()),
                    beside(hosts, i, addresses.size())});
  }
  return hops;
}

/// Splits at `separator` where it does not stand in a quoted string.
std::vector<std::string_view> split_outside_quotes(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == separator) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::string unquote(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

std::vector<Hop> read_forwarded(const Headers& headers) {
  std::vector<Hop> hops;
  for (const std::string_view value : headers.all("Forwarded")) {
    for (const std::string_view element : split_outside_quotes(value, ',')) {
      Hop hop;
      for (const std::string_view pair : split_outside_quotes(element, ';')) {
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = trim(pair.substr(0, equals));
        std::string content = unquote(trim(pair.substr(equals + 1)));
        if (equals_ignore_case(name, "for"))
          hop.address = std::move(content);
        else if (equals_ignore_case(name, "proto"))
          hop.protocol = std::move(content);
        else if (equals_ignore_case(name, "host"))
          hop.host = std::move(content);
      }
      hops.push_back(std::move(hop));
    }
  }
  return hops;
}

/// "10.0.0.1", "10.0.0.1:80", "[::1]:80", "::1"; nullopt for "unknown", made-up names and all else.
std::optional<Address> parse_node(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : Address::parse(text.substr(1, end - 1));
  }
  if (std::count(text.begin(), text.end(), ':') == 1) text = text.substr(0, text.find(':'));
  return Address::parse(text);
}

}  // namespace

void apply_proxy_headers(Request& request, const Address& peer, const AddressRanges& trusted, ProxyHeaders kind) {
  Address client = peer;
  request.client = client.to_string();
  if (trusted.empty() || !trusted.contains(peer)) return;
  const auto hops =
      kind == ProxyHeaders::kForwarded ? read_forwarded(request.headers) : read_x_forwarded(request.headers);
  const Hop* teller = nullptr;
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    teller = &*hop;
    const auto address = parse_node(hop->address);
    if (!address) break;  // a hidden address: nobody left of it can be believed
    client = *address;
    if (!trusted.contains(client)) break;
  }
  request.client = client.to_string();
  if (teller == nullptr) return;
  if (equals_ignore_case(teller->protocol, "https")) request.https = true;
  if (equals_ignore_case(teller->protocol, "http")) request.https = false;
  if (!teller->host.empty() && is_authority(teller->host)) request.host = to_lower(teller->host);
}

}  // namespace signet::server
