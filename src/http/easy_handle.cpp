#include "http/easy_handle.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <charconv>
#include <new>

#include "http/proxy.h"
#include "tls/explain.h"
#include "tls/inspect/accepted.h"
#include "tls/suites.h"

namespace signet::http {

namespace {

// Header lines that libcurl would add by itself. A line without a value takes its own away (CURLOPT_HTTPHEADER), so
// that exactly the block of ours is sent. They stand before the block: libcurl looks names up from the front.
char kNoHost[] = "Host:";
char kNoAccept[] = "Accept:";
char kNoContentType[] = "Content-Type:";
char kNoContentLength[] = "Content-Length:";
char kNoExpect[] = "Expect:";
char kNoProxyConnection[] = "Proxy-Connection:";
char kNoTransferEncoding[] = "Transfer-Encoding:";
char kChunked[] = "Transfer-Encoding: chunked";

std::string address_text(const curl_sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.family == AF_INET) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(&address.addr);
    inet_ntop(AF_INET, &in->sin_addr, text.data(), text.size());
    return fmt::format("{}:{}", text.data(), ntohs(in->sin_port));
  }
  if (address.family == AF_INET6) {
    const auto* in = reinterpret_cast<const sockaddr_in6*>(&address.addr);
    inet_ntop(AF_INET6, &in->sin6_addr, text.data(), text.size());
    return fmt::format("{}:{}", text.data(), ntohs(in->sin6_port));
  }
  return {};
}

/// Where to connect. The path is given apart (CURLOPT_REQUEST_TARGET), so that libcurl changes nothing in it.
std::string base_url(const NodeUrl& url) {
  const bool is_ipv6 = url.hostname.find(':') != std::string::npos;
  std::string out = url.protocol + "//";
  out += is_ipv6 ? "[" + url.hostname + "]" : url.hostname;
  if (url.port && !url.port->empty()) out += ":" + *url.port;
  return out += "/";
}

/// What fits libcurl's milliseconds on every system: 24 days.
constexpr std::int64_t kMaxTimeoutMs = 0x7FFFFFFF;

double milliseconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

EasyHandle::EasyHandle() : easy_(curl_easy_init()) {
  if (easy_ == nullptr) throw std::bad_alloc();
  set_constants();
}

void EasyHandle::set_constants() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");  // ours is decided by choose_proxy()
  // Allocated and freed for every transfer; from 64 kB on glibc's free() would tidy its whole heap each time.
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 32768L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &EasyHandle::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &EasyHandle::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &EasyHandle::on_upload);
  curl_easy_setopt(easy, CURLOPT_READDATA, this);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &EasyHandle::on_seek);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &EasyHandle::on_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  // The profile brings its own store of authorities. libcurl must neither add the system's to it, nor put the store of
  // an earlier connection in its place, which its cache would do.
  curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &EasyHandle::on_ssl_context);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list_.data());  // libcurl keeps the pointer; set_headers() fills the list
}

void EasyHandle::set_text(CURLoption option, std::string& last, std::string value) {
  if (last == value) return;
  last = std::move(value);
  curl_easy_setopt(easy_.get(), option, last.c_str());
}

void EasyHandle::set_number(CURLoption option, long& last, long value) {
  if (last == value) return;
  last = value;
  curl_easy_setopt(easy_.get(), option, value);
}

void EasyHandle::set_profile(Profile profile) {
  if (profile_ && *profile_ == profile) return;
  profile_ = std::move(profile);
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PROXY, profile_->proxy.c_str());  // "" also turns the environment off
  const bool may_be_http2 = profile_->http_version == "http2" || profile_->http_version == "auto";
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(may_be_http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // libcurl knows nothing of what on_ssl_context() sets, but parts connections and sessions by the lists of suites that
  // it does know. OpenSSL 3 skips names that it does not know, so that one may name the profile; the list of TLS 1.3 is
  // short, and parsed in no time. HTTP/2 requests must not go over a kept HTTP/1.1 connection either.
  const tls::Profile* tls = profile_->tls.get();
  const std::string mark =
      fmt::format("{}:SIGNET-{}-{}", tls::kDefaultTls13Suites, tls == nullptr ? "" : tls->key(), may_be_http2 ? 2 : 1);
  curl_easy_setopt(easy, CURLOPT_TLS13_CIPHERS, mark.c_str());
  const bool verify = tls == nullptr || tls->settings().verify;
  // An overridden name is checked by the profile itself; libcurl would check the one of the URL.
  const bool other_name = tls != nullptr && !tls->settings().server_name.value_or("").empty();
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, verify && !other_name ? 2L : 0L);
}

void EasyHandle::set_headers(Conversation& conversation) {
  block_ = conversation.header_block();
  std::size_t used = 0;
  const auto add = [&](char* line) {
    list_[used].data = line;
    if (used > 0) list_[used - 1].next = &list_[used];
    list_[used].next = nullptr;
    ++used;
  };
  // libcurl walks this list many times for each request, so that it holds no line that is not needed.
  for (char* line : {kNoHost, kNoAccept}) add(line);
  if (!conversation.upload().empty()) {
    for (char* line : {kNoContentType, kNoContentLength, kNoExpect}) add(line);
    add(conversation.chunked() ? kChunked : kNoTransferEncoding);
  }
  if (!profile_->proxy.empty()) add(kNoProxyConnection);
  if (!block_.empty()) add(block_.data());
}

void EasyHandle::set_body(Conversation& conversation) {
  CURL* easy = easy_.get();
  Upload& upload = conversation.upload();
  const bool is_head = conversation.method() == "HEAD";
  const Shape shape = !upload.empty() ? Shape::kWithBody : is_head ? Shape::kHead : Shape::kPlain;
  ends_after_head_ = is_head && shape == Shape::kWithBody;
  if (shape == Shape::kHead && shape_ != shape) curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  if (shape == Shape::kPlain && shape_ != shape) curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  if (shape == Shape::kWithBody) {
    const std::string* text = upload.text();
    curl_easy_setopt(easy, CURLOPT_NOBODY, 0L);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, text == nullptr ? nullptr : text->data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(upload.size()));
  }
  shape_ = shape;
  set_text(CURLOPT_CUSTOMREQUEST, last_method_, conversation.method());
}

void EasyHandle::load(Conversation& conversation, std::chrono::steady_clock::time_point started,
                      std::int64_t deadline_ms, std::shared_ptr<const tls::Profile> tls, std::size_t range) {
  conversation_ = &conversation;
  conversation.tls = nullptr;
  attempt_ = nullptr;
  context_status_ = {};
  range_ = range;
  contexts_made_ = 0;
  started_ = started;
  hop_started_ = std::chrono::steady_clock::now();
  opened_socket_ = limit_reached_ = upload_failed_ = false;
  last_address_.clear();
  error_text_[0] = '\0';
  const Settings& settings = conversation.settings();
  set_profile(
      {choose_proxy(conversation.url(), settings.proxy, process_environment), settings.http_version, std::move(tls)});
  set_text(CURLOPT_URL, last_url_, base_url(conversation.url()));
  std::string target = conversation.target();
  if (!profile_->proxy.empty() && conversation.url().protocol == "http:" && !profile_->proxy.starts_with("socks")) {
    target.insert(0, conversation.url().protocol + "//" + conversation.url().host);  // RFC 9112 §3.2.2
  }
  set_text(CURLOPT_REQUEST_TARGET, last_target_, std::move(target));
  set_body(conversation);
  set_headers(conversation);
  set_number(CURLOPT_FORBID_REUSE, last_forbid_reuse_, conversation.misframed() ? 1 : 0);
  set_number(CURLOPT_TIMEOUT_MS, last_timeout_, static_cast<long>(std::min<std::int64_t>(deadline_ms, kMaxTimeoutMs)));
}

void EasyHandle::note_times(CURLcode code) {
  CURL* easy = easy_.get();
  const double offset = milliseconds(hop_started_ - started_);
  const auto time_of = [&](CURLINFO what) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, what, &microseconds);
    return microseconds > 0 ? offset + static_cast<double>(microseconds) / 1000 : -1;
  };
  Timings& timings = conversation_->timings;
  timings = Timings{};
  if (opened_socket_) {
    timings.dns = time_of(CURLINFO_NAMELOOKUP_TIME_T);
    timings.connect = time_of(CURLINFO_CONNECT_TIME_T);
    timings.tls = time_of(CURLINFO_APPCONNECT_TIME_T);
  }
  timings.first_byte = time_of(CURLINFO_STARTTRANSFER_TIME_T);
  timings.total = milliseconds(std::chrono::steady_clock::now() - started_);
  timings.download = code == CURLE_OK ? timings.total : -1;
}

Status EasyHandle::unload(CURLcode code) {
  CURL* easy = easy_.get();
  if (ends_after_head_ && conversation_->has_head()) code = CURLE_OK;
  note_times(code);
  if (code == CURLE_OK) {
    long version = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
    conversation_->http_version = version == CURL_HTTP_VERSION_2_0   ? "2"
                                  : version == CURL_HTTP_VERSION_1_0 ? "1.0"
                                                                     : "1.1";
    const char* address = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
    conversation_->remote_address = address == nullptr ? "" : address;
    return {};
  }
  if (!context_status_) return context_status_.error();
  if (limit_reached_) return response_too_large();
  if (upload_failed_) {
    return fail(ErrorCode::kIo, "a file of the request body could not be read to its end",
                "the file must be there, and keep its size, until the request has been sent");
  }
  long os_error = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
  Failure failure;
  failure.code = code;
  failure.os_error = static_cast<int>(os_error);
  failure.detail = error_text_.data();
  failure.host = conversation_->url().hostname;
  failure.address = last_address_;
  failure.proxy = profile_->proxy;
  failure.tunnel = !profile_->proxy.empty() && conversation_->url().protocol == "https:";
  failure.connected = !opened_socket_ || conversation_->timings.connect >= 0;
  add_tls_faults(failure);
  if (attempt_ != nullptr && attempt_->pins_missed) {
    return fail(ErrorCode::kNetwork, "the server's key is not among the pinned ones", std::move(failure.explanation));
  }
  return transfer_error(failure);
}

std::size_t EasyHandle::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto* handle = static_cast<EasyHandle*>(self);
  handle->note_handshake();
  handle->conversation_->take_header_line({data, size * count});
  // libcurl sends a body only with methods whose answer has one, and would wait for that: unload() takes this for
  // the end of the answer.
  return handle->ends_after_head_ && handle->conversation_->has_head() ? 0 : size * count;
}

std::size_t EasyHandle::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto* handle = static_cast<EasyHandle*>(self);
  if (handle->conversation_->take_body({data, size * count})) return size * count;
  handle->limit_reached_ = true;
  return 0;
}

std::size_t EasyHandle::on_upload(char* out, std::size_t size, std::size_t count, void* self) {
  auto* handle = static_cast<EasyHandle*>(self);
  const std::int64_t got = handle->conversation_->upload().read(out, size * count);
  if (got >= 0) return static_cast<std::size_t>(got);
  handle->upload_failed_ = true;
  return CURL_READFUNC_ABORT;
}

int EasyHandle::on_seek(void* self, curl_off_t offset, int origin) {
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<EasyHandle*>(self)->conversation_->upload().rewind();
  return CURL_SEEKFUNC_OK;
}

curl_socket_t EasyHandle::on_open_socket(void* self, curlsocktype purpose, struct curl_sockaddr* address) {
  (void)purpose;
  auto* handle = static_cast<EasyHandle*>(self);
  handle->opened_socket_ = true;
  handle->last_address_ = address_text(*address);
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLcode EasyHandle::on_ssl_context(CURL* easy, void* context, void* self) {
  (void)easy;
  auto* handle = static_cast<EasyHandle*>(self);
  ++handle->contexts_made_;
  // The first context of a connection through an https proxy is for the proxy: the server's settings, and above all
  // the client certificate, are not for it.
  const bool for_proxy = handle->profile_->proxy.starts_with("https:") && handle->contexts_made_ % 2 == 1;
  if (for_proxy || handle->profile_->tls == nullptr) return CURLE_OK;
  auto attempt = std::make_shared<tls::Attempt>();
  attempt->host = handle->conversation_->url().hostname;
  attempt->range = handle->range_;
  handle->attempt_ = attempt;
  handle->context_status_ = handle->profile_->tls->apply(context, attempt);
  return handle->context_status_ ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

void EasyHandle::note_handshake() {
  if (profile_->tls == nullptr || conversation_->tls != nullptr) return;
  const curl_tlssessioninfo* session = nullptr;
  if (curl_easy_getinfo(easy_.get(), CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == nullptr) return;
  if (session->internals != nullptr) conversation_->tls = tls::handshake_of(session->internals);
}

std::optional<std::size_t> EasyHandle::next_range() const {
  if (attempt_ == nullptr || profile_->tls == nullptr || range_ + 1 >= profile_->tls->range_count())
    return std::nullopt;
  if (!tls::is_version_failure(*attempt_, error_text_.data())) return std::nullopt;
  return range_ + 1;
}

void EasyHandle::ask_for_protocols() const {
  constexpr std::chrono::milliseconds kLimit{2000};
  if (!profile_->proxy.empty() || next_range() || !tls::is_version_failure(*attempt_, error_text_.data())) return;
  const auto colon = last_address_.rfind(':');
  if (colon == std::string::npos) return;
  std::uint16_t port = 0;
  const std::string_view digits = std::string_view(last_address_).substr(colon + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const std::string name = profile_->tls->settings().server_name.value_or(attempt_->host);
  attempt_->server_protocols = tls::accepted_protocols(last_address_.substr(0, colon), port, name, kLimit);
}

void EasyHandle::add_tls_faults(Failure& failure) const {
  if (attempt_ == nullptr) return;
  ask_for_protocols();
  failure.tls_alert = attempt_->alert_received >= 0;
  failure.name_mismatch = attempt_->is_name_mismatch();
  if (failure.name_mismatch && attempt_->refused) failure.certificate_names = attempt_->refused->names;
  failure.explanation = tls::explain(*profile_->tls, *attempt_, error_text_.data());
}

}  // namespace signet::http
