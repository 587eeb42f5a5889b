#include "report/json/summary_json.h"

#include <sodium.h>

#include <cmath>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"

namespace signet::report {

namespace {

constexpr std::size_t kPassOnBytes = 64 << 10;

std::int64_t now_ms() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

void append_number(std::string& out, std::int64_t n) {
  fmt::format_to(std::back_inserter(out), "{}", n);
}
void append_number(std::string& out, std::uint64_t n) {
  fmt::format_to(std::back_inserter(out), "{}", n);
}
void append_number(std::string& out, int n) {
  fmt::format_to(std::back_inserter(out), "{}", n);
}
void append_number(std::string& out, double n) {
  out += std::isfinite(n) ? json::to_text(json::value(n)) : "0";
}

/// "0,1,2,...,255" cut into the text of each byte, so that bodies are written without formatting.
const std::array<std::string, 256>& byte_texts() {
  static const std::array<std::string, 256> texts = [] {
    std::array<std::string, 256> made;
    for (std::size_t i = 0; i < made.size(); ++i) made.at(i) = fmt::format("{}", i);
    return made;
  }();
  return texts;
}

void append_bytes(std::string& out, std::string_view bytes, Sink& sink) {
  const auto& texts = byte_texts();
  out += '[';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) out += ',';
    out += texts[static_cast<unsigned char>(bytes[i])];
    if ((i & 0xFFFU) == 0xFFF) pass_on(out, sink);
  }
  out += ']';
}

void append_events(std::string& out, const std::vector<model::Event>& events, const Masking& mask) {
  out += '[';
  bool first_event = true;
  for (const model::Event& event : events) {
    if (!first_event) out += ',';
    first_event = false;
    Members members(out);
    append_quoted(members.name("listen"), event.listen);
    Members script(members.name("script"));
    append_quoted(script.name("id"), event.script.id);
    append_quoted(script.name("type"), "text/javascript");
    script.name("exec") += '[';
    bool first_line = true;
    for (const std::string& line : split(event.script.source, '\n')) {
      if (!first_line) out += ',';
      first_line = false;
      append_text(out, line, mask);
    }
    out += ']';
    script.close();
    if (event.disabled) members.name("disabled") += "true";
    members.close();
  }
  out += ']';
}

const json::value* source_member(const model::Item& item, std::string_view name) {
  const json::object* source = item.source == nullptr ? nullptr : item.source->if_object();
  return source == nullptr ? nullptr : json::find(*source, name);
}

/// postman-collection reads a description given as text into {content, type}.
void append_description(Members& members, const json::value* description, const Masking& mask) {
  if (description == nullptr || description->is_null()) return;
  std::string& out = members.name("description");
  if (!description->is_string()) return append_value(out, *description, mask);
  Members inner(out);
  append_text(inner.name("content"), description->get_string(), mask);
  append_quoted(inner.name("type"), "text/plain");
  inner.close();
}

void append_item_members(Members& members, const model::Item& item, const Masking& mask, bool with_responses) {
  append_quoted(members.name("id"), item.id);
  if (!item.name.empty()) append_text(members.name("name"), item.name, mask);  // the SDK drops empty names
  append_description(members, source_member(item, "description"), mask);
  if (!item.is_folder) {
    append_request(members.name("request"), item.request, mask);
    const json::value* responses = with_responses ? source_member(item, "response") : nullptr;
    if (responses != nullptr) {
      append_value(members.name("response"), *responses, mask);
    } else {
      members.name("response") += "[]";
    }
  } else if (item.auth) {
    append_value(members.name("auth"), item.auth->to_json(), mask);
  }
  append_events(members.name("event"), item.events, mask);
  if (!item.protocol_profile_behavior.empty()) {
    append_value(members.name("protocolProfileBehavior"), item.protocol_profile_behavior, mask);
  }
}

void append_tree(std::string& out, const std::vector<std::unique_ptr<model::Item>>& items, const Masking& mask,
                 Sink& sink) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    Members members(out);
    append_item_members(members, *item, mask, true);
    if (item->is_folder) append_tree(members.name("item"), item->children, mask, sink);
    members.close();
    pass_on(out, sink);
  }
  out += ']';
}

/// The same for equal errors, so that they can be grouped; newman's is an MD5 of the object, of the same length.
std::string checksum(const script::ScriptError& error) {
  const std::string text = error.name + '\n' + error.message + '\n' + error.stack;
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     nullptr, 0);
  return hex_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// What newman's serialised-error adds to an error.
void append_decoration(Members& members, const script::ScriptError& error) {
  append_quoted(members.name("checksum"), checksum(error));
  append_quoted(members.name("id"), make_uuid());
  append_number(members.name("timestamp"), now_ms());
}

void append_frame(std::string& out, std::string_view function, int line, int column) {
  out += '[';
  if (line > 0) {
    Members frame(out);
    append_quoted(frame.name("fileName"), "sandbox-script.js");
    append_number(frame.name("lineNumber"), line);
    append_quoted(frame.name("functionName"), function);
    append_quoted(frame.name("typeName"), "Object");
    append_quoted(frame.name("methodName"), "eval");
    append_number(frame.name("columnNumber"), column);
    frame.name("native") += "false";
    frame.close();
  }
  out += ']';
}

void append_assertion_error(Members& members, const script::ScriptError& error, const std::string& test, int index,
                            int position, const Masking& mask) {
  append_text(members.name("name"), error.name, mask);
  append_number(members.name("index"), index);
  append_text(members.name("test"), test, mask);
  append_text(members.name("message"), error.message, mask);
  append_text(members.name("stack"), assertion_stack(error, index, position), mask);
}

/// "connect ECONNREFUSED 127.0.0.1:1" → syscall, code and the rest, as libuv's errors are worded.
void append_system_error(Members& members, const std::string& message, const Masking& mask) {
  const std::vector<std::string> words = split(message, ' ');
  if (words.size() < 2 || words[1].size() < 3 || words[1][0] != 'E' || to_upper(words[1]) != words[1]) return;
  append_quoted(members.name("code"), words[1]);
  append_text(members.name("syscall"), words[0], mask);
  if (words.size() < 3) return;
  const std::size_t colon = words[2].rfind(':');
  if (words[0] == "getaddrinfo" || colon == std::string::npos) {
    append_text(members.name("hostname"), words[2], mask);
    return;
  }
  append_text(members.name("address"), words[2].substr(0, colon), mask);
  append_text(members.name("port"), words[2].substr(colon + 1), mask);
}

void append_failure_error(std::string& out, const run::Failure& failure, const Masking& mask) {
  Members members(out);
  if (failure.assertion_index >= 0) {
    append_assertion_error(members, failure.error, failure.test, failure.assertion_index, failure.cursor.position,
                           mask);
    append_decoration(members, failure.error);
    append_frame(members.name("stacktrace"), "Object.eval", failure.assertion_index + 1, failure.cursor.position + 1);
  } else {
    if (failure.at == "request") {
      append_system_error(members, failure.error.message, mask);
    } else {
      append_quoted(members.name("type"), "Error");
    }
    append_text(members.name("name"), failure.error.name, mask);
    append_text(members.name("message"), failure.error.message, mask);
    append_text(members.name("stack"),
                failure.error.stack.empty() ? failure.error.name + ": " + failure.error.message : failure.error.stack,
                mask);
    append_decoration(members, failure.error);
    append_frame(members.name("stacktrace"), "Object.eval", failure.error.line, failure.error.column);
  }
  members.close();
}

/// A pm.sendRequest is run as an item of its own, without a name.
void append_sent_item(std::string& out, const run::Exchange& exchange, const Masking& mask) {
  Members members(out);
  append_quoted(members.name("id"), make_uuid());
  append_request(members.name("request"), exchange.request, mask);
  members.name("response") += "[]";
  members.name("event") += "[]";
  members.close();
}

void append_parent(Members& failure, const model::Item* parent, const Masking& mask) {
  if (parent == nullptr) return;
  Members members(failure.name("parent"));
  append_quoted(members.name("id"), parent->id);
  append_text(members.name("name"), parent->name, mask);
  members.close();
}

}  // namespace

void pass_on(std::string& out, Sink& sink) {
  if (out.size() < kPassOnBytes) return;
  sink.write(out);
  out.clear();
}

void append_cursor(std::string& out, const run::Cursor& cursor) {
  Members members(out);
  append_quoted(members.name("ref"), cursor.ref);
  append_number(members.name("length"), cursor.length);
  append_number(members.name("cycles"), cursor.cycles);
  append_number(members.name("position"), cursor.position);
  append_number(members.name("iteration"), cursor.iteration);
  append_quoted(members.name("httpRequestId"), cursor.http_request_id);
  members.close();
}

void append_item(std::string& out, const model::Item& item, const Masking& mask) {
  Members members(out);
  append_item_members(members, item, mask, false);
  members.close();
}

void append_request(std::string& out, const model::Request& request, const Masking& mask) {
  json::object object = request.to_json();
  if (mask.active()) {
    const std::string shown = request.url.to_string();
    if (const std::string masked = mask(shown); masked != shown) object["url"] = model::Url::parse(masked).to_json();
  }
  append_value(out, object, mask);
}

void append_response(std::string& out, const http::Response& response, const std::string& id, const Masking& mask,
                     Sink& sink) {
  Members members(out);
  append_quoted(members.name("id"), id);
  append_text(members.name("status"), response.status, mask);
  append_number(members.name("code"), response.code);
  members.name("header") += '[';
  bool first = true;
  for (const http::Header& header : response.headers) {
    if (!first) out += ',';
    first = false;
    Members pair(out);
    append_text(pair.name("key"), header.name, mask);
    append_text(pair.name("value"), header.value, mask);
    pair.close();
  }
  out += ']';
  Members stream(members.name("stream"));
  append_quoted(stream.name("type"), "Buffer");
  const std::string masked = mask.active() ? mask(response.body) : std::string();
  append_bytes(stream.name("data"), mask.active() ? masked : response.body, sink);
  stream.close();
  members.name("cookie") += "[]";
  append_number(members.name("responseTime"), static_cast<std::int64_t>(std::llround(response.timings.total)));
  append_number(members.name("responseSize"), static_cast<std::uint64_t>(response.body.size()));
  // Beyond newman. Whole redirect chains are rarely of one server: `tls` is about the last.
  if (response.tls != nullptr) {
    const std::string tls = boost::json::serialize(to_json(*response.tls));
    members.name("tls") += mask.active() ? mask(tls) : tls;
  }
  members.close();
}

void append_request_error(std::string& out, const run::Exchange& exchange, const Masking& mask) {
  Members members(out);
  append_system_error(members, exchange.error_message, mask);
  append_text(members.name("name"), exchange.error_name, mask);
  append_text(members.name("message"), exchange.error_message, mask);
  if (exchange.error && !exchange.error->hint.empty()) append_text(members.name("help"), exchange.error->hint, mask);
  members.close();
}

void append_script_error(std::string& out, const script::ScriptError& error, const Masking& mask) {
  Members members(out);
  append_quoted(members.name("type"), "Error");
  append_text(members.name("name"), error.name, mask);
  append_text(members.name("message"), error.message, mask);
  if (!error.stack.empty()) append_text(members.name("stack"), error.stack, mask);
  append_decoration(members, error);
  append_frame(members.name("stacktrace"), "Object.eval", error.line, error.column);
  members.close();
}

void append_assertion(std::string& out, const script::Assertion& assertion, int position, const Masking& mask) {
  Members members(out);
  append_text(members.name("assertion"), assertion.name, mask);
  members.name("skipped") += assertion.skipped ? "true" : "false";
  if (assertion.error) {
    Members error(members.name("error"));
    append_assertion_error(error, *assertion.error, assertion.name, assertion.index, position, mask);
    error.close();
  }
  members.close();
}

void append_failure(std::string& out, const run::Failure& failure, const run::Exchange* exchange, const Masking& mask) {
  Members members(out);
  append_failure_error(members.name("error"), failure, mask);
  append_quoted(members.name("at"), failure.at);
  if (exchange != nullptr && exchange->from_script) {
    append_sent_item(members.name("source"), *exchange, mask);
  } else if (failure.item != nullptr) {
    append_item(members.name("source"), *failure.item, mask);
    append_parent(members, failure.item->parent, mask);
  }
  append_cursor(members.name("cursor"), failure.cursor);
  members.close();
}

void append_stats(std::string& out, const run::Stats& stats) {
  const std::array<std::pair<std::string_view, const run::Count*>, 9> counts = {
      {{"iterations", &stats.iterations},
       {"items", &stats.items},
       {"scripts", &stats.scripts},
       {"prerequests", &stats.prerequests},
       {"requests", &stats.requests},
       {"tests", &stats.tests},
       {"assertions", &stats.assertions},
       {"testScripts", &stats.test_scripts},
       {"prerequestScripts", &stats.prerequest_scripts}}};
  Members members(out);
  for (const auto& [name, count] : counts) {
    fmt::format_to(std::back_inserter(members.name(name)), R"({{"total":{},"pending":{},"failed":{}}})", count->total,
                   count->pending, count->failed);
  }
  members.close();
}

void append_timings(std::string& out, const run::Stats& stats) {
  const std::array<std::pair<std::string, const run::Phase*>, 3> phases = {
      {{"response", &stats.response}, {"dns", &stats.dns}, {"firstByte", &stats.first_byte}}};
  Members members(out);
  for (const auto& [name, phase] : phases) {
    append_number(members.name(name + "Average"), phase->average);
    append_number(members.name(name + "Min"), phase->min);
    append_number(members.name(name + "Max"), phase->max);
    append_number(members.name(name + "Sd"), phase->deviation);
  }
  append_number(members.name("started"), stats.started_ms);
  append_number(members.name("completed"), stats.completed_ms);
  members.close();
}

void append_scope(std::string& out, const model::VariableScope& scope, const Masking& mask) {
  append_value(out, scope.to_json(), mask);
}

void append_collection(std::string& out, const model::Collection& collection, const Masking& mask, Sink& sink) {
  Members members(out);
  fmt::format_to(std::back_inserter(members.name("_")), R"({{"postman_id":)");
  append_quoted(out, collection.id);
  out += '}';
  append_tree(members.name("item"), collection.items, mask, sink);
  append_events(members.name("event"), collection.events, mask);
  const json::object variables = collection.variables.to_json();
  const json::array* values = json::find_array(variables, "values");
  append_value(members.name("variable"), values == nullptr ? json::array() : *values, mask);
  if (collection.auth) append_value(members.name("auth"), collection.auth->to_json(), mask);
  Members info(members.name("info"));
  append_quoted(info.name("_postman_id"), collection.id);
  append_text(info.name("name"), collection.name, mask);
  if (!collection.description.empty()) {
    const json::value description(collection.description);
    append_description(info, &description, mask);
  }
  append_quoted(info.name("schema"), "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
  info.close();
  members.close();
}

std::string assertion_stack(const script::ScriptError& error, int index, int position) {
  return fmt::format("{}: {}\n   at Object.eval sandbox-script.js:{}:{})", error.name, error.message, index + 1,
                     position + 1);
}

}  // namespace signet::report
