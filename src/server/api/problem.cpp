#include "server/api/problem.h"

namespace signet::server {
namespace {

constexpr unsigned kFirstServerError = 500;
constexpr unsigned kUnavailable = 503;

json::array to_json(const std::vector<Fault>& faults) {
  json::array list;
  for (const Fault& fault : faults) {
    json::object entry;
    if (!fault.pointer.empty()) entry["pointer"] = fault.pointer;
    if (!fault.parameter.empty()) entry["parameter"] = fault.parameter;
    entry["detail"] = fault.detail;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Response problem_response(const Problem& problem) {
  json::object document;
  document["type"] = problem.type.empty() ? "about:blank" : std::string_view(problem.type);
  document["title"] = problem.title.empty() ? reason_of(problem.status) : std::string_view(problem.title);
  document["status"] = problem.status;
  if (!problem.detail.empty()) document["detail"] = problem.detail;
  if (!problem.request_id.empty()) document["request_id"] = problem.request_id;
  if (!problem.faults.empty()) document["errors"] = to_json(problem.faults);
  for (const auto& member : problem.more) document.insert_or_assign(member.key(), member.value());
  Response response = make_response(problem.status, kProblemType, boost::json::serialize(document));
  if (problem.status == kUnavailable) response.headers.add("Retry-After", "1");
  return response;
}

unsigned status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return 422;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kPermission:
      return 403;
    case ErrorCode::kLimit:
      return 429;
    case ErrorCode::kTimeout:
    case ErrorCode::kNetwork:
    case ErrorCode::kIo:
    case ErrorCode::kCancelled:
      return kUnavailable;
    case ErrorCode::kUnsupported:
      return 501;
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

Response to_response(const Error& error, std::string_view request_id) {
  Problem problem;
  problem.status = status_of(error.code);
  problem.request_id = request_id;
  if (problem.status < kFirstServerError) {
    problem.detail = error.message;
    if (!error.hint.empty()) problem.more["hint"] = error.hint;
  } else if (problem.status == kUnavailable) {
    problem.detail = "something that the server needs does not answer; try again";
  }
  Response response = problem_response(problem);
  // RFC 9110 §10.2.3.
  if (error.retry_after_seconds) response.headers.add("Retry-After", std::to_string(*error.retry_after_seconds));
  return response;
}

}  // namespace signet::server
