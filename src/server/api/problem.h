// How the server says no: RFC 9457 problem documents, for refusals of the front and errors of handlers alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "server/front/response.h"

namespace signet::server {

inline constexpr std::string_view kProblemType = "application/problem+json";

/// One thing that is wrong with the input.
struct Fault {
  std::string pointer;    ///< into the JSON body: "#/items/0/name", "#" for the whole; empty for a parameter
  std::string parameter;  ///< name of the path or query parameter; empty for the body
  std::string detail;     ///< the rule that is broken; never the value
};

struct Problem {
  unsigned status = 500;
  std::string detail;         ///< for people; may be empty
  std::string type;           ///< a URI that names the problem for programs; empty: "about:blank"
  std::string title;          ///< empty: the status's reason
  std::string request_id;     ///< told so that a user can name the request to an administrator
  std::vector<Fault> faults;  ///< the member "errors"; left out when there are none
  json::object more;          ///< further members
};

/// The whole answer.
[[nodiscard]] Response problem_response(const Problem& problem);

/// Which status tells this kind of error. kInvalidInput is 422: the request was understood, its content breaks a rule.
[[nodiscard]] unsigned status_of(ErrorCode code);

/// An error of a handler as the client may see it. What is the server's own fault (5xx) shows no detail, only the
/// request's id: the error itself belongs into the log.
[[nodiscard]] Response to_response(const Error& error, std::string_view request_id);

}  // namespace signet::server
