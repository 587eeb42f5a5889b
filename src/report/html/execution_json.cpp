#include "report/html/execution_json.h"

#include "report/cli/inspect.h"
#include "report/exchange_text.h"
#include "report/names.h"
#include "report/plain_text.h"
#include "report/tls_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kNameBytes = 1000;
constexpr std::size_t kValueBytes = 4000;
constexpr std::size_t kWordsBytes = 1000;
constexpr std::size_t kMostHeaders = 100;
constexpr std::size_t kInspectWidth = 100;

void begin_element(std::string& list) {
  if (!list.empty()) list += ',';
}

/// Controls and bidirectional marks are shown as escapes: they would reorder the page's own words around them.
void append_clipped(std::string& out, std::string_view text, std::size_t limit, const Masking& mask) {
  append_quoted(out, many_lines(mask.clip(text, limit)));
}

void append_pair(std::string& out, std::string_view name, std::string_view value, const Masking& mask) {
  out += '[';
  append_clipped(out, name, kNameBytes, mask);
  out += ',';
  append_clipped(out, value, kValueBytes, mask);
  out += ']';
}

void append_response_headers(std::string& out, const http::Response& response, const Masking& mask) {
  out += '[';
  for (std::size_t i = 0; i < std::min(response.headers.size(), kMostHeaders); ++i) {
    if (i > 0) out += ',';
    append_pair(out, response.headers[i].name, response.headers[i].value, mask);
  }
  out += ']';
}

void append_request_headers(std::string& out, const model::Request& request, const Masking& mask) {
  out += '[';
  std::size_t written = 0;
  for (const model::Param& header : request.headers) {
    if (header.disabled || written == kMostHeaders) continue;
    if (written++ > 0) out += ',';
    append_pair(out, header.key, header.value.value_or(""), mask);
  }
  out += ']';
}

void append_phases(std::string& out, const http::Timings& timings) {
  out += '[';
  bool first = true;
  for (const TimePart& part : time_parts(timings)) {
    if (part.milliseconds < 0) continue;
    fmt::format_to(std::back_inserter(out), "{}[\"{}\",{:.2f}]", std::exchange(first, false) ? "" : ",", part.name,
                   part.milliseconds);
  }
  out += ']';
}

void append_hops(Members& members, const http::Response& response, const Masking& mask) {
  if (response.hops.size() < 2) return;
  std::string& out = members.name("hops");
  out += '[';
  for (std::size_t i = 0; i + 1 < response.hops.size(); ++i) {
    if (i > 0) out += ',';
    const http::Hop& hop = response.hops[i];
    append_quoted(out, fmt::format("{} {} → {}", hop.code, mask.clip(hop.status, kNameBytes),
                                   mask.clip(response.hops[i + 1].url, kNameBytes)));
  }
  out += ']';
}

/// [what was agreed, cautions, chain, client certificate], each a list of texts.
void append_tls(std::string& out, const tls::Handshake& handshake, const Masking& mask) {
  TlsText text = tls_text(handshake);
  std::vector<std::string> client;
  if (!text.client.empty()) client.push_back(std::move(text.client));
  const char* between = "[[";
  for (const auto* list : {&text.agreed, &text.cautions, &text.chain, &client}) {
    out += between;
    between = ",[";
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      append_clipped(out, (*list)[i], kValueBytes, mask);
    }
    out += ']';
  }
  out += ']';
}

void append_response(Members& members, std::string& out, const http::Response& response, std::size_t body_bytes,
                     const Masking& mask) {
  fmt::format_to(std::back_inserter(members.name("code")), "{}", response.code);
  append_clipped(members.name("status"), response.status, kNameBytes, mask);
  fmt::format_to(std::back_inserter(members.name("time")), "{:.2f}", response.timings.total);
  fmt::format_to(std::back_inserter(members.name("size")), "{}", response.body.size() + response.header_bytes);
  append_clipped(members.name("type"), media_type(response), kNameBytes, mask);
  append_response_headers(members.name("headers"), response, mask);
  append_phases(members.name("phases"), response.timings);
  append_hops(members, response, mask);
  if (response.tls != nullptr) append_tls(members.name("tls"), *response.tls, mask);
  if (response.body.empty()) return;
  members.name("body");
  if (looks_like_text(response.body)) {
    append_clipped(out, response.body, body_bytes, mask);
  } else {
    out += "null";
  }
}

void append_exchange(std::string& out, const run::Exchange& exchange, std::size_t body_bytes, const Masking& mask) {
  Members members(out);
  append_quoted(members.name("method"), method_text(exchange.request));
  append_clipped(members.name("url"), url_text(exchange.request), kValueBytes, mask);
  if (exchange.from_script) members.name("script") += "true";
  append_request_headers(members.name("sentHeaders"), exchange.request, mask);
  if (const std::string body = body_text(exchange.request); !body.empty()) {
    append_quoted(members.name("sentMode"), body_mode(exchange.request));
    append_clipped(members.name("sent"), looks_like_text(body) ? body : "(binary)", body_bytes, mask);
  }
  if (exchange.response) {
    append_response(members, out, *exchange.response, body_bytes, mask);
  } else {
    append_clipped(members.name("error"), exchange.error_message, kValueBytes, mask);
    if (exchange.error && !exchange.error->hint.empty()) {
      append_clipped(members.name("help"), exchange.error->hint, kValueBytes, mask);
    }
  }
  members.close();
}

void append_list(Members& members, std::string_view name, const std::string& elements) {
  if (elements.empty()) return;
  std::string& out = members.name(name);
  out += '[';
  out += elements;
  out += ']';
}

}  // namespace

const run::Exchange* PageExecution::main_exchange() const {
  for (const auto& exchange : exchanges) {
    if (!exchange->from_script) return exchange.get();
  }
  return exchanges.empty() ? nullptr : exchanges.back().get();
}

void add_test(PageExecution& execution, const script::Assertion& assertion, const Masking& mask) {
  const int state = assertion.error ? 1 : assertion.skipped ? 2 : 0;
  execution.tests_passed += state == 0 ? 1 : 0;
  if (execution.tests_total++ >= PageExecution::kMostTests) return;
  begin_element(execution.tests);
  execution.tests += '[';
  append_clipped(execution.tests, assertion.name, kNameBytes, mask);
  fmt::format_to(std::back_inserter(execution.tests), ",{}", state);
  if (assertion.error) {
    execution.tests += ',';
    append_clipped(execution.tests, assertion.error->message, kValueBytes, mask);
    if (execution.words.size() < kWordsBytes) {
      execution.words += mask.clip(assertion.name, 200) + " " + mask.clip(assertion.error->message, 200) + " ";
    }
  }
  execution.tests += ']';
}

void add_error(PageExecution& execution, const std::string& where, const script::ScriptError& error,
               const Masking& mask) {
  if (execution.errors.size() > kValueBytes * 4) return;
  begin_element(execution.errors);
  append_pair(execution.errors, where, error.name + ": " + error.message, mask);
  if (execution.words.size() < kWordsBytes) execution.words += mask.clip(error.message, 200) + " ";
}

void add_log(PageExecution& execution, const run::ConsoleWritten& written, const Masking& mask) {
  if (execution.logs_total++ >= PageExecution::kMostLogs) return;
  std::string text;
  for (const json::value& value : written.messages) {
    if (!text.empty()) text += ' ';
    const json::value masked = mask.value(value);
    text += masked.is_string() ? std::string(masked.get_string()) : inspect(masked, kInspectWidth);
    if (text.size() > kValueBytes) break;
  }
  begin_element(execution.logs);
  execution.logs += '[';
  append_clipped(execution.logs, written.level, kNameBytes, mask);
  execution.logs += ',';
  append_quoted(execution.logs, many_lines(clip_bytes(text, kValueBytes)));
  execution.logs += ']';
}

void append_detail(std::string& out, const PageExecution& execution, std::size_t body_bytes, const Masking& mask) {
  Members members(out);
  members.name("exchanges") += '[';
  for (std::size_t i = 0; i < execution.exchanges.size(); ++i) {
    if (i > 0) out += ',';
    append_exchange(out, *execution.exchanges[i], body_bytes, mask);
  }
  out += ']';
  if (execution.more_exchanges > 0) {
    fmt::format_to(std::back_inserter(members.name("moreExchanges")), "{}", execution.more_exchanges);
  }
  append_list(members, "tests", execution.tests);
  if (execution.tests_total > PageExecution::kMostTests) {
    fmt::format_to(std::back_inserter(members.name("moreTests")), "{}",
                   execution.tests_total - PageExecution::kMostTests);
  }
  append_list(members, "errors", execution.errors);
  append_list(members, "logs", execution.logs);
  if (!execution.visualizer.empty()) members.name("visualizer") += execution.visualizer;
  members.close();
}

}  // namespace signet::report
