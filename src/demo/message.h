// A request as the routes see it and the reply that they give: plain values, so that no route knows the network.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::demo {

/// Views into the connection's buffers: valid while the route runs.
struct Request {
  bool tls = false;
  std::string_view method;
  std::string_view target;  ///< as sent: "/get?a=1", or "http://host/get?a=1" from a client that takes us for a proxy
  std::string_view body;
  std::string_view client;                                             ///< the other side's address
  std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< in order, names as sent

  /// The value of the first header of this name, in any case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// What stands before "?" in the target, as sent: percent signs stay.
  [[nodiscard]] std::string_view path() const;
  /// What stands behind "?" in the target; empty when there is none.
  [[nodiscard]] std::string_view query() const;
  /// "http://127.0.0.1:8080/get?a=1": what the client asked for.
  [[nodiscard]] std::string url() const;
};

/// What the connection sends back.
struct Reply {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  ///< without those that frame the message
  std::string body;
  std::vector<std::string> chunks;     ///< not empty: sent one chunk each, instead of `body`
  std::chrono::milliseconds delay{0};  ///< wait before sending
  bool reset = false;                  ///< drop the connection without an answer

  /// Sets a header, in place of one of the same name in any case.
  void set_header(std::string_view name, std::string value);
};

/// Names and values in order; a name may come twice.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Parses application/x-www-form-urlencoded text as the URL standard does: "+" is a space, bad UTF-8 becomes U+FFFD.
[[nodiscard]] Fields parse_form(std::string_view text);
/// The first value under `name`; nullopt when there is none.
[[nodiscard]] std::optional<std::string_view> find_field(const Fields& fields, std::string_view name);
/// An object of the fields; a name that comes twice gets an array of its values.
[[nodiscard]] boost::json::object to_object(const Fields& fields);
/// Puts a field into `object` by the same rule.
void add_field(boost::json::object& object, std::string_view name, std::string_view value);

/// `text` with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);
/// The whole number that `text` is; nullopt when it is none or has more than nine digits.
[[nodiscard]] std::optional<int> to_number(std::string_view text);

[[nodiscard]] Reply json_reply(unsigned status, const boost::json::value& body);
[[nodiscard]] Reply text_reply(std::string_view content_type, std::string body);
/// 400 with {"error": message}.
[[nodiscard]] Reply bad_request(std::string_view message);

}  // namespace signet::demo
