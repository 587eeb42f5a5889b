#include "http/prepare_body.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"
#include "http/files.h"
#include "http/headers.h"

namespace signet::http {

namespace {

constexpr std::string_view kUrlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view kMultipart = "multipart/form-data";
constexpr std::string_view kOctetStream = "application/octet-stream";

/// The methods whose body Postman drops unless disableBodyPruning is set (core.js METHODS_WITHOUT_BODY).
bool has_no_body(std::string_view method) {
  constexpr std::array<std::string_view, 5> kMethods = {"GET", "COPY", "HEAD", "PURGE", "UNLOCK"};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

std::string_view type_of_language(std::string_view language) {
  if (language == "html") return "text/html";
  if (language == "json") return "application/json";
  if (language == "javascript") return "application/javascript";
  if (language == "xml") return "application/xml";
  return "text/plain";
}

/// application/json, application/problem+json ...
bool is_json_type(std::string_view type) {
  constexpr std::string_view kPrefix = "application/";
  if (!type.starts_with(kPrefix)) return false;
  type.remove_prefix(kPrefix.size());
  if (type.starts_with("json")) return true;
  const std::string_view word = type.substr(0, type.find_first_of(" \t\r\n"));
  return word.find("+json") != std::string_view::npos && word.find("+json") > 0;
}

void add_content_type(model::Request& shown, std::string_view type) {
  if (find_enabled(shown.headers, "content-type") != nullptr) return;
  model::Param& header = shown.headers.emplace_back();
  header.key = "Content-Type";
  header.value = std::string(type);
  header.system = true;
}

bool all_disabled(const std::vector<model::Param>& params) {
  return std::all_of(params.begin(), params.end(), [](const model::Param& param) { return param.disabled; });
}

/// Compact JSON with numbers as JavaScript writes them.
void stringify(std::string& out, const json::value& v) {
  if (const auto* object = v.if_object()) {
    out += '{';
    for (const auto& member : *object) {
      if (out.back() != '{') out += ',';
      out += boost::json::serialize(boost::json::string_view(member.key()));
      out += ':';
      stringify(out, member.value());
    }
    out += '}';
  } else if (const auto* array = v.if_array()) {
    out += '[';
    for (const json::value& element : *array) {
      if (out.back() != '[') out += ',';
      stringify(out, element);
    }
    out += ']';
  } else {
    out += v.is_double() ? json::to_text(v) : boost::json::serialize(v);
  }
}

/// GraphQL over HTTP as JSON; `variables` written as text goes in unparsed, so that unfinished text is sent too.
std::string graphql_text(const json::object& graphql) {
  const json::value* variables = json::find(graphql, "variables");
  const bool text_variables = variables != nullptr && variables->is_string();
  std::string out = "{";
  for (const std::string_view key : {"query", "operationName", "variables"}) {
    const json::value* value = json::find(graphql, key);
    if (value == nullptr) continue;
    const bool is_text = value->is_string();
    const bool raw = text_variables && key == "variables";
    if (text_variables && (!is_text || (raw && value->get_string().empty()))) continue;
    if (out.size() > 1) out += ',';
    out += fmt::format("\"{}\":", key);
    if (raw) {
      out += std::string_view(value->get_string());
    } else {
      stringify(out, *value);
    }
  }
  return out += '}';
}

/// The place of an array index among the keys of a JavaScript object: those come first, in number order.
std::optional<std::uint32_t> array_index(std::string_view key) {
  if (key.empty() || key.size() > 10 || (key.size() > 1 && key[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : key) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value >= 0xFFFFFFFFULL) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

/// Node's querystring.stringify of a {key: value} object made from the list: equal keys stand together.
std::string urlencoded_text(const std::vector<model::Param>& params) {
  struct Field {
    std::string_view key;
    std::optional<std::uint32_t> index;
    std::vector<const model::Param*> values;
  };
  std::vector<Field> fields;
  std::unordered_map<std::string_view, std::size_t> known;
  for (const model::Param& param : params) {
    if (param.disabled) continue;
    const auto [it, is_new] = known.try_emplace(param.key, fields.size());
    if (is_new) fields.push_back({param.key, array_index(param.key), {}});
    fields[it->second].values.push_back(&param);
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const Field& a, const Field& b) { return a.index && (!b.index || *a.index < *b.index); });
  std::string out;
  for (const Field& field : fields) {
    for (const model::Param* param : field.values) {
      if (!out.empty()) out += '&';
      out += percent_encode(field.key);
      out += '=';
      out += percent_encode(param->value.value_or(""));
    }
  }
  return out;
}

/// The part of one field. `path` is set when it is a file that can be read.
Part make_part(const model::Param& param, std::optional<std::filesystem::path> path) {
  Part part;
  part.name = param.key;
  const bool is_file = param.type == "file";
  if (!param.file_name.empty()) part.file_name = std::filesystem::path(param.file_name).filename().string();
  if (path) {
    if (!part.file_name) part.file_name = path->filename().string();
    part.content_type = media_type(path->string());
  } else if (is_file && param.files.empty() && param.value && !param.value->empty()) {
    part.value = base64_decode_lenient(*param.value);
  } else {
    part.value = param.value.value_or("");
    if (is_file && part.value.empty() && !part.file_name) part.file_name = "";
  }
  if (!param.content_type.empty()) {
    part.content_type = param.content_type;
  } else if (part.content_type.empty() && !param.file_name.empty()) {
    part.content_type = media_type(param.file_name);
  }
  const bool is_bytes = path.has_value() || (is_file && !part.value.empty());
  if (part.content_type.empty() && is_bytes) part.content_type = kOctetStream;
  part.file = std::move(path);
  return part;
}

/// Makes the parts, and rewrites `fields` as newman shows them: one entry for each file, unreadable ones disabled.
std::vector<Part> make_parts(std::vector<model::Param>& fields, const FileAccess& files,
                             std::vector<std::string>& warnings) {
  std::vector<Part> parts;
  std::vector<model::Param> shown;
  for (model::Param& field : fields) {
    const bool needs_file = field.type == "file" && !field.disabled;
    const bool has_text = field.value && !field.value->empty();
    if (!needs_file || (field.files.empty() && has_text)) {
      if (!field.disabled) parts.push_back(make_part(field, std::nullopt));
      shown.push_back(std::move(field));
      continue;
    }
    const auto warn = [&](std::string_view reason) {
      warnings.push_back(fmt::format("Form param `{}`, file load error: {}", field.key, reason));
    };
    if (field.files.empty()) {
      warn("missing file source");
      parts.push_back(make_part(field, std::nullopt));
      shown.push_back(std::move(field));
      continue;
    }
    const bool several = field.files.size() > 1;
    for (const std::string& source : field.files) {
      model::Param single = field;
      single.files = {source};
      Result<std::filesystem::path> path = find_upload(source, files);
      if (path) {
        parts.push_back(make_part(single, *std::move(path)));
      } else {
        warn(path.error().message);
        if (several) continue;  // of several files the missing ones are left out, even from what is shown
        single.disabled = true;
      }
      shown.push_back(std::move(single));
    }
  }
  fields = std::move(shown);
  return parts;
}

std::string make_boundary() {
  std::string boundary(26, '-');
  const std::string random = make_uuid() + make_uuid();
  for (std::size_t i = 0; boundary.size() < 50; ++i) {
    if (random[i] != '-') boundary += static_cast<char>('0' + random[i] % 10);
  }
  return boundary;
}

void strip_comments(model::Request& shown) {
  model::Body& body = *shown.body;
  const model::Param* type = find_enabled(shown.headers, "content-type");
  const bool is_json =
      body.language == "json" || (body.language.empty() && type != nullptr && is_json_type(type->value.value_or("")));
  if (!is_json) return;
  if (body.raw.find("//") == std::string::npos && body.raw.find("/*") == std::string::npos) return;
  body.raw = strip_json_comments(body.raw);
}

/// file mode: a path is streamed, base64 content is sent decoded.
PreparedBody file_body(const model::Body& body, const FileAccess& files, std::vector<std::string>& warnings) {
  PreparedBody prepared;
  if (!body.file.value_or("").empty() || body.file_content.value_or("").empty()) {
    Result<std::filesystem::path> path = find_upload(body.file.value_or(""), files);
    if (!path) {
      warnings.push_back("Binary file load error: " + path.error().message);
      return prepared;
    }
    const std::string_view type = media_type(path->string());
    prepared.content_type = type.empty() ? kOctetStream : type;
    prepared.keeps_user_content_type = true;
    prepared.body = *std::move(path);
    return prepared;
  }
  prepared.body = base64_decode_lenient(*body.file_content);
  return prepared;
}

}  // namespace

bool PreparedBody::accepts(std::string_view user_content_type) const {
  if (content_type.starts_with(kMultipart)) return !multipart_boundary(user_content_type).empty();
  if (!user_content_type.starts_with(content_type)) return false;
  const std::string_view rest = user_content_type.substr(content_type.size());
  return rest.empty() || !(std::isalnum(static_cast<unsigned char>(rest.front())) != 0 || rest.front() == '_');
}

std::string_view multipart_boundary(std::string_view content_type) {
  constexpr std::string_view kKey = "boundary=";
  if (!content_type.starts_with("multipart/form-data;")) return {};
  const std::size_t at = content_type.rfind(kKey);
  if (at == std::string_view::npos) return {};
  std::string_view boundary = content_type.substr(at + kKey.size());
  if (boundary.starts_with('"')) {
    boundary.remove_prefix(1);
    return boundary.substr(0, boundary.find('"'));
  }
  return boundary.substr(0, boundary.find(';'));
}

std::string strip_json_comments(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (in_string) {
      out += c;
      if (c == '\\' && i + 1 < text.size()) out += text[++i];
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
      out += c;
    } else if (c == '/' && next == '/') {
      const std::size_t end = std::min(text.find_first_of("\r\n", i), text.size());
      i = end - 1;
    } else if (c == '/' && next == '*') {
      const std::size_t end = text.find("*/", i + 2);
      i = end == std::string_view::npos ? text.size() : end + 1;
    } else {
      out += c;
    }
  }
  return out;
}

PreparedBody prepare_body(model::Request& shown, const Settings& settings, const FileAccess& files,
                          std::vector<std::string>& warnings) {
  if (!shown.body || shown.body->disabled) return {};
  model::Body& body = *shown.body;
  const bool pruned = has_no_body(shown.method) && !settings.send_body_with_get;
  PreparedBody prepared;
  switch (body.mode) {
    case model::BodyMode::kNone:
      break;
    case model::BodyMode::kRaw:
      if (pruned || body.raw.empty()) break;
      strip_comments(shown);
      add_content_type(shown, type_of_language(body.language));
      prepared.body = body.raw;
      break;
    case model::BodyMode::kUrlencoded:
      if (pruned || all_disabled(body.params)) break;
      prepared.body = urlencoded_text(body.params);
      prepared.content_type = kUrlencoded;
      break;
    case model::BodyMode::kFormdata: {
      // Files are looked for even when the body is dropped, so that the warnings come as in newman.
      std::vector<Part> parts = make_parts(body.params, files, warnings);
      if (pruned || parts.empty()) break;
      prepared.body = std::move(parts);
      prepared.content_type = fmt::format("{}; boundary={}", kMultipart, make_boundary());
      break;
    }
    case model::BodyMode::kFile:
      prepared = file_body(body, files, warnings);
      if (pruned) prepared = {};
      break;
    case model::BodyMode::kGraphql: {
      const json::object* graphql = body.graphql.if_object();
      if (pruned || graphql == nullptr) break;
      add_content_type(shown, type_of_language("json"));
      prepared.body = graphql_text(*graphql);
      break;
    }
  }
  return prepared;
}

}  // namespace signet::http
