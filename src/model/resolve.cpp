#include "model/resolve.h"

#include <algorithm>

#include "base/text.h"
#include "model/dynamic_variables.h"
#include "model/javascript.h"
#include "model/placeholder.h"

namespace signet::model {

namespace {

/// Substitutor.VARS_SUBREPLACE_LIMIT: a text is gone through at most this often.
constexpr int kMaxPasses = 19;
/// What the texts of one request may grow by, and how often names inside values are replaced. Without these bounds, a
/// variable that names itself ten times would fill any memory in 19 passes.
constexpr std::size_t kMaxGrowth = 64U << 20;
constexpr std::size_t kMaxNested = 100000;

bool has_placeholder(std::string_view text) {
  return text.find("{{") != std::string_view::npos;
}

/// Replaces placeholders in all the parts of one request, within one bound for them together.
class Resolver {
 public:
  explicit Resolver(const Lookup& lookup) : lookup_(lookup) {}

  void resolve(std::string& text) {
    if (!has_placeholder(text)) return;
    for (int pass = 0; pass < kMaxPasses; ++pass) {
      if (!replace_once(text, pass > 0)) return;
    }
  }

  void resolve(std::optional<std::string>& text) {
    if (text) resolve(*text);
  }

  void resolve(json::value& v) {
    if (auto* s = v.if_string()) {
      if (!has_placeholder(*s)) return;
      std::string text(*s);
      resolve(text);
      v = text;
    } else if (auto* a = v.if_array()) {
      for (json::value& element : *a) resolve(element);
    } else if (auto* o = v.if_object()) {
      for (auto& member : *o) resolve(member.value());
    }
  }

  void resolve(std::vector<Param>& params) {
    for (Param& param : params) {
      resolve(param.key);
      resolve(param.value);
      resolve(param.content_type);
      resolve(param.file_name);
      for (std::string& file : param.files) resolve(file);
    }
  }

  /// The whole URL is resolved as one text and split again, because a variable may hold several parts of it, or half of
  /// one (postman-runtime lib/runner/util.js, resolveVariables). Disabled query parameters do not come back.
  void resolve(Url& url) {
    std::string text = url.to_string_with_variables();
    if (text.empty()) {
      resolve(url.query);
      resolve(url.variables);
      return;
    }
    resolve(text);
    url = Url::parse(text);
  }

  void resolve(Body& body) {
    resolve(body.raw);
    resolve(body.language);
    resolve(body.params);
    resolve(body.file);
    resolve(body.file_content);
    resolve(body.graphql);
    resolve(body.options);
  }

  void resolve(Auth& auth) {
    for (Param& param : auth.params) resolve(param.value);
    for (auto& [key, value] : auth.values) resolve(value);
  }

 private:
  /// One pass over `text`; false when it changed nothing. `nested`: the names stand in values of an earlier pass.
  bool replace_once(std::string& text, bool nested) {
    std::string out;
    std::size_t done = 0;
    bool changed = false;
    for (Placeholder p = find_placeholder(text); p && may_replace(out.size() - std::min(out.size(), done), nested);
         p = find_placeholder(text, p.end)) {
      const std::optional<std::string> value = lookup_(p.name(text));
      if (!value) continue;
      if (nested) --nested_left_;
      out.append(text, done, p.begin - done);
      out += *value;
      done = p.end;
      changed = true;
    }
    if (!changed) return false;
    out.append(text, done);
    if (out.size() > text.size()) growth_left_ -= std::min(growth_left_, out.size() - text.size());
    text = std::move(out);
    return true;
  }

  [[nodiscard]] bool may_replace(std::size_t grown, bool nested) const {
    return grown < growth_left_ && (!nested || nested_left_ > 0);
  }

  const Lookup& lookup_;
  std::size_t growth_left_ = kMaxGrowth;
  std::size_t nested_left_ = kMaxNested;
};

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
  Resolver(lookup).resolve(out);
  return out;
}

Request resolve_request(const Request& request, const Lookup& lookup) {
  Request out = request;
  Resolver resolver(lookup);
  if (has_placeholder(out.method)) {
    resolver.resolve(out.method);
    out.method = to_upper(out.method);
  }
  resolver.resolve(out.url);
  resolver.resolve(out.headers);
  if (out.body) resolver.resolve(*out.body);
  if (out.auth) resolver.resolve(*out.auth);
  resolver.resolve(out.certificate);
  resolver.resolve(out.proxy);
  return out;
}

}  // namespace signet::model
