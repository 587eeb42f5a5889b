// Absolute URLs by Postman's rules: split, percent-encoded and put together again as postman-url-encoder 3 does
// (toNodeUrl, resolveNodeUrl), which is not quite RFC 3986 nor WHATWG: dot segments stay, the port is any text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/request.h"

namespace signet::http {

/// The parts of an encoded URL, as Node's legacy url object names them.
struct NodeUrl {
  std::string protocol;               ///< lower case with colon: "https:"
  std::optional<std::string> auth;    ///< "user:password", encoded
  std::string hostname;               ///< lower case, ASCII, without the brackets of an IPv6 address
  std::string host;                   ///< with brackets, and ":port" when one is written
  std::optional<std::string> port;    ///< as written, maybe no number
  std::string pathname;               ///< starts with "/"
  std::optional<std::string> search;  ///< with "?"
  std::optional<std::string> hash;    ///< with "#"

  /// The whole URL.
  [[nodiscard]] std::string href() const;
  /// What stands in the request line: path and query.
  [[nodiscard]] std::string target() const;
  /// The URL without user name, password and fragment, as RFC 9110 §10.1.3 wants it in Referer.
  [[nodiscard]] std::string referrer() const;
};

/// Splits and encodes text; a missing protocol means http. With `disable_encoding` all but the host is left alone.
[[nodiscard]] NodeUrl to_node_url(std::string_view text, bool disable_encoding = false);
[[nodiscard]] NodeUrl to_node_url(const model::Url& url, bool disable_encoding = false);

/// `relative` (a Location) as an absolute URL, not encoded yet.
[[nodiscard]] std::string resolve_url(const NodeUrl& base, std::string_view relative);

}  // namespace signet::http
