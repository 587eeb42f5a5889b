// A route of the API, declared once: what it takes, who may call it, what it answers. The dispatcher (dispatcher.h)
// holds requests to it, and the OpenAPI description (openapi.h) is written from it.
#pragma once

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "server/api/schema.h"
#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::server {

/// Who may call a route. What a session or a key is, the authorizer knows.
enum class Access { kNone, kSession, kKey, kSessionOrKey };

/// The cookie of a browser's session. "__Host-": set by this very host over TLS, for all of it and no other (RFC
/// 6265bis §4.1.3.2).
inline constexpr std::string_view kSessionCookie = "__Host-signet-session";

/// Who calls, as the authorizer found out.
struct Caller {
  std::string user;   ///< id of the user, for the log; empty when nobody is known
  std::any identity;  ///< what the authorizer wants handlers to know
};

/// A validated request: every parameter and member is there as declared, or absent where it may be.
struct Call {
  explicit Call(const Request& from) : request(from) {}

  const Request& request;  ///< its body was taken apart; it is empty
  Caller caller;
  /// Of the path and the query, by name, as the declared type.
  std::map<std::string, json::value, std::less<>> parameters;
  json::object body;  ///< without its secrets
  /// Of routes that are `versioned`: the revision that the change is based on, if it was given.
  std::optional<std::int64_t> revision;
  std::map<std::string, SecretString, std::less<>> secrets;

  /// The parameter, or null when it was not given.
  [[nodiscard]] const json::value* parameter(std::string_view name) const;
  /// A string parameter; `fallback` when it was not given.
  [[nodiscard]] std::string_view text(std::string_view name, std::string_view fallback = {}) const;
  /// An integer parameter; `fallback` when it was not given.
  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t fallback = 0) const;
  /// The secret member, or null when it was not given.
  [[nodiscard]] const SecretString* secret(std::string_view name) const;
};

/// What may be answered with a status.
struct Answer {
  unsigned status = 200;
  std::string description;
  std::vector<Field> fields;  ///< of the JSON object; empty: no content, or with `content_type` not described
  std::string shape;          ///< name of the object's schema, "Team"; may be empty
  std::string content_type = "application/json";
};

/// An error becomes a problem document by to_response (problem.h).
using RouteHandler = std::function<Result<Response>(Call&)>;

/// How routes answer that speak as another server does, where that is not how this one does.
struct Dialect {
  std::string name;  ///< its errors stand as "Postman404" in the description
  Field error;       ///< the JSON of its errors
  /// The status of input that breaks a rule, which is 422 elsewhere; `finish` sees to it.
  unsigned invalid = 422;
  /// Asked once it is known who calls, before anything is read; an answer refuses the call. Null: nobody is refused.
  std::function<std::optional<Response>(const Call&)> admit;
  /// Gives each answer its last form, the dispatcher's problem documents among them.
  std::function<void(const Call&, Response&)> finish;
};

struct Route {
  Method method = Method::kGet;
  std::string pattern;    ///< "/api/v1/things/{id}"
  std::string operation;  ///< unique: "getThing"
  std::string summary;
  std::string tag;  ///< "things"
  Access access = Access::kSessionOrKey;
  std::vector<Field> path;   ///< one for each {name}; a string of at most 200 characters when not declared
  std::vector<Field> query;  ///< arrays are not taken; a parameter that is not declared is refused
  /// Takes If-Match with the ETag of the element that it changes; the handler asks check_revision().
  bool versioned = false;
  /// Of the JSON body; empty: no body is taken.
  std::vector<Field> body;
  std::string body_shape;
  std::uint64_t body_bytes = 64U << 10;
  std::size_t body_depth = 64;  ///< levels of its JSON, up to json::kMaxDepth: whole collections are deep
  /// Those of success; the problem documents that the dispatcher itself answers need not be declared.
  std::vector<Answer> answers;
  /// Further statuses of problem documents that the handler answers: 404, 409, ...
  std::vector<unsigned> problems;
  std::shared_ptr<const Dialect> dialect;  ///< null: the server's own
  RouteHandler handler;
};

/// `status` with a JSON body.
[[nodiscard]] Response json_response(unsigned status, const json::value& body);
/// An element with its revision as ETag.
[[nodiscard]] Response versioned_response(unsigned status, const json::value& element, std::int64_t revision);
/// Of routes that are `versioned`, once it is known that the caller may change the element, so that no edit is lost:
/// nullopt when the change is based on this revision; 428 when it does not say on which; 412 on another one, with the
/// element as it is ("current") and the change that was asked for ("requested").
[[nodiscard]] std::optional<Response> check_revision(const Call& call, const json::value& element,
                                                     std::int64_t revision);

}  // namespace signet::server
