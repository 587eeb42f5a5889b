// One request of the caller from its first hop to its last: what is sent at each hop, what came back, and whether a
// redirect leads on. Knows nothing of sockets, so that Postman's rules can be read and tested by themselves.
// Source: postman-request request.js (init, jar, onRequestResponse) and lib/redirect.js.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/cookie_jar.h"
#include "http/guard.h"
#include "http/types.h"
#include "http/upload.h"
#include "http/url.h"

namespace signet::http {

/// Largest body taken when no limit is set, before and after decoding: 1 GiB.
inline constexpr std::uint64_t kMaxResponseBytes = 1ULL << 30;

class Conversation {
 public:
  Conversation(Request request, CookieJar& jar);

  /// Makes the next request ready, or says why it cannot be sent.
  Status begin_hop();

  // The request of this hop.
  [[nodiscard]] const std::string& method() const { return request_.method; }
  [[nodiscard]] const NodeUrl& url() const { return url_; }
  [[nodiscard]] const std::string& target() const { return target_; }
  [[nodiscard]] const std::string& header_block() const { return header_block_; }
  [[nodiscard]] Upload& upload() { return upload_; }
  [[nodiscard]] bool chunked() const { return chunked_; }
  /// The length announced is not the length sent: the connection cannot serve another request.
  [[nodiscard]] bool misframed() const { return misframed_; }
  /// All that this hop sends, for the guard. Of the body: what begin_hop() opened.
  [[nodiscard]] Outgoing outgoing() const;
  [[nodiscard]] const Settings& settings() const { return request_.settings; }
  [[nodiscard]] const std::string& connection_group() const { return request_.connection_group; }

  // The response of this hop, as it comes.
  void take_header_line(std::string_view line);
  /// False past the limit.
  [[nodiscard]] bool take_body(std::string_view bytes);
  [[nodiscard]] bool has_head() const { return head_complete_; }

  /// The response is complete: stores cookies, notes the hop. True when a redirect is to be followed by begin_hop().
  [[nodiscard]] Result<bool> end_hop();
  /// The last response, decoded. Call once, after end_hop() was false.
  [[nodiscard]] Result<Response> take_response();

  Timings timings;           ///< filled by the transport
  std::string http_version;  ///< "1.1" or "2"
  std::string remote_address;
  std::shared_ptr<const tls::Handshake> tls;  ///< of the present hop

  /// Whether no redirect has led to another host yet.
  [[nodiscard]] bool is_on_first_host() const { return on_first_host_; }

 private:
  Status check_url() const;
  void add_host();
  void add_credentials_of_url();
  void add_cookies();
  Status add_length();
  void start_head(std::string_view line);
  void leave_host();
  /// Keeps the first fault of the response's head.
  void note_fault(std::string_view fault);
  void follow(const std::string& location);
  [[nodiscard]] bool is_system_header_off(std::string_view name) const;
  [[nodiscard]] std::uint64_t limit() const;

  Request request_;
  CookieJar& jar_;
  NodeUrl url_;
  std::string href_;                ///< of this hop
  std::string user_cookies_;        ///< Cookie header of the user, without the jar's
  std::string host_name_ = "Host";  ///< as the user writes it
  std::string target_;
  std::string header_block_;
  Upload upload_;
  bool chunked_ = false;
  bool misframed_ = false;
  int redirects_ = 0;
  bool on_first_host_ = true;

  Response response_;
  bool in_head_ = false;
  bool head_complete_ = false;
  std::string_view head_fault_;  ///< a constant of response_head.cpp; empty: none
};

}  // namespace signet::http
