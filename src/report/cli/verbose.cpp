#include "report/cli/verbose.h"

#include "report/exchange_text.h"
#include "report/names.h"
#include "report/plain_text.h"
#include "report/tls_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kBodyBytes = 2048;  // newman's BODY_CLIP_SIZE
constexpr std::size_t kHeaderBytes = 1024;

struct Line {
  std::string name;
  std::string value;
};

class Verbose {
 public:
  Verbose(const run::Exchange& exchange, const Style& style, const Masking& mask)
      : exchange_(exchange), style_(style), s_(style.symbols()), mask_(mask) {}

  std::string text() {
    hops();
    if (exchange_.response) headline(*exchange_.response);
    headers(fmt::format("{} request headers", s_.up), request_headers());
    request_body();
    if (exchange_.response) response(*exchange_.response);
    return std::move(out_);
  }

 private:
  void hops() {
    if (!exchange_.response) return;
    const auto& all = exchange_.response->hops;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      out_ += fmt::format("  {} {} {} {}\n", s_.hop, all[i].code, one_line(mask_.clip(all[i].status, kHeaderBytes)),
                          style_.dim(one_line(mask_.clip(all[i + 1].url, kHeaderBytes))));
    }
  }

  void headline(const http::Response& response) {
    const std::string body = body_text(exchange_.request);
    const std::vector<std::string> parts = {
        fmt::format("{} {}", response.code, one_line(mask_.clip(response.status, kHeaderBytes))),
        fmt::format("{} time", time_text(response.timings.total, style_.unicode())),
        fmt::format("{}{} {}{} size", size_text(static_cast<double>(body.size())), s_.up,
                    size_text(static_cast<double>(response.body.size() + response.header_bytes)), s_.down),
        fmt::format("{}{} {}{} headers", exchange_.request.headers.size(), s_.up, response.headers.size(), s_.down),
        response.http_version.empty() ? std::string("HTTP") : "HTTP/" + response.http_version};
    out_ += fmt::format("  {}\n", fmt::join(parts, fmt::format(" {} ", style_.dim(s_.star))));
  }

  std::vector<Line> request_headers() const {
    std::vector<Line> lines;
    for (const model::Param& header : exchange_.request.headers) {
      if (!header.disabled) lines.push_back({header.key, header.value.value_or("")});
    }
    return lines;
  }

  void headers(const std::string& title, const std::vector<Line>& lines) {
    if (lines.empty()) return;
    open(title);
    for (const Line& line : lines) {
      const std::string name = one_line(mask_.clip(line.name, kHeaderBytes));
      box(fmt::format("{}: {}", name, one_line(mask_.clip(line.value, kHeaderBytes))));
    }
    close();
  }

  void request_body() {
    const std::string text = body_text(exchange_.request);
    if (text.empty()) return;
    open(fmt::format("{} {} {} {}", s_.up, body_mode(exchange_.request), s_.star,
                     size_text(static_cast<double>(text.size()))));
    body(text);
    close();
  }

  void response(const http::Response& response) {
    std::vector<Line> lines;
    for (const http::Header& header : response.headers) lines.push_back({header.name, header.value});
    headers(fmt::format("{} response headers", s_.down), lines);
    const std::string type = media_type(response);
    const std::string title =
        fmt::format("{} {} {} {}", s_.down, type.empty() ? "no content type" : one_line(mask_.clip(type, kHeaderBytes)),
                    s_.star, size_text(static_cast<double>(response.body.size())));
    if (response.body.empty()) {
      out_ += fmt::format("  {}\n", title);
    } else {
      open(title);
      body(response.body);
      close();
    }
    if (response.tls != nullptr) tls(*response.tls);
    phases(response.timings);
  }

  void tls(const tls::Handshake& handshake) {
    const TlsText text = tls_text(handshake);
    open(fmt::format("{}", fmt::join(text.agreed, fmt::format(" {} ", s_.star))));
    for (const std::string& caution : text.cautions) box(fmt::format("{} {}", s_.warning, one_line(caution)));
    for (const std::string& certificate : text.chain) {
      box("certificate: " + one_line(mask_.clip(certificate, kHeaderBytes)));
    }
    if (!text.client.empty()) box("client certificate: " + one_line(mask_.clip(text.client, kHeaderBytes)));
    close();
  }

  void body(std::string_view text) {
    if (!looks_like_text(text)) return box("(binary)");
    box(many_lines(mask_.clip(text, kBodyBytes)));
  }

  void phases(const http::Timings& timings) {
    std::string names;
    std::string values;
    for (const TimePart& part : time_parts(timings)) {
      const std::string value = part.milliseconds < 0 ? "(cache)" : time_text(part.milliseconds, style_.unicode());
      const std::size_t width = std::max(part.name.size(), columns(value)) + 3;
      names += pad_right(part.name, width);
      values += pad_right(value, width);
    }
    names.erase(names.find_last_not_of(' ') + 1);
    values.erase(values.find_last_not_of(' ') + 1);
    out_ += fmt::format("  {}\n  {}\n", names, style_.dim(values));
  }

  void open(const std::string& title) { out_ += fmt::format("  {} {}\n", style_.dim(s_.box_top), title); }
  void close() { out_ += fmt::format("  {}\n", style_.dim(s_.box_bottom)); }
  void box(const std::string& text) {
    out_ += boxed_lines(text, fmt::format("  {} ", style_.dim(s_.box_side)), style_.width() - 4);
  }

  const run::Exchange& exchange_;
  const Style& style_;
  const Symbols& s_;
  const Masking& mask_;
  std::string out_;
};

}  // namespace

std::string boxed_lines(std::string_view text, std::string_view side, std::size_t width) {
  std::string out;
  for (const std::string& line : wrap(text, width)) {
    if (!line.empty()) out += fmt::format("{}{}\n", side, line);
  }
  return out;
}

std::string verbose_block(const run::Exchange& exchange, const Style& style, const Masking& mask) {
  return Verbose(exchange, style, mask).text();
}

}  // namespace signet::report
