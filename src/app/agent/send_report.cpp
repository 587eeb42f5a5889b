#include "app/agent/send_report.h"

#include "app/agent/shown.h"
#include "app/page/routes.h"
#include "base/encoding.h"
#include "base/time.h"
#include "report/exchange_text.h"
#include "report/names.h"
#include "report/plain_text.h"
#include "run/vault_references.h"

namespace signet::app {

namespace {

/// What is told with the answer itself; more is fetched by the body's id.
constexpr std::size_t kTextBytes = 1U << 20;

template <typename Header>
std::string latin1(const Header& header) {
  return is_utf8(header.value) ? header.value : latin1_to_utf8(header.value);
}

json::object show_timings(const http::Timings& timings) {
  return {{"dns", timings.dns},     {"connect", timings.connect},       {"tls", timings.tls},
          {"total", timings.total}, {"first_byte", timings.first_byte}, {"download", timings.download}};
}

json::array show_request_headers(const model::Request& request) {
  json::array shown;
  for (const model::Param& header : request.headers) {
    if (header.disabled) continue;
    shown.push_back(
        {{"name", header.key}, {"value", report::to_utf8(header.value.value_or(""))}, {"system", header.system}});
  }
  return shown;
}

json::array show_redirects(const http::Response& response) {
  json::array shown;
  for (std::size_t i = 0; i + 1 < response.hops.size(); ++i) {
    const http::Hop& hop = response.hops[i];
    shown.push_back(
        {{"method", hop.method}, {"url", hop.url}, {"status", hop.code}, {"reason", report::to_utf8(hop.status)}});
  }
  return shown;
}

json::object show_certificate(const tls::Certificate& certificate) {
  return {{"subject", certificate.subject},
          {"issuer", certificate.issuer},
          {"names", strings(certificate.names)},
          {"serial", certificate.serial},
          {"not_before", iso_time_of_seconds(certificate.not_before)},
          {"not_after", iso_time_of_seconds(certificate.not_after)},
          {"key", certificate.key},
          {"signature", certificate.signature},
          {"fingerprint_sha256", certificate.fingerprint}};
}

json::object show_tls(const tls::Handshake& handshake) {
  json::object shown{{"protocol", handshake.protocol},
                     {"suite", handshake.suite},
                     {"suite_openssl", handshake.suite_openssl},
                     {"group", handshake.group},
                     {"signature", handshake.signature},
                     {"alpn", handshake.alpn},
                     {"server_name", handshake.server_name},
                     {"resumed", handshake.resumed},
                     {"verified", handshake.verified},
                     {"verify_error", handshake.verify_error},
                     {"ocsp", tls::name(handshake.ocsp)},
                     {"security_lowered", handshake.security_lowered},
                     {"client_certificate_requested", handshake.client_certificate_requested},
                     {"client_certificate", handshake.client ? json::value(handshake.client->subject) : json::value()}};
  json::array& chain = shown["chain"].emplace_array();
  for (const tls::Certificate& certificate : handshake.chain) chain.push_back(show_certificate(certificate));
  return shown;
}

json::object show_body(const http::Response& response, const report::Masking& mask, KeptBodies& bodies) {
  json::object shown{{"size", response.body.size()},
                     {"wire_size", response.wire_body_bytes},
                     {"content_type", report::to_utf8(report::media_type(response))}};
  std::string masked = mask(response.body);
  const bool is_short_text = masked.size() <= kTextBytes && is_utf8(masked);
  shown["text"] = is_short_text ? json::value(masked) : json::value();
  shown["id"] = bodies.keep(std::move(masked));
  return shown;
}

void show_response(json::object& shown, const http::Response& response) {
  shown["status"] = response.code;
  shown["reason"] = report::to_utf8(response.status);
  shown["http_version"] = response.http_version;
  shown["remote_address"] = response.remote_address;
  json::array& headers = shown["response_headers"].emplace_array();
  for (const http::Header& header : response.headers) {
    headers.push_back({{"name", report::to_utf8(header.name)}, {"value", latin1(header)}});
  }
  shown["header_bytes"] = response.header_bytes;
  shown["timings"] = show_timings(response.timings);
  shown["redirects"] = show_redirects(response);
  if (response.tls != nullptr) shown["tls"] = show_tls(*response.tls);
}

/// All but the body, not masked yet.
json::object show_exchange(const run::Exchange& exchange) {
  json::object shown{{"from_script", exchange.from_script},
                     {"method", report::method_text(exchange.request)},
                     {"url", report::url_text(exchange.request)},
                     {"status", nullptr},
                     {"reason", ""},
                     {"http_version", ""},
                     {"remote_address", ""},
                     {"response_headers", json::array()},
                     {"header_bytes", 0},
                     {"timings", show_timings(http::Timings())},
                     {"redirects", json::array()},
                     {"error", nullptr},
                     {"tls", nullptr},
                     {"body", nullptr}};
  shown["request_headers"] = show_request_headers(exchange.request);
  const std::string body = report::body_text(exchange.request);
  const bool is_text = body.size() <= kTextBytes && is_utf8(body);
  shown["request_body"] = {{"mode", report::body_mode(exchange.request)},
                           {"size", body.size()},
                           {"text", is_text ? json::value(body) : json::value()}};
  if (exchange.response) {
    show_response(shown, *exchange.response);
  } else {
    shown["error"] = show_error(exchange);
  }
  return shown;
}

}  // namespace

void SendReport::start(const run::RunInfo& /*info*/) {}

void SendReport::on(const run::Event& event, const run::Stats& /*stats*/, const run::Failure* /*failure*/) {
  if (const auto* ended = std::get_if<run::RequestEnded>(&event)) {
    exchanges_.push_back(ended->exchange);
  } else if (const auto* made = std::get_if<run::AssertionMade>(&event)) {
    tests_.push_back(show_test(made->assertion));
  } else if (const auto* written = std::get_if<run::ConsoleWritten>(&event)) {
    console_.push_back(show_console(*written));
  } else if (const auto* script = std::get_if<run::ScriptEnded>(&event)) {
    if (script->error) script_errors_.push_back(show_script_error(script->event->listen, *script->error));
    if (script->visualizer) {
      visualizer_ = json::object{{"html", script->visualizer->html}, {"data", script->visualizer->data}};
    }
  } else if (const auto* raised = std::get_if<run::ExceptionRaised>(&event)) {
    script_errors_.push_back(show_script_error("", raised->error));
  }
}

Status SendReport::finish(const run::RunSummary& /*summary*/) {
  return {};
}

std::set<std::string> SendReport::vault_names() const {
  std::set<std::string> names;
  for (const auto& exchange : exchanges_) {
    for (std::string& name : run::find_vault_names(exchange->request)) names.insert(std::move(name));
  }
  return names;
}

json::object SendReport::to_json(const report::Masking& mask, KeptBodies& bodies) const {
  json::array requests;
  for (const auto& exchange : exchanges_) {
    json::object shown = std::move(mask.value(show_exchange(*exchange)).get_object());
    if (exchange->response) shown["body"] = show_body(*exchange->response, mask, bodies);
    requests.push_back(std::move(shown));
  }
  return {{"requests", std::move(requests)},
          {"tests", mask.value(tests_)},
          {"console", mask.value(console_)},
          {"script_errors", mask.value(script_errors_)},
          {"visualizer", mask.value(visualizer_)}};
}

}  // namespace signet::app
