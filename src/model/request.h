// A request as a collection describes it (Postman collection v2.1), read into plain values.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace signet::model {

/// A key with a value: header, query parameter, path variable, form field. `value` is absent for "?a" as against "?a=".
struct Param {
  std::string key;
  std::optional<std::string> value;
  bool disabled = false;
  bool system = false;             ///< added by the client, not by the user (header lists of reports)
  std::string type;                ///< form-data: "text", "file"; path variable types; may be empty
  std::string content_type;        ///< form-data
  std::string file_name;           ///< form-data: name sent instead of the file's own
  std::vector<std::string> files;  ///< form-data of type file: the `src` path, or several
};

/// A URL in the parts of the collection format, as written: nothing is encoded or resolved here.
struct Url {
  std::string protocol;  ///< without "://"; empty when not written
  std::optional<std::string> auth_user;
  std::optional<std::string> auth_password;
  std::vector<std::string> host;  ///< split at dots, as in files
  std::string port;
  bool empty_port = false;                       ///< a colon was written with no port after it: "http://host:/"
  std::optional<std::vector<std::string>> path;  ///< segments; absent when the URL has no path at all
  std::vector<Param> query;
  std::optional<std::string> hash;
  std::vector<Param> variables;  ///< values of ":name" segments

  /// Splits text as postman-collection's Url.parse does; never fails.
  static Url parse(std::string_view text);
  /// A string, or the object form of the format (whose `raw` is ignored once it has parts, as in Postman).
  static Url from_json(const json::value& v);
  /// The text again, disabled query parameters left out. Path variables stay ":name" here.
  [[nodiscard]] std::string to_string() const;
  /// As to_string, with ":name" segments replaced by the values of `variables` that have one (Postman's toString).
  [[nodiscard]] std::string to_string_with_variables() const;
  [[nodiscard]] json::object to_json() const;
};

enum class BodyMode { kNone, kRaw, kUrlencoded, kFormdata, kFile, kGraphql };

struct Body {
  BodyMode mode = BodyMode::kNone;
  bool disabled = false;
  std::string raw;                  ///< raw; JSON text when the file holds an object there
  std::string language;             ///< options.raw.language: json, xml, text, html, javascript; sets Content-Type
  std::vector<Param> params;        ///< urlencoded and formdata
  std::optional<std::string> file;  ///< file: path of `src`
  std::optional<std::string> file_content;
  json::value graphql;  ///< {query, operationName, variables}
  json::value options;  ///< as found

  static std::optional<Body> from_json(const json::value& v);
  [[nodiscard]] json::object to_json() const;
};

/// Authentication parameters: type "basic", "digest", "bearer", "apikey", "noauth" ... and its key/value list.
struct Auth {
  std::string type;
  std::vector<Param> params;                  ///< v2.0's object form is read into the same list
  std::map<std::string, json::value> values;  ///< key → value with its JSON type (booleans, arrays)

  static std::optional<Auth> from_json(const json::value& v);
  [[nodiscard]] json::object to_json() const;
  /// The value of `key` as text; empty when absent.
  [[nodiscard]] std::string get(std::string_view key) const;
  /// Puts the parameter in the place of all that have its key.
  void set(Param param);
};

struct Request {
  std::string method = "GET";
  Url url;
  std::vector<Param> headers;
  std::optional<Body> body;
  std::optional<Auth> auth;  ///< absent: inherit; "noauth": explicitly none
  json::value certificate;   ///< as found, for issue B
  json::value proxy;         ///< as found
  std::string description;

  /// A string is the URL of a GET. Unknown members are ignored here (the collection's document keeps them).
  static Result<Request> from_json(const json::value& v, std::string_view where);
  [[nodiscard]] json::object to_json() const;
};

}  // namespace signet::model
