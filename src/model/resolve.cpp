#include "model/resolve.h"

#include "base/text.h"
#include "model/dynamic_variables.h"
#include "model/javascript.h"
#include "model/placeholder.h"

namespace signet::model {

namespace {

/// Substitutor.VARS_SUBREPLACE_LIMIT: a text is gone through at most this often.
constexpr int kMaxPasses = 19;
/// What a text may grow by. Without a bound, a variable that names itself ten times would fill any memory in 19 passes.
constexpr std::size_t kMaxGrowth = 64U << 20;

/// One pass over `text`; false when it changed nothing. Stops replacing once the text has grown past `limit`.
bool replace_once(std::string& text, const Lookup& lookup, std::size_t limit) {
  std::string out;
  std::size_t done = 0;
  bool changed = false;
  for (Placeholder p = find_placeholder(text); p && out.size() < limit; p = find_placeholder(text, p.end)) {
    const std::optional<std::string> value = lookup(p.name(text));
    if (!value) continue;
    out.append(text, done, p.begin - done);
    out += *value;
    done = p.end;
    changed = true;
  }
  if (!changed) return false;
  out.append(text, done);
  text = std::move(out);
  return true;
}

bool has_placeholder(std::string_view text) {
  return text.find("{{") != std::string_view::npos;
}

void resolve_in_place(std::string& text, const Lookup& lookup) {
  if (!has_placeholder(text)) return;
  const std::size_t limit = text.size() + kMaxGrowth;
  for (int pass = 0; pass < kMaxPasses && text.size() < limit; ++pass) {
    if (!replace_once(text, lookup, limit)) return;
  }
}

void resolve_in_place(std::optional<std::string>& text, const Lookup& lookup) {
  if (text) resolve_in_place(*text, lookup);
}

void resolve_in_place(json::value& v, const Lookup& lookup) {
  if (auto* s = v.if_string()) {
    if (!has_placeholder(*s)) return;
    std::string text(*s);
    resolve_in_place(text, lookup);
    v = text;
  } else if (auto* a = v.if_array()) {
    for (json::value& element : *a) resolve_in_place(element, lookup);
  } else if (auto* o = v.if_object()) {
    for (auto& member : *o) resolve_in_place(member.value(), lookup);
  }
}

void resolve_in_place(std::vector<Param>& params, const Lookup& lookup) {
  for (Param& param : params) {
    resolve_in_place(param.key, lookup);
    resolve_in_place(param.value, lookup);
    resolve_in_place(param.content_type, lookup);
    resolve_in_place(param.file_name, lookup);
    for (std::string& file : param.files) resolve_in_place(file, lookup);
  }
}

/// The whole URL is resolved as one text and split again, because a variable may hold several parts of it, or half of
/// one (postman-runtime lib/runner/util.js, resolveVariables). Disabled query parameters do not come back.
void resolve_in_place(Url& url, const Lookup& lookup) {
  std::string text = url.to_string_with_variables();
  if (text.empty()) {
    resolve_in_place(url.query, lookup);
    resolve_in_place(url.variables, lookup);
    return;
  }
  resolve_in_place(text, lookup);
  url = Url::parse(text);
}

void resolve_in_place(Body& body, const Lookup& lookup) {
  resolve_in_place(body.raw, lookup);
  resolve_in_place(body.language, lookup);
  resolve_in_place(body.params, lookup);
  resolve_in_place(body.file, lookup);
  resolve_in_place(body.file_content, lookup);
  resolve_in_place(body.graphql, lookup);
  resolve_in_place(body.options, lookup);
}

void resolve_in_place(Auth& auth, const Lookup& lookup) {
  for (Param& param : auth.params) resolve_in_place(param.value, lookup);
  for (auto& [key, value] : auth.values) resolve_in_place(value, lookup);
}

/// A value as it stands in text. JSON null in a data row leaves the placeholder, as typeof null is "object" there.
std::optional<std::string> data_text(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return javascript::to_string(value);
}

}  // namespace

Lookup lookup_in(const Scopes& scopes) {
  return [&scopes](std::string_view name) -> std::optional<std::string> {
    if (const Variable* variable = scopes.local.find(name)) return javascript::to_string(variable->value);
    if (const json::value* value = scopes.data.if_contains(name)) return data_text(*value);
    for (const VariableScope* scope : {&scopes.environment, &scopes.collection, &scopes.globals}) {
      if (const Variable* variable = scope->find(name)) return javascript::to_string(variable->value);
    }
    return dynamic_value(name);
  };
}

std::string resolve_text(std::string_view text, const Lookup& lookup) {
  std::string out(text);
  resolve_in_place(out, lookup);
  return out;
}

json::value resolve_json(const json::value& v, const Lookup& lookup) {
  json::value out = v;
  resolve_in_place(out, lookup);
  return out;
}

Request resolve_request(const Request& request, const Lookup& lookup) {
  Request out = request;
  if (has_placeholder(out.method)) {
    resolve_in_place(out.method, lookup);
    out.method = to_upper(out.method);
  }
  resolve_in_place(out.url, lookup);
  resolve_in_place(out.headers, lookup);
  if (out.body) resolve_in_place(*out.body, lookup);
  if (out.auth) resolve_in_place(*out.auth, lookup);
  resolve_in_place(out.certificate, lookup);
  resolve_in_place(out.proxy, lookup);
  return out;
}

}  // namespace signet::model
