// Where the browser comes back after a sign-in: a tiny HTTP server on 127.0.0.1 for one redirect (RFC 8252 §7.3).
// Anything on the machine can connect to it, so that it reads little, answers less, and tells nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace signet::http::oauth2 {

/// The page that the browser shows.
struct Page {
  int code = 200;
  std::string text;  ///< plain words, without markup
};

/// The target of an HTTP request line ("/callback?code=..."), or empty when `head` is no complete GET.
[[nodiscard]] std::string redirect_target(std::string_view head);

class RedirectListener {
 public:
  /// Listens at `redirect_uri`, which must be on this machine: a port of its own where it names one, else a free one.
  /// Empty: http://127.0.0.1:PORT/callback.
  static Result<std::unique_ptr<RedirectListener>> open(const std::string& redirect_uri);
  ~RedirectListener();
  RedirectListener(const RedirectListener&) = delete;
  RedirectListener& operator=(const RedirectListener&) = delete;

  /// With the port in it: what the provider is told.
  [[nodiscard]] const std::string& redirect_uri() const { return redirect_uri_; }

  /// Serves until `take`, given the query of a redirect, waits for no other (the second of what it returns; the first
  /// is what the browser shows), or until `go_on`, asked several times a second, is false. True in the first case.
  bool serve(const std::function<std::pair<Page, bool>(std::string_view query)>& take,
             const std::function<bool()>& go_on);

 private:
  struct Connection {
    int fd = -1;
    std::string head;
  };

  RedirectListener(int fd, std::string redirect_uri, std::string path)
      : fd_(fd), redirect_uri_(std::move(redirect_uri)), path_(std::move(path)) {}
  void accept_one();
  /// True while more of the request may come.
  static bool read_some(Connection& connection);
  void drop(std::size_t index);

  int fd_;
  std::string redirect_uri_;
  std::string path_;
  std::vector<Connection> connections_;
};

}  // namespace signet::http::oauth2
