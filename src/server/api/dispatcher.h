// From a request to its route's handler: finds the route, asks who calls, reads and validates what came, and turns
// errors into problem documents. Pure but for the handlers; safe to call from several threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "server/api/route.h"

namespace signet::server {

/// Decides whether the request may call a route of that access (never kNone). Nullopt: nobody is signed in (401). An
/// error: somebody is, and may not (kPermission, 403), or it could not be found out.
using Authorizer = std::function<Result<std::optional<Caller>>(const Request&, const Route&)>;

struct DispatcherOptions {
  /// Null: every route that is not kNone is refused.
  Authorizer authorizer;
  /// Value of WWW-Authenticate in answers with 401.
  std::string challenge = "Bearer";
  /// The server's own errors (5xx), one line each, for its log. Null: nobody reads.
  std::function<void(std::string_view)> notice;
};

class Dispatcher {
 public:
  /// Fails with kInvalidInput when two routes claim the same requests, or a declaration contradicts itself.
  [[nodiscard]] static Result<Dispatcher> make(std::vector<Route> routes, DispatcherOptions options);
  Dispatcher(Dispatcher&&) noexcept;
  Dispatcher& operator=(Dispatcher&&) noexcept;
  ~Dispatcher();

  /// The answer, always. A handler's exception is let through.
  [[nodiscard]] Response answer(Request& request) const;
  /// The most bytes of body that the request's route takes; nullopt when there is no such route.
  [[nodiscard]] std::optional<std::uint64_t> body_limit(const Request& request) const;
  [[nodiscard]] const std::vector<Route>& routes() const;

 private:
  struct Impl;
  explicit Dispatcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::server
