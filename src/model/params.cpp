#include "model/params.h"

#include "base/text.h"
#include "model/javascript.h"
#include "model/placeholder.h"
#include "model/reading.h"

namespace signet::model {

namespace {

/// Appends a key or value so that reading the query again gives the same parts; {{names}} are left as they are.
void append_normalized(std::string& out, std::string_view text, bool encode_equals) {
  if (text.find_first_of(encode_equals ? "&#=" : "&#") == std::string_view::npos) {
    out += text;
    return;
  }
  std::size_t done = 0;
  for (Placeholder p = find_placeholder(text); p; p = find_placeholder(text, done)) {
    append_query_part(out, text.substr(done, p.begin - done), encode_equals);
    out += text.substr(p.begin, p.end - p.begin);
    done = p.end;
  }
  append_query_part(out, text.substr(done), encode_equals);
}

std::string text_member(const json::object& o, std::string_view key) {
  const json::value* v = json::find(o, key);
  return v == nullptr || !v->is_string() ? std::string() : std::string(v->get_string());
}

/// The member as text whatever its JSON type; absent for null or nothing.
std::optional<std::string> value_member(const json::object& o, std::string_view key) {
  const json::value* v = json::find(o, key);
  if (v == nullptr || v->is_null()) return std::nullopt;
  if (v->is_object() || v->is_array()) return javascript::stringify(*v);
  return javascript::to_string(*v);
}

Param read_query_param(const json::value& v) {
  if (const auto* s = v.if_string()) return parse_query_param(*s);
  Param param;
  const auto* o = v.if_object();
  if (o == nullptr) return param;
  param.key = text_member(*o, "key");
  param.value = value_member(*o, "value");
  param.disabled = javascript::truthy(json::find(*o, "disabled"));
  param.system = javascript::truthy(json::find(*o, "system"));
  return param;
}

std::vector<std::string> file_paths(const json::value* src) {
  std::vector<std::string> files;
  if (src == nullptr) return files;
  if (const auto* s = src->if_string(); s != nullptr && !s->empty()) files.emplace_back(*s);
  if (const auto* a = src->if_array()) {
    for (const json::value& path : *a) {
      if (path.is_string()) files.emplace_back(path.get_string());
    }
  }
  return files;
}

Param read_form_param(const json::value& v) {
  Param param;
  const auto* o = v.if_object();
  if (o == nullptr) return param;
  const json::value* key = json::find(*o, "key");
  if (javascript::truthy(key)) param.key = javascript::to_string(*key);
  param.value = javascript::truthy(json::find(*o, "value")) ? value_member(*o, "value") : std::string();
  param.disabled = javascript::truthy(json::find(*o, "disabled"));
  param.type = text_member(*o, "type");
  param.content_type = text_member(*o, "contentType");
  param.file_name = text_member(*o, "fileName");
  param.files = file_paths(json::find(*o, "src"));
  return param;
}

Param read_path_variable(const json::value& v) {
  Param param;
  const auto* o = v.if_object();
  if (o == nullptr) return param;
  const json::value* key = json::find(*o, "key");
  if (!javascript::truthy(key)) key = json::find(*o, "id");
  if (javascript::truthy(key)) param.key = javascript::to_string(*key);
  param.type = text_member(*o, "type");
  param.disabled = javascript::truthy(json::find(*o, "disabled"));
  // Only strings take the place of a segment (Url.getPath), and only the type "string" makes one of another value.
  const json::value* value = json::find(*o, "value");
  const bool text_type = equals_ignore_case(param.type, "string");
  if (value != nullptr && value->is_string()) {
    param.value = value->get_string();
  } else if (text_type) {
    param.value = value == nullptr ? "undefined" : javascript::to_string(*value);
  }
  return param;
}

/// Reads each element of a list, or the one value; nulls are skipped, as PropertyList.add does.
template <typename Read>
std::vector<Param> read_list(const json::value& v, Read read) {
  std::vector<Param> params;
  if (const auto* a = v.if_array()) {
    params.reserve(a->size());
    for (const json::value& element : *a) {
      if (!element.is_null()) params.push_back(read(element));
    }
  } else if (v.is_object()) {
    params.push_back(read(v));
  }
  return params;
}

Param read_header(const json::value& v) {
  Param header;
  if (const auto* s = v.if_string()) {
    const std::string_view line = *s;
    const std::size_t colon = std::min(line.find(':'), line.size());
    header.key = javascript::trim(line.substr(0, colon));
    header.value = javascript::trim(line.substr(std::min(colon + 1, line.size())));
    return header;
  }
  header.value = "";
  const auto* o = v.if_object();
  if (o == nullptr) return header;
  const json::value* key = json::find(*o, "key");
  if (javascript::truthy(key)) header.key = javascript::to_string(*key);
  if (json::find(*o, "value") != nullptr) header.value = value_member(*o, "value");
  header.disabled = javascript::truthy(json::find(*o, "disabled"));
  header.system = javascript::truthy(json::find(*o, "system"));
  return header;
}

bool is_line_end(std::string_view text, std::size_t at) {
  return text[at] == '\n' || text[at] == '\r' || text.substr(at, 3) == "\xE2\x80\xA8" ||
         text.substr(at, 3) == "\xE2\x80\xA9";
}

std::size_t line_end(std::string_view text, std::size_t from) {
  while (from < text.size() && !is_line_end(text, from)) ++from;
  return from;
}

/// One match of /^(\S+):(.*)$/m at or after `from`; `from` moves past it. False when there is none.
bool next_header(std::string_view text, std::size_t& from, Param& header) {
  // Only the start of a line counts: unfolding may have moved the place into the middle of one.
  if (from > 0 && from < text.size() && !is_line_end(text, from - 1)) from = line_end(text, from);
  while (from < text.size()) {
    const std::size_t end = line_end(text, from);
    const std::string_view line = text.substr(from, end - from);
    std::size_t run = 0;
    while (run < line.size() && javascript::space_length(line.substr(run)) == 0) ++run;
    const std::size_t colon = line.substr(0, run).rfind(':');
    // U+2028 and U+2029 also end lines, in three bytes.
    from = std::min(end + (end < text.size() && text[end] == '\xE2' ? 3 : 1), text.size());
    if (colon == std::string_view::npos || colon == 0) continue;
    from = end;
    header = Param{};
    header.key = line.substr(0, colon);
    header.value = javascript::trim(line.substr(colon + 1));
    return true;
  }
  return false;
}

json::object param_to_json(const Param& param) {
  json::object o;
  if (param.disabled) o["disabled"] = true;
  o["key"] = param.key;
  o["value"] = param.value ? json::value(*param.value) : json::value(nullptr);
  if (param.system) o["system"] = true;
  return o;
}

}  // namespace

Param parse_query_param(std::string_view text) {
  Param param;
  const std::size_t equals = text.find('=');
  param.key = text.substr(0, equals);
  if (equals != std::string_view::npos) param.value = text.substr(equals + 1);
  return param;
}

std::vector<Param> parse_query(std::string_view text) {
  std::vector<Param> params;
  while (true) {
    const std::size_t end = text.find('&');
    params.push_back(parse_query_param(text.substr(0, end)));
    if (end == std::string_view::npos) return params;
    text.remove_prefix(end + 1);
  }
}

void append_query_part(std::string& out, std::string_view text, bool is_key) {
  for (const char c : text) {
    if (c == '&') {
      out += "%26";
    } else if (c == '#') {
      out += "%23";
    } else if (c == '=' && is_key) {
      out += "%3D";
    } else {
      out += c;
    }
  }
}

void append_query(std::string& out, const std::vector<Param>& params) {
  bool first = true;
  for (const Param& param : params) {
    if (param.disabled) continue;
    if (!first) out += '&';
    first = false;
    append_normalized(out, param.key, true);
    if (!param.value) continue;
    out += '=';
    append_normalized(out, *param.value, false);
  }
}

std::vector<Param> query_from_json(const json::value& v) {
  if (const auto* s = v.if_string()) return parse_query(*s);
  if (const auto* o = v.if_object()) {
    std::vector<Param> params;
    for (const auto& member : *o) {
      Param param;
      param.key = member.key();
      if (member.value().is_string()) param.value = member.value().get_string();
      params.push_back(std::move(param));
    }
    return params;
  }
  return read_list(v, [](const json::value& element) {
    Param param = read_query_param(element);
    const auto* o = element.if_object();
    if (o != nullptr && (o->if_contains("value") == nullptr || !o->at("value").is_string())) param.value.reset();
    return param;
  });
}

std::vector<Param> urlencoded_from_json(const json::value& v) {
  if (const auto* s = v.if_string()) return parse_query(*s);
  return read_list(v, read_query_param);
}

std::vector<Param> form_from_json(const json::value& v) {
  return read_list(v, read_form_param);
}

std::vector<Param> variables_from_json(const json::value& v) {
  return read_list(v, read_path_variable);
}

std::vector<Param> parse_headers(std::string_view text) {
  std::vector<Param> headers;
  Param header;
  std::size_t from = 0;
  if (!next_header(text, from, header)) return headers;
  headers.push_back(std::move(header));
  // Header.parse unfolds lines only after its first match, and goes on from the same place.
  std::string unfolded = replace_all(text, "\r\n ", " ");
  unfolded = replace_all(unfolded, "\r\n\t", "\t");
  while (next_header(unfolded, from, header)) headers.push_back(std::move(header));
  return headers;
}

Result<std::vector<Param>> headers_from_json(const json::value& v, std::string_view where) {
  if (const auto* s = v.if_string()) return parse_headers(*s);
  std::vector<Param> headers;
  if (const auto* o = v.if_object()) {
    for (const auto& member : *o) {
      if (!member.value().is_string()) continue;
      Param header;
      header.key = member.key();
      header.value = member.value().get_string();
      headers.push_back(std::move(header));
    }
    return headers;
  }
  const auto* a = v.if_array();
  if (a == nullptr) {
    return wrong_kind(where, "headers as an array", v, R"(write "header": [{"key": "Accept", "value": "text/html"}])");
  }
  headers.reserve(a->size());
  for (std::size_t i = 0; i < a->size(); ++i) {
    const json::value& element = (*a)[i];
    if (element.is_null()) continue;
    if (!element.is_object() && !element.is_string()) {
      return wrong_kind(element_path(where, i), "a header as an object or a string", element,
                        R"(write {"key": "Accept", "value": "text/html"})");
    }
    headers.push_back(read_header(element));
  }
  return headers;
}

json::array params_to_json(const std::vector<Param>& params) {
  json::array out;
  out.reserve(params.size());
  for (const Param& param : params) out.push_back(param_to_json(param));
  return out;
}

json::array form_to_json(const std::vector<Param>& params) {
  json::array out;
  out.reserve(params.size());
  for (const Param& param : params) {
    json::object o = param_to_json(param);
    const bool file = param.type == "file";
    if (file && param.value.value_or("").empty()) o.stable_erase("value");
    if (!param.type.empty()) o["type"] = param.type;
    if (param.files.size() == 1) o["src"] = param.files.front();
    if (param.files.size() > 1) o["src"] = json::array(param.files.begin(), param.files.end());
    if (!param.content_type.empty()) o["contentType"] = param.content_type;
    if (!param.file_name.empty()) o["fileName"] = param.file_name;
    out.push_back(std::move(o));
  }
  return out;
}

}  // namespace signet::model
