#include "server/api/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/encoding.h"
#include "base/text.h"
#include "server/api/json_body.h"
#include "server/api/route_tree.h"

namespace signet::server {
namespace {

constexpr std::int64_t kLongestPathParameter = 200;
constexpr unsigned kFirstServerError = 500;

/// The methods of a path as Allow lists them: with HEAD where there is GET, and OPTIONS.
std::string allow_of(const std::map<Method, const Route*>& methods) {
  std::string text;
  for (const auto& [method, route] : methods) {
    text.append(to_text(method)).append(method == Method::kGet ? ", HEAD, " : ", ");
  }
  return text + "OPTIONS";
}

const Route* route_for(const std::map<Method, const Route*>& methods, Method method) {
  const auto found = methods.find(method == Method::kHead ? Method::kGet : method);
  return found == methods.end() ? nullptr : found->second;
}

/// "application/json", alone or with charset=utf-8.
bool is_json_type(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (!equals_ignore_case(trim(content_type.substr(0, semicolon)), "application/json")) return false;
  if (semicolon == std::string_view::npos) return true;
  const std::string parameter = to_lower(trim(content_type.substr(semicolon + 1)));
  return parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"";
}

Problem problem_of(unsigned status, std::string detail, const Request& request) {
  return {.status = status, .detail = std::move(detail), .request_id = request.id};
}

/// Moves the secret members out of the body.
void take_secrets(const Route& route, Call& call) {
  for (const Field& field : route.body) {
    json::value* value = field.secret ? call.body.if_contains(field.name) : nullptr;
    if (value == nullptr || !value->is_string()) continue;
    boost::json::string& text = value->get_string();
    call.secrets.insert_or_assign(field.name, SecretString(text));
    wipe({text.data(), text.size()});
    call.body.erase(field.name);
  }
}

void read_path(const Route& route, const std::vector<std::string_view>& values, Call& call,
               std::vector<Fault>& faults) {
  const std::vector<std::string> names = parameter_names(route.pattern);
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    const auto declared =
        std::find_if(route.path.begin(), route.path.end(), [&](const Field& field) { return field.name == names[i]; });
    const Field undeclared{.name = names[i], .max = kLongestPathParameter};
    auto value = read_parameter(values[i], declared == route.path.end() ? undeclared : *declared, faults);
    if (value) call.parameters.insert_or_assign(names[i], *std::move(value));
  }
}

void read_query(const Route& route, const Request& request, Call& call, std::vector<Fault>& faults) {
  for (const auto& [name, text] : request.target.query) {
    const auto declared = std::find_if(route.query.begin(), route.query.end(),
                                       [&name = name](const Field& field) { return field.name == name; });
    if (declared == route.query.end()) {
      faults.push_back({.parameter = name, .detail = "is not known here"});
    } else if (call.parameters.contains(name)) {
      faults.push_back({.parameter = name, .detail = "is given twice"});
    } else if (auto value = read_parameter(text, *declared, faults)) {
      call.parameters.insert_or_assign(name, *std::move(value));
    }
  }
  for (const Field& field : route.query) {
    if (field.required && request.query(field.name) == nullptr) {
      faults.push_back({.parameter = field.name, .detail = "is required"});
    }
  }
}

/// The revision in If-Match: one strong ETag, as answers give it (RFC 9110 §13.1.1). "*" is none: it would lose edits.
void read_revision(const Route& route, const Request& request, Call& call, std::vector<Fault>& faults) {
  if (!route.versioned || request.headers.count("If-Match") == 0) return;
  std::string_view tag = request.headers.get("If-Match");
  const bool quoted =
      request.headers.count("If-Match") == 1 && tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
  tag = quoted ? tag.substr(1, tag.size() - 2) : std::string_view();
  std::int64_t revision = -1;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), revision);
  if (error == std::errc() && end == tag.data() + tag.size() && revision >= 0) {
    call.revision = revision;
  } else {
    faults.push_back({.parameter = "If-Match", .detail = "must be an ETag as answers give it"});
  }
}

/// Reads the body into the call; a problem when it cannot be read at all, faults when members are wrong.
std::optional<Problem> read_body(const Route& route, Request& request, Call& call, std::vector<Fault>& faults) {
  std::string& text = request.body;
  if (route.body.empty()) {
    if (text.empty()) return std::nullopt;
    return problem_of(400, "this operation takes no body", request);
  }
  if (text.size() > route.body_bytes) return problem_of(413, "the body is too long", request);
  const Headers& headers = request.headers;
  if (headers.count("Content-Type") != 1 || !is_json_type(headers.get("Content-Type"))) {
    return problem_of(415, "the body must be application/json", request);
  }
  if (headers.find("Content-Encoding") != nullptr) return problem_of(415, "the body must not be encoded", request);
  auto value = parse_json_body(text, route.body_depth);
  wipe(text);
  text.clear();
  if (!value) return problem_of(400, "the body is not valid JSON, or names a member twice", request);
  validate(*value, {.type = Type::kObject, .fields = route.body}, "#", faults);
  if (auto* object = value->if_object()) call.body = std::move(*object);
  take_secrets(route, call);
  return std::nullopt;
}

Status check_route(const Route& route) {
  const auto wrong = [&](std::string_view what) {
    return fail(ErrorCode::kInvalidInput, fmt::format("route {} {}: {}", to_text(route.method), route.pattern, what));
  };
  if (route.handler == nullptr) return wrong("has no handler");
  if (route.operation.empty()) return wrong("has no operation id");
  if (route.method == Method::kHead || route.method == Method::kOptions) return wrong("the dispatcher answers these");
  const std::vector<std::string> names = parameter_names(route.pattern);
  for (const Field& field : route.path) {
    if (std::find(names.begin(), names.end(), field.name) == names.end())
      return wrong("declares a stranger in its path");
  }
  const bool bodyless = route.method == Method::kGet || route.method == Method::kDelete;
  if (bodyless && !route.body.empty()) return wrong("a body has no meaning with this method");
  if (route.dialect != nullptr && route.dialect->finish == nullptr)
    return wrong("its dialect gives no answer its form");
  if (route.body_depth > json::kMaxDepth) return wrong("its body may be deeper than anything that is read");
  return {};
}

}  // namespace

struct Dispatcher::Impl {
  std::vector<Route> routes;
  DispatcherOptions options;
  RouteTree tree;

  [[nodiscard]] Response answer(Request& request) const {
    if (request.target.segments.empty()) {  // OPTIONS *
      Response response;
      response.status = 204;
      response.headers.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      return response;
    }
    const RouteTree::Match match = tree.find(request.target.segments);
    if (match.methods == nullptr) return problem_response(problem_of(404, "there is nothing here", request));
    const Route* route = route_for(*match.methods, request.method);
    if (route == nullptr) return answer_method(request, *match.methods);
    Call call(request);
    Response response = answer_route(request, *route, match, call);
    if (route->dialect != nullptr) route->dialect->finish(call, response);
    response.route = route->pattern;
    if (response.user.empty()) response.user = call.caller.user;
    return response;
  }

  [[nodiscard]] static Response answer_method(const Request& request, const std::map<Method, const Route*>& methods) {
    Response response;
    if (request.method == Method::kOptions) {
      response.status = 204;
    } else {
      response = problem_response(problem_of(405, "the path does not have this method", request));
    }
    response.headers.add("Allow", allow_of(methods));
    response.route = methods.begin()->second->pattern;
    return response;
  }

  [[nodiscard]] Response answer_route(Request& request, const Route& route, const RouteTree::Match& match,
                                      Call& call) const {
    if (route.access != Access::kNone) {
      if (auto refused = authorize(request, route, call)) return *std::move(refused);
    }
    if (route.dialect != nullptr && route.dialect->admit) {
      if (auto refused = route.dialect->admit(call)) return *std::move(refused);
    }
    std::vector<Fault> faults;
    read_path(route, match.parameters, call, faults);
    read_query(route, request, call, faults);
    read_revision(route, request, call, faults);
    if (const auto problem = read_body(route, request, call, faults)) return problem_response(*problem);
    if (!faults.empty()) {
      Problem problem = problem_of(422, "the input breaks the rules of this operation", request);
      problem.faults = std::move(faults);
      return problem_response(problem);
    }
    Result<Response> result = route.handler(call);
    return result ? *std::move(result) : tell(result.error(), request);
  }

  [[nodiscard]] std::optional<Response> authorize(const Request& request, const Route& route, Call& call) const {
    auto caller = options.authorizer ? options.authorizer(request, route) : std::optional<Caller>();
    if (!caller) return tell(caller.error(), request);
    if (!*caller) {
      Response response = problem_response(problem_of(401, "sign in, or send a key", request));
      response.headers.add("WWW-Authenticate", options.challenge);
      return response;
    }
    call.caller = **std::move(caller);
    return std::nullopt;
  }

  /// The error as an answer; the server's own ones go to its log too.
  [[nodiscard]] Response tell(const Error& error, const Request& request) const {
    if (status_of(error.code) >= kFirstServerError && options.notice) {
      options.notice(fmt::format("request {}: {}", request.id, error.to_string()));
    }
    return to_response(error, request.id);
  }
};

Result<Dispatcher> Dispatcher::make(std::vector<Route> routes, DispatcherOptions options) {
  auto impl = std::make_unique<Impl>();
  impl->routes = std::move(routes);
  impl->options = std::move(options);
  std::set<std::string_view> operations;
  for (const Route& route : impl->routes) {
    SIGNET_CHECK(check_route(route));
    SIGNET_CHECK(impl->tree.add(route));
    if (!operations.insert(route.operation).second) {
      return fail(ErrorCode::kInvalidInput, fmt::format("two routes are called '{}'", route.operation));
    }
  }
  return Dispatcher(std::move(impl));
}

Dispatcher::Dispatcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Dispatcher::Dispatcher(Dispatcher&&) noexcept = default;
Dispatcher& Dispatcher::operator=(Dispatcher&&) noexcept = default;
Dispatcher::~Dispatcher() = default;

Response Dispatcher::answer(Request& request) const {
  return impl_->answer(request);
}

std::optional<std::uint64_t> Dispatcher::body_limit(const Request& request) const {
  const RouteTree::Match match = impl_->tree.find(request.target.segments);
  const Route* route = match.methods == nullptr ? nullptr : route_for(*match.methods, request.method);
  if (route == nullptr) return std::nullopt;
  return route->body_bytes;
}

const std::vector<Route>& Dispatcher::routes() const {
  return impl_->routes;
}

}  // namespace signet::server
