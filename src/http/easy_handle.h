// One libcurl easy handle, kept for the whole run: options that never change are set once, those of a connection only
// when they differ from the last request's, and only the rest for every request.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "http/conversation.h"
#include "http/errors.h"
#include "http/types.h"
#include "tls/profile.h"

namespace signet::http {

class EasyHandle {
 public:
  EasyHandle();
  EasyHandle(const EasyHandle&) = delete;
  EasyHandle& operator=(const EasyHandle&) = delete;

  [[nodiscard]] CURL* get() const { return easy_.get(); }

  /// Makes the handle carry the present hop of `conversation`, which must outlive the transfer.
  /// `started` is when the whole request began; `deadline_ms` is what is left of its time, 0 for no end.
  /// `tls` is null when the hop is not https; `range` is the range of its protocols that is tried.
  void load(Conversation& conversation, std::chrono::steady_clock::time_point started, std::int64_t deadline_ms,
            std::shared_ptr<const tls::Profile> tls, std::size_t range);

  /// After a failed transfer: the range of protocols to try next, when another may help.
  [[nodiscard]] std::optional<std::size_t> next_range() const;

  /// Notes times and connection in the conversation; fails as newman does when `code` is an error.
  Status unload(CURLcode code);

 private:
  struct Cleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  /// What makes connections differ.
  struct Profile {
    std::string proxy;
    std::string http_version;
    std::shared_ptr<const tls::Profile> tls;
    bool operator==(const Profile&) const = default;
  };

  enum class Shape { kNone, kPlain, kHead, kWithBody };

  void set_constants();
  /// Sets an option when it differs from the last transfer's.
  void set_text(CURLoption option, std::string& last, std::string value);
  void set_number(CURLoption option, long& last, long value);
  void set_profile(Profile profile);
  void set_body(Conversation& conversation);
  void set_headers(Conversation& conversation);
  void note_times(CURLcode code);
  void note_handshake();
  /// A server that refuses all versions offered does not say which it takes: it is asked, so that the user is told.
  void ask_for_protocols() const;
  void add_tls_faults(Failure& failure) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_upload(char* out, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose, struct curl_sockaddr* address);
  static CURLcode on_ssl_context(CURL* easy, void* context, void* self);

  std::unique_ptr<CURL, Cleanup> easy_;
  std::optional<Profile> profile_;
  Shape shape_ = Shape::kNone;
  std::string last_url_, last_target_, last_method_;
  long last_forbid_reuse_ = 0;
  long last_timeout_ = 0;
  std::string block_;                 ///< the header lines that libcurl sends
  std::array<curl_slist, 9> list_{};  ///< the list that holds them; nothing is allocated for it
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  Conversation* conversation_ = nullptr;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point hop_started_;
  std::shared_ptr<tls::Attempt> attempt_;  ///< of the last handshake begun; null when the connection was kept
  Status context_status_;                  ///< of the settings given to OpenSSL
  std::size_t range_ = 0;
  int contexts_made_ = 0;     ///< by libcurl for this transfer
  std::string last_address_;  ///< "127.0.0.1:80" of the last socket opened
  bool opened_socket_ = false;
  bool ends_after_head_ = false;  ///< HEAD with a body: nothing follows the headers
  bool limit_reached_ = false;
  bool upload_failed_ = false;
};

}  // namespace signet::http
