#include "tests/demo/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "base/text.h"

namespace signet::demo::testing {
namespace {

constexpr long kTestSeconds = 20;

std::size_t append_body(char* data, std::size_t size, std::size_t count, void* answer) {
  static_cast<Answer*>(answer)->body.append(data, size * count);
  return size * count;
}

std::size_t append_header(char* data, std::size_t size, std::size_t count, void* answer) {
  const std::string_view line = trim({data, size * count});
  auto& headers = static_cast<Answer*>(answer)->headers;
  if (line.starts_with("HTTP/")) headers.clear();  // the answer to an earlier try, e.g. a challenge
  if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return size * count;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const auto all = all_headers(name);
  return all.empty() ? std::string() : all.front();
}

std::vector<std::string> Answer::all_headers(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : headers) {
    if (equals_ignore_case(key, name)) found.push_back(value);
  }
  return found;
}

json::value Answer::json() const {
  auto parsed = json::parse(body, "answer");
  EXPECT_TRUE(parsed.ok()) << error << body;
  return parsed ? *std::move(parsed) : json::value();
}

Client::Client() : curl_(curl_easy_init()) {}
Client::~Client() {
  curl_easy_cleanup(curl_);
}

Answer Client::fetch(const std::string& url, const Call& call) {
  Answer answer;
  CURL* curl = curl_;
  curl_easy_reset(curl);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      [&] {
        curl_slist* list = nullptr;
        for (const std::string& header : call.headers) list = curl_slist_append(list, header.c_str());
        return list;
      }(),
      curl_slist_free_all);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTestSeconds);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, append_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  if (call.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (!call.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
  }
  if (call.method != "GET" || !call.body.empty()) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  if (!call.digest_login.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST);
    curl_easy_setopt(curl, CURLOPT_USERPWD, call.digest_login.c_str());
  }
  if (!call.accept_encoding.empty()) curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, call.accept_encoding.c_str());
  if (!call.ca_pem.empty()) {
    curl_blob blob{const_cast<char*>(call.ca_pem.data()), call.ca_pem.size(), CURL_BLOB_COPY};
    curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
  }
  if (const CURLcode failed = curl_easy_perform(curl); failed != CURLE_OK) answer.error = curl_easy_strerror(failed);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &answer.connects);
  return answer;
}

std::string exchange(std::uint16_t port, std::string_view bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{.tv_sec = kTestSeconds, .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // the server may refuse before it has read all
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string all;
  std::array<char, 65536> buffer{};
  for (ssize_t n = recv(fd, buffer.data(), buffer.size(), 0); n > 0; n = recv(fd, buffer.data(), buffer.size(), 0)) {
    all.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(fd);
  return all;
}

Running::Running(Options options) {
  auto started = Server::start(std::move(options));
  if (started) {
    server = *std::move(started);
  } else {
    ADD_FAILURE() << started.error().to_string();
  }
}

std::string Running::http(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", server->http_port(), path);
}

std::string Running::https(std::string_view path) const {
  return fmt::format("https://127.0.0.1:{}{}", server->https_port(), path);
}

}  // namespace signet::demo::testing
