#include "demo/response_text.h"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <iterator>

#include "demo/calendar.h"

namespace signet::demo {
namespace {

/// The Date header's text, made anew once a second on each thread.
std::string_view date_now() {
  thread_local std::chrono::sys_seconds made_at{};
  thread_local std::string text;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (now != made_at) {
    text = http_date(now);
    made_at = now;
  }
  return text;
}

std::string_view reason(unsigned status) {
  namespace http = boost::beast::http;
  const http::status known = http::int_to_status(status);
  return known == http::status::unknown ? std::string_view("Unknown") : std::string_view(http::obsolete_reason(known));
}

bool has_no_body(unsigned status) {
  return status == 204 || status == 304;
}

std::size_t total_size(const std::vector<std::string>& chunks) {
  std::size_t size = 0;
  for (const std::string& chunk : chunks) size += chunk.size();
  return size;
}

}  // namespace

std::string response_head(const Reply& reply, const Framing& framing) {
  std::string head;
  head.reserve(256);
  const auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", reply.status, reason(reply.status), date_now());
  for (const auto& [name, value] : reply.headers) head.append(name).append(": ").append(value).append("\r\n");
  if (!reply.chunks.empty() && !framing.http_1_0) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (!has_no_body(reply.status)) {
    fmt::format_to(out, "Content-Length: {}\r\n", reply.chunks.empty() ? reply.body.size() : total_size(reply.chunks));
  }
  head += framing.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::string response_body(Reply&& reply, const Framing& framing) {
  if (framing.method == "HEAD" || has_no_body(reply.status)) return {};
  if (reply.chunks.empty()) return std::move(reply.body);
  std::string out;
  for (const std::string& chunk : reply.chunks) {
    if (framing.http_1_0) {
      out += chunk;
    } else {
      fmt::format_to(std::back_inserter(out), "{:x}\r\n{}\r\n", chunk.size(), chunk);
    }
  }
  if (!framing.http_1_0) out += "0\r\n\r\n";
  return out;
}

}  // namespace signet::demo
