// The one error type of Signet. A function that can fail returns Result<T>: a value, or an Error that says what
// went wrong, where, and how to mend it. Exceptions are for programmers' errors; a library's are caught at its wrapper.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace signet {

/// What kind of failure, for callers that act on it. `cli/` maps these to exit codes.
enum class ErrorCode {
  kInvalidInput,  ///< bytes or options from outside break a rule
  kNotFound,      ///< a file, item or name does not exist
  kConflict,      ///< it is there already, or was changed by somebody else in between
  kPermission,    ///< understood, and not allowed to the one who asks
  kIo,            ///< the operating system refused a read or write
  kNetwork,       ///< resolve, connect, TLS or transfer failed
  kTimeout,       ///< a limit in time was reached
  kLimit,         ///< a documented limit in size or count was reached
  kUnsupported,   ///< understood, but not possible here
  kCancelled,     ///< the user or the caller asked to stop
  kInternal,      ///< a bug, or a library that broke its contract
};

/// A failure. `message` says what and where, `hint` what to do next; neither ever holds a secret.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string hint;                    ///< may be empty
  std::shared_ptr<const Error> cause;  ///< may be null
  /// Of kLimit, where it is known: how long to wait before trying again.
  std::optional<std::int64_t> retry_after_seconds = std::nullopt;

  /// The message, its causes after ": ", and the hint on a line of its own.
  [[nodiscard]] std::string to_string() const;
};

/// Makes an Error in one expression: `return fail(ErrorCode::kIo, "cannot read x", "check its permissions");`
[[nodiscard]] Error fail(ErrorCode code, std::string message, std::string hint = {});

/// Puts `context` in front of an error: the new error's cause is the old one; all but the message is kept.
[[nodiscard]] Error with_context(Error cause, std::string context);

/// A value or an Error. Test with `if (!result)`, read with `*result`, `result->`, `result.error()`.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& operator*() & { return std::get<0>(state_); }
  [[nodiscard]] const T& operator*() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& operator*() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] T* operator->() { return &std::get<0>(state_); }
  [[nodiscard]] const T* operator->() const { return &std::get<0>(state_); }

  [[nodiscard]] Error& error() & { return std::get<1>(state_); }
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error. Return `{}` or `ok_status()` for success.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] Error& error() & { return *error_; }
  [[nodiscard]] const Error& error() const& { return *error_; }
  [[nodiscard]] Error&& error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

#define SIGNET_CONCAT_INNER(a, b) a##b
#define SIGNET_CONCAT(a, b) SIGNET_CONCAT_INNER(a, b)

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses
/// `SIGNET_TRY(auto x, expr);` declares x from a Result, or returns its error from the calling function.
#define SIGNET_TRY(declaration, expression)                     \
  auto SIGNET_CONCAT(result_, __LINE__) = (expression);         \
  if (!SIGNET_CONCAT(result_, __LINE__)) {                      \
    return std::move(SIGNET_CONCAT(result_, __LINE__)).error(); \
  }                                                             \
  declaration = *std::move(SIGNET_CONCAT(result_, __LINE__))
// NOLINTEND(bugprone-macro-parentheses)

/// `SIGNET_CHECK(expr);` returns the error of a Status from the calling function.
#define SIGNET_CHECK(expression)                           \
  if (auto signet_status = (expression); !signet_status) { \
    return std::move(signet_status).error();               \
  }

}  // namespace signet
