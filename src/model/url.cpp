// URLs are split without looking into {{names}}: a name may hold any of ".:/?#@&]" and still stand in one part.
// The splitter works on a copy whose names are masked with "_" of the same length, so that positions agree.
#include "model/url.h"

#include "base/text.h"
#include "model/javascript.h"
#include "model/params.h"
#include "model/placeholder.h"

namespace signet::model {

namespace {

constexpr std::string_view kProtocolEnd = "://";

/// `text` and its masked twin. Both are cut together, so that positions found in one hold in the other.
struct Masked {
  std::string_view text;
  std::string_view mask;

  [[nodiscard]] Masked sub(std::size_t from, std::size_t count = std::string_view::npos) const {
    return {text.substr(from, count), mask.substr(from, count)};
  }
  void keep_before(std::size_t at) { *this = sub(0, at); }
  void drop_until(std::size_t at) { *this = sub(at); }
};

/// Whether the URL splitter must not look into a name: those without reserved characters cannot be cut anyway.
bool has_reserved(std::string_view name) {
  return name.find_first_of(".:/?#@&]") != std::string_view::npos;
}

std::string masked_copy(std::string_view text) {
  std::string mask(text);
  for (Placeholder p = find_placeholder(text); p; p = find_placeholder(text, p.end)) {
    if (has_reserved(p.name(text))) std::fill(mask.begin() + p.begin, mask.begin() + p.end, '_');
  }
  return mask;
}

/// Splits at `separator`, names left whole.
std::vector<std::string> split_masked(Masked part, char separator) {
  std::vector<std::string> pieces;
  while (true) {
    const std::size_t end = part.mask.find(separator);
    pieces.emplace_back(part.text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    part.drop_until(end + 1);
  }
}

void take_query(Url& url, Masked part, UrlRules rules) {
  while (true) {
    const std::size_t end = part.mask.find('&');
    const std::string_view piece = part.text.substr(0, end);
    if (rules == UrlRules::kV1 && piece.empty()) {
      url.query.emplace_back();
    } else {
      url.query.push_back(parse_query_param(piece));
    }
    if (end == std::string_view::npos) return;
    part.drop_until(end + 1);
  }
}

/// Takes "https://" from the front of `rest`, and the extra slashes that may follow it.
void take_protocol(Url& url, Masked& rest, UrlRules rules) {
  std::size_t end = rest.mask.find(kProtocolEnd);
  if (end == std::string_view::npos && rules == UrlRules::kV1) end = rest.mask.find(":\\\\");
  if (end == std::string_view::npos) return;
  url.protocol = rest.text.substr(0, end);
  rest.drop_until(end + kProtocolEnd.size());
  if (rules == UrlRules::kV1) return;
  const std::size_t slashes = std::min(rest.mask.find_first_not_of('/'), rest.mask.size());
  const bool file = equals_ignore_case(url.protocol, "file");
  rest.drop_until(slashes - (file && slashes > 0 ? 1 : 0));
}

void take_auth(Url& url, Masked& rest) {
  const std::size_t at = rest.mask.rfind('@');
  if (at == std::string_view::npos) return;
  const Masked auth = rest.sub(0, at);
  rest.drop_until(at + 1);
  const std::size_t colon = auth.mask.find(':');
  url.auth_user = auth.text.substr(0, colon);
  if (colon != std::string_view::npos) url.auth_password = auth.text.substr(colon + 1);
}

void take_port(Url& url, Masked& rest) {
  const std::size_t colon = rest.mask.rfind(':');
  if (colon == std::string_view::npos) return;
  if (rest.mask.find(']', colon) != std::string_view::npos) return;  // inside an IPv6 address
  url.port = rest.text.substr(colon + 1);
  url.empty_port = url.port.empty();
  rest.keep_before(colon);
}

/// The name in a path segment ":name" or ":name.suffix"; empty when it is no path variable.
std::string_view path_variable_name(std::string_view segment) {
  if (!segment.starts_with(':')) return {};
  return segment.substr(1,
                        segment.find('.') == std::string_view::npos ? std::string_view::npos : segment.find('.') - 1);
}

void take_path_variables(Url& url, UrlRules rules) {
  for (const std::string& segment : *url.path) {
    const std::string_view name = rules == UrlRules::kV1 && segment.starts_with(':')
                                      ? std::string_view(segment).substr(1)
                                      : path_variable_name(segment);
    if (name.empty()) continue;
    const bool known = std::any_of(url.variables.begin(), url.variables.end(),
                                   [name](const Param& variable) { return variable.key == name; });
    if (known) continue;
    Param variable;
    variable.key = name;
    url.variables.push_back(std::move(variable));
  }
}

void replace_backslashes(std::string& text, std::string& mask, std::size_t end) {
  for (std::size_t i = 0; i < end; ++i) {
    if (mask[i] == '\\') text[i] = mask[i] = '/';
  }
}

/// Splits `text`, whose first `end` bytes come before the query and hash.
void split_front(Url& url, std::string text, std::string mask, std::size_t end, UrlRules rules) {
  if (rules == UrlRules::kSdk) replace_backslashes(text, mask, end);
  Masked rest{std::string_view(text).substr(0, end), std::string_view(mask).substr(0, end)};
  take_protocol(url, rest, rules);
  if (rules == UrlRules::kV1) {
    const auto from = static_cast<std::size_t>(rest.mask.data() - mask.data());
    replace_backslashes(text, mask, end);
    rest = Masked{std::string_view(text).substr(from, end - from), std::string_view(mask).substr(from, end - from)};
  }
  if (const std::size_t slash = rest.mask.find('/'); slash != std::string_view::npos) {
    url.path = split_masked(rest.sub(slash + 1), '/');
    rest.keep_before(slash);
    take_path_variables(url, rules);
  }
  take_auth(url, rest);
  take_port(url, rest);
  if (!rest.text.empty()) url.host = split_masked(rest, '.');
}

/// The value that takes the place of `segment`, or null. Disabled variables count too, and the last of a name wins.
const std::string* variable_value(const Url& url, std::string_view name) {
  const auto found = std::find_if(url.variables.rbegin(), url.variables.rend(),
                                  [name](const Param& variable) { return variable.key == name; });
  if (found == url.variables.rend() || !found->value || found->value->empty()) return nullptr;
  return &*found->value;
}

void append_path(std::string& out, const Url& url, bool with_variables) {
  if (!url.path) return;
  if (url.path->empty()) out += '/';
  for (const std::string& segment : *url.path) {
    out += '/';
    const std::string_view name = with_variables ? path_variable_name(segment) : std::string_view();
    const std::string* value = name.empty() ? nullptr : variable_value(url, name);
    if (value == nullptr) {
      out += segment;
    } else {
      out += *value;
      out += std::string_view(segment).substr(name.size() + 1);
    }
  }
}

std::string unsplit(const Url& url, bool with_variables) {
  std::string out;
  if (!url.protocol.empty()) {
    out += url.protocol;
    if (!url.protocol.ends_with(kProtocolEnd)) out += kProtocolEnd;
  }
  if (url.auth_user || url.auth_password) {
    out += url.auth_user.value_or("");
    if (url.auth_password) out += ":" + *url.auth_password;
    out += '@';
  }
  for (std::size_t i = 0; i < url.host.size(); ++i) {
    if (i > 0) out += '.';
    out += url.host[i];
  }
  if (!url.port.empty() || url.empty_port) out += ":" + url.port;
  append_path(out, url, with_variables);
  const bool any_enabled =
      std::any_of(url.query.begin(), url.query.end(), [](const Param& param) { return !param.disabled; });
  if (any_enabled) {
    out += '?';
    append_query(out, url.query);
  }
  if (url.hash) out += "#" + *url.hash;
  return out;
}

/// Strings of a list, or a text split by `split_text`; other JSON types as text.
template <typename Split>
std::vector<std::string> pieces_from_json(const json::value& v, Split split_text) {
  std::vector<std::string> pieces;
  const auto* a = v.if_array();
  if (a == nullptr) return split_text(javascript::to_string(v));
  pieces.reserve(a->size());
  for (const json::value& piece : *a) {
    // The format also allows {type, value} for a path segment.
    const auto* o = piece.if_object();
    const json::value* value = o == nullptr ? &piece : json::find(*o, "value");
    pieces.push_back(value == nullptr || value->is_null() ? std::string() : javascript::to_string(*value));
  }
  return pieces;
}

/// A dot splits the host unless it stands inside {{a name}}: /\.(?![^{]*\}{2})/.
std::vector<std::string> split_host(std::string_view text) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.', dot + 1)) {
    const std::size_t close = text.find("}}", dot + 1);
    if (close != std::string_view::npos && text.find('{', dot + 1) > close) continue;
    pieces.emplace_back(text.substr(begin, dot - begin));
    begin = dot + 1;
  }
  pieces.emplace_back(text.substr(begin));
  return pieces;
}

std::optional<std::string> string_member(const json::object& o, std::string_view key) {
  const json::value* v = json::find(o, key);
  if (v == nullptr || !v->is_string()) return std::nullopt;
  return std::string(v->get_string());
}

void read_path(Url& url, const json::value& v) {
  if (v.is_array()) {
    url.path = pieces_from_json(v, [](const std::string&) { return std::vector<std::string>(); });
    return;
  }
  if (!v.is_string() || v.get_string().empty()) return;
  std::string_view text = v.get_string();
  if (text == "/") {
    url.path = std::vector<std::string>{""};
    return;
  }
  if (text.starts_with('/')) text.remove_prefix(1);
  url.path = split(text, '/');
}

Url url_from_object(const json::object& o) {
  Url url;
  if (const json::value* v = json::find(o, "protocol"); javascript::truthy(v)) url.protocol = javascript::to_string(*v);
  if (const auto* auth = json::find_object(o, "auth")) {
    url.auth_user = string_member(*auth, "user");
    url.auth_password = string_member(*auth, "password");
  }
  if (const json::value* v = json::find(o, "host"); javascript::truthy(v)) {
    url.host = pieces_from_json(*v, [](const std::string& text) { return split_host(text); });
  }
  if (const json::value* v = json::find(o, "port"); v != nullptr && !v->is_null()) {
    url.port = javascript::to_string(*v);
    url.empty_port = url.port.empty();
  }
  if (const json::value* v = json::find(o, "path")) read_path(url, *v);
  if (const json::value* v = json::find(o, "query"); javascript::truthy(v)) url.query = query_from_json(*v);
  url.hash = string_member(o, "hash");
  if (const json::value* v = json::find(o, "variable"); javascript::truthy(v)) url.variables = variables_from_json(*v);
  return url;
}

bool has_parts(const json::object& o) {
  for (const std::string_view key : {"protocol", "host", "port", "path", "query", "hash", "auth"}) {
    if (javascript::truthy(json::find(o, key))) return true;
  }
  return false;
}

json::value text_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

}  // namespace

Url split_url(std::string_view text, UrlRules rules) {
  Url url;
  text = javascript::trim_start(text);
  if (text.empty()) return url;
  std::string mask = text.find("{{") == std::string_view::npos ? std::string(text) : masked_copy(text);
  std::size_t end = text.size();
  if (const std::size_t hash = mask.find('#'); hash != std::string::npos) {
    url.hash = text.substr(hash + 1);
    end = hash;
  }
  if (const std::size_t question = std::string_view(mask).substr(0, end).find('?'); question != std::string::npos) {
    const Masked whole{text.substr(0, end), std::string_view(mask).substr(0, end)};
    take_query(url, whole.sub(question + 1), rules);
    end = question;
  }
  split_front(url, std::string(text), std::move(mask), end, rules);
  return url;
}

Url Url::parse(std::string_view text) {
  return split_url(text, UrlRules::kSdk);
}

Url Url::from_json(const json::value& v) {
  if (const auto* s = v.if_string()) return parse(*s);
  const auto* o = v.if_object();
  if (o == nullptr) return {};
  if (!has_parts(*o)) {
    // Postman reads such an object as an empty URL; its `raw` is what the author meant.
    Url url = parse(json::string_or(*o, "raw"));
    if (const json::value* variables = json::find(*o, "variable"); javascript::truthy(variables)) {
      url.variables = variables_from_json(*variables);
    }
    return url;
  }
  return url_from_object(*o);
}

std::string Url::to_string() const {
  return unsplit(*this, false);
}

std::string Url::to_string_with_variables() const {
  return unsplit(*this, true);
}

json::object Url::to_json() const {
  json::object o;
  if (auth_user || auth_password) {
    json::object auth;
    if (auth_user) auth["user"] = *auth_user;
    if (auth_password) auth["password"] = *auth_password;
    o["auth"] = std::move(auth);
  }
  if (!protocol.empty()) o["protocol"] = protocol;
  if (!port.empty() || empty_port) o["port"] = port;
  if (path) o["path"] = text_array(*path);
  if (hash) o["hash"] = *hash;
  if (!host.empty()) o["host"] = text_array(host);
  o["query"] = params_to_json(query);
  json::array variable_list;
  for (const Param& variable : variables) {
    json::object entry;
    if (variable.disabled) entry["disabled"] = true;
    entry["type"] = variable.type.empty() ? std::string_view("any") : std::string_view(variable.type);
    if (variable.value) entry["value"] = *variable.value;
    entry["key"] = variable.key;
    variable_list.push_back(std::move(entry));
  }
  o["variable"] = std::move(variable_list);
  return o;
}

}  // namespace signet::model
