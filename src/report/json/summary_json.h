// The parts of newman's run summary as JSON text: cursor, item, request, response, errors, statistics, scopes,
// collection. Source: newman lib/run/summary.js and the toJSON of postman-collection.
#pragma once

#include <string>

#include "report/json_text.h"
#include "report/sink.h"
#include "run/events.h"

namespace signet::report {

void append_cursor(std::string& out, const run::Cursor& cursor);

/// The item as the collection describes it. Saved example responses are left out: an item is written at every
/// execution.
void append_item(std::string& out, const model::Item& item, const Masking& mask);

/// The request as sent. A secret that spans several parts of the URL is masked as well.
void append_request(std::string& out, const model::Request& request, const Masking& mask);

/// {id, status, code, header, stream: {type: "Buffer", data: [...]}, cookie, responseTime, responseSize}. Goes to
/// `sink` whenever `out` has grown, since a body takes four times its size.
void append_response(std::string& out, const http::Response& response, const std::string& id, const Masking& mask,
                     Sink& sink);

/// {code, syscall, name, message}: what Node's errors carry, taken apart from "connect ECONNREFUSED 127.0.0.1:1".
void append_request_error(std::string& out, const run::Exchange& exchange, const Masking& mask);

/// {type, name, message, checksum, id, timestamp, stacktrace, stack}.
void append_script_error(std::string& out, const script::ScriptError& error, const Masking& mask);

/// {assertion, skipped, error?: {name, index, test, message, stack}}.
void append_assertion(std::string& out, const script::Assertion& assertion, int position, const Masking& mask);

/// One element of run.failures. `exchange` is that of a failed pm.sendRequest, whose source is its own request.
void append_failure(std::string& out, const run::Failure& failure, const run::Exchange* exchange, const Masking& mask);

void append_stats(std::string& out, const run::Stats& stats);
void append_timings(std::string& out, const run::Stats& stats);
void append_scope(std::string& out, const model::VariableScope& scope, const Masking& mask);
/// The whole collection; long ones go to `sink` item by item.
void append_collection(std::string& out, const model::Collection& collection, const Masking& mask, Sink& sink);

/// The stack that newman gives to a failed assertion: the place is counted, not measured.
[[nodiscard]] std::string assertion_stack(const script::ScriptError& error, int index, int position);

/// Hands what has gathered in `out` on to `sink` once it is worth a write.
void pass_on(std::string& out, Sink& sink);

}  // namespace signet::report
