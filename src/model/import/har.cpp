#include "model/import/har.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "model/params.h"
#include "model/reading.h"
#include "model/url.h"

namespace signet::model {
namespace {

constexpr std::size_t kMostBodyBytes = 1U << 20;  // of one body, which is part of a request's element
constexpr std::size_t kLongestName = 200;
constexpr std::string_view kUrlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view kFormdata = "multipart/form-data";

template <std::size_t count>
bool is_one_of(std::string_view name, const std::string_view (&names)[count]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// By the name of a header, a parameter or a field.
bool is_credential(std::string_view name) {
  const std::string lower = to_lower(name);
  constexpr std::string_view kWhole[] = {"key", "sig", "pass", "pwd"};
  constexpr std::string_view kWithin[] = {"auth",     "token",  "api-key", "api_key",   "apikey",     "secret",
                                          "password", "cookie", "session", "signature", "credential", "passwd"};
  return is_one_of(lower, kWhole) || std::any_of(std::begin(kWithin), std::end(kWithin), [&](std::string_view word) {
           return lower.find(word) != std::string::npos;
         });
}

/// Headers that a client makes itself, for this connection (RFC 9110 §7.6.1) or this body; those of HTTP/2 in front.
bool is_clients_own(std::string_view name) {
  constexpr std::string_view kNames[] = {"host",   "content-length",  "connection",      "keep-alive",
                                         "te",     "trailer",         "upgrade",         "transfer-encoding",
                                         "expect", "accept-encoding", "proxy-connection"};
  return name.starts_with(':') || is_one_of(to_lower(name), kNames);
}

/// Headers of an answer that say how its body was sent: it is saved as it was read.
bool is_of_transfer(std::string_view name) {
  constexpr std::string_view kNames[] = {"content-length", "content-encoding", "transfer-encoding", "connection",
                                         "keep-alive"};
  return name.starts_with(':') || is_one_of(to_lower(name), kNames);
}

bool is_text(std::string_view media_type) {
  const std::string type = media_type_of(media_type);
  return type.empty() || type.starts_with("text/") || type == kUrlencoded || type == "application/graphql" ||
         type == "application/yaml" || type == "application/x-ndjson" || language_of(type) != "text";
}

/// "+" and "%20" as they were typed.
std::string form_decoded(std::string_view text) {
  return percent_decode(replace_all(text, "+", " "));
}

class Recording {
 public:
  explicit Recording(const json::object& document) : log_(object_in(document, "log")) {}

  Result<Conversion> convert() && {
    const json::array& pages = list_in(log_, "pages");
    json::array top;
    std::vector<json::array> folders(pages.size());
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < pages.size() && pages.size() > 1; ++i) {
      const auto* page = pages[i].if_object();
      if (page != nullptr) places.emplace(json::string_or(*page, "id"), i);
    }
    for (const json::value& entry : list_in(log_, "entries")) {
      const auto* object = entry.if_object();
      std::optional<json::object> item = object == nullptr ? std::nullopt : item_of(*object);
      if (!item) {
        ++passed_over_;
        continue;
      }
      const auto page = places.find(json::string_or(*object, "pageref"));
      (page == places.end() ? top : folders[page->second]).push_back(*std::move(item));
    }
    json::array items;
    for (std::size_t i = 0; i < folders.size(); ++i) {
      if (folders[i].empty()) continue;
      const std::string title = cut(json::string_or(pages[i].get_object(), "title"), kLongestName);
      items.push_back(json::object{{"name", title.empty() ? "Page" : title}, {"item", std::move(folders[i])}});
    }
    for (json::value& item : top) items.push_back(std::move(item));
    if (items.empty()) {
      return fail(ErrorCode::kInvalidInput, "log.entries: none of them is an HTTP request with a URL",
                  "record some requests, and export them as HAR with content");
    }
    const std::string name = fmt::format("Recording of {}", first_host_);
    json::object collection = new_collection(name, "");
    collection["item"] = std::move(items);
    json::value environment = variables_.take_environment(name);
    return Conversion{std::move(collection), std::move(environment), notices()};
  }

 private:
  std::vector<std::string> notices() {
    const auto count = [&](std::size_t number, std::string_view one, std::string_view several) {
      if (number == 1) notices_.add(fmt::format("1 {}", one));
      if (number > 1) notices_.add(fmt::format("{} {}", number, several));
    };
    count(passed_over_, "entry that is no HTTP request was left out.",
          "entries that are no HTTP requests were left out.");
    count(credentials_, "credential was not taken from the recording.",
          "credentials were not taken from the recording.");
    if (credentials_ > 0) notices_.add(std::string(kFillIn));
    count(cookies_set_, "header of a response that sets a cookie or a token was left out.",
          "headers of responses that set cookies or tokens were left out.");
    count(left_bodies_, "body that is no text, or longer than 1 MiB, was left out.",
          "bodies that are no text, or longer than 1 MiB, were left out.");
    count(files_, "file of a form was not recorded: choose it again.",
          "files of forms were not recorded: choose them again.");
    if (bodies_ > 0) {
      notices_.add(
          "Bodies were taken as they were recorded: look for passwords and tokens in them before you share it.");
    }
    return std::move(notices_).take();
  }

  /// The secret variable of a name and a host: "{{authorization_api_example_com}}".
  std::string credential(std::string_view name) {
    ++credentials_;
    std::string variable = cut(to_lower(name), kLongestName) + "_" + host_;
    const auto is_odd = [](char c) {
      return is_control(c) || std::string_view(".:[]/?#@&= ").find(c) != std::string_view::npos;
    };
    std::replace_if(variable.begin(), variable.end(), is_odd, '_');
    return variables_.ask_for(variable, "secret", "Was not taken from the recording.");
  }

  std::optional<json::object> item_of(const json::object& entry) {
    const json::object& recorded = object_in(entry, "request");
    const std::string_view address = json::string_or(recorded, "url");
    const std::string lower = to_lower(address.substr(0, 8));
    if (!lower.starts_with("http://") && !lower.starts_with("https://")) return std::nullopt;
    Url url = Url::parse(address);
    host_ = cut(join(url.host, "."), kLongestName);
    if (first_host_.empty()) first_host_ = host_;
    const std::string method = to_upper(json::string_or(recorded, "method", "GET"));
    const std::string path = "/" + join(url.path.value_or(std::vector<std::string>()), "/");
    json::object request{{"method", method}};
    request["header"] = request_headers(recorded);
    request["url"] = address_of(std::move(url), recorded);
    add_body(recorded, request);
    json::object item{{"name", cut(fmt::format("{} {}", method, path), kLongestName)}};
    item["response"] = json::array();
    if (auto example = example_of(entry, request)) item["response"].get_array().push_back(*std::move(example));
    item["request"] = std::move(request);
    return item;
  }

  json::object address_of(Url url, const json::object& recorded) {
    if (url.auth_user || url.auth_password) {
      url.auth_user.reset();
      url.auth_password.reset();
      notices_.add("A user and password within an address were left out: set them as basic authorization.");
    }
    if (url.query.empty()) {
      for (const json::value& listed : list_in(recorded, "queryString")) {
        const auto* param = listed.if_object();
        if (param == nullptr) continue;
        Param& added = url.query.emplace_back();
        added.key = percent_encode(json::string_or(*param, "name"));
        added.value = percent_encode(json::string_or(*param, "value"));
      }
    }
    for (Param& param : url.query) {
      if (param.value && !param.value->empty() && is_credential(param.key)) param.value = credential(param.key);
    }
    return with_raw(url.to_json());
  }

  json::array request_headers(const json::object& recorded) {
    json::array headers;
    bool has_cookie = false;
    for (const json::value& listed : list_in(recorded, "headers")) {
      const auto* header = listed.if_object();
      const std::string_view name = header == nullptr ? "" : json::string_or(*header, "name");
      if (name.empty() || is_clients_own(name)) continue;
      has_cookie = has_cookie || equals_ignore_case(name, "cookie");
      headers.push_back(key_value(name, header_value(name, json::string_or(*header, "value"))));
    }
    if (!has_cookie && !list_in(recorded, "cookies").empty()) {
      headers.push_back(key_value("Cookie", credential("cookie")));
    }
    return headers;
  }

  /// The scheme of an authorization stays: "Bearer {{authorization_example_com}}".
  std::string header_value(std::string_view name, std::string_view value) {
    if (value.empty() || !is_credential(name)) return std::string(value);
    for (const std::string_view scheme : {"Bearer ", "Basic "}) {
      if (equals_ignore_case(value.substr(0, scheme.size()), scheme)) return std::string(scheme) + credential(name);
    }
    return credential(name);
  }

  /// The text of a body; nullopt, and counted, when there is none that can be kept.
  std::optional<std::string> text_of(const json::object& content) {
    std::string text(json::string_or(content, "text"));
    if (json::string_or(content, "encoding") == "base64") {
      auto bytes = base64_decode(text);
      const bool is_readable = bytes && is_text(json::string_or(content, "mimeType")) && is_utf8(*bytes);
      text = is_readable ? *std::move(bytes) : std::string();
      if (!is_readable) {
        ++left_bodies_;
        return std::nullopt;
      }
    }
    if (text.size() > kMostBodyBytes) {
      ++left_bodies_;
      return std::nullopt;
    }
    if (!text.empty()) ++bodies_;
    return text;
  }

  void add_body(const json::object& recorded, json::object& request) {
    const json::object* posted = json::find_object(recorded, "postData");
    if (posted == nullptr) return;
    const std::string_view content_type = json::string_or(*posted, "mimeType");
    const std::string type = media_type_of(content_type);
    const json::array& params = list_in(*posted, "params");
    if (type == kUrlencoded) {
      drop_content_type(request);
      request["body"] = json::object{{"mode", "urlencoded"}, {"urlencoded", fields_of(*posted, params)}};
    } else if (type == kFormdata && !params.empty()) {
      drop_content_type(request);
      request["body"] = json::object{{"mode", "formdata"}, {"formdata", parts_of(params)}};
    } else if (auto text = text_of(*posted); text && !text->empty()) {
      request["body"] = raw_body(*std::move(text), content_type);
    }
  }

  /// The client writes it for forms.
  static void drop_content_type(json::object& request) {
    json::array& headers = request["header"].get_array();
    const auto is_type = [](const json::value& header) {
      return equals_ignore_case(json::string_or(header.get_object(), "key"), "content-type");
    };
    headers.erase(std::remove_if(headers.begin(), headers.end(), is_type), headers.end());
  }

  json::object field_of(std::string_view name, std::string_view value) {
    ++bodies_;
    return key_value(name, is_credential(name) && !value.empty() ? credential(name) : std::string(value));
  }

  /// By the text, where it is: browsers do not agree whether `params` are decoded.
  json::array fields_of(const json::object& posted, const json::array& params) {
    json::array fields;
    const std::string_view text = json::string_or(posted, "text");
    if (!text.empty()) {
      for (const Param& param : parse_query(text)) {
        fields.push_back(field_of(form_decoded(param.key), form_decoded(param.value.value_or(""))));
      }
      return fields;
    }
    for (const json::value& listed : params) {
      const auto* param = listed.if_object();
      if (param == nullptr) continue;
      fields.push_back(field_of(json::string_or(*param, "name"), json::string_or(*param, "value")));
    }
    return fields;
  }

  json::array parts_of(const json::array& params) {
    json::array parts;
    for (const json::value& listed : params) {
      const auto* param = listed.if_object();
      if (param == nullptr) continue;
      if (param->contains("fileName")) {
        ++files_;
        parts.push_back(
            json::object{{"key", json::string_or(*param, "name")}, {"type", "file"}, {"src", json::array()}});
        continue;
      }
      json::object part = field_of(json::string_or(*param, "name"), json::string_or(*param, "value"));
      part["type"] = "text";
      parts.push_back(std::move(part));
    }
    return parts;
  }

  /// nullopt when nothing came back.
  std::optional<json::object> example_of(const json::object& entry, const json::object& request) {
    const json::object* answer = json::find_object(entry, "response");
    const std::int64_t code = answer == nullptr ? 0 : json::int64_or(*answer, "status", 0);
    if (code < 100 || code > 599) return std::nullopt;
    const std::string status = cut(json::string_or(*answer, "statusText"), kLongestName);
    json::object original = request;
    original.erase("body");
    json::object example{{"name", std::string(trim(fmt::format("{} {}", code, status)))},
                         {"originalRequest", std::move(original)},
                         {"status", status},
                         {"code", code}};
    const json::object& content = object_in(*answer, "content");
    example["_postman_previewlanguage"] = language_of(json::string_or(content, "mimeType"));
    json::array headers;
    for (const json::value& listed : list_in(*answer, "headers")) {
      const auto* header = listed.if_object();
      const std::string_view name = header == nullptr ? "" : json::string_or(*header, "name");
      if (name.empty() || is_of_transfer(name)) continue;
      if (is_credential(name)) {
        ++cookies_set_;
        continue;
      }
      headers.push_back(key_value(name, json::string_or(*header, "value")));
    }
    example["header"] = std::move(headers);
    example["body"] = text_of(content).value_or("");
    if (const json::value* time = json::find(entry, "time"); time != nullptr && time->is_number()) {
      example["responseTime"] =
          static_cast<std::int64_t>(std::clamp(time->to_number<double>(), 0.0, kMostMilliseconds));
    }
    return example;
  }

  static constexpr double kMostMilliseconds = 1e12;

  const json::object& log_;
  Notices notices_;
  ConvertedVariables variables_;
  std::string host_;  // of the entry at hand
  std::string first_host_;
  std::size_t passed_over_ = 0;
  std::size_t credentials_ = 0;
  std::size_t cookies_set_ = 0;
  std::size_t left_bodies_ = 0;
  std::size_t files_ = 0;
  std::size_t bodies_ = 0;
};

}  // namespace

bool is_har(const json::object& document) {
  const json::object* log = json::find_object(document, "log");
  return log != nullptr && log->contains("entries");
}

Result<Conversion> convert_har(const json::object& document) {
  const json::value* entries = json::find(object_in(document, "log"), "entries");
  if (entries == nullptr || !entries->is_array()) {
    return wrong_kind("log.entries", "an array", entries == nullptr ? json::value() : *entries,
                      "export the recording again as HAR 1.2");
  }
  return Recording(document).convert();
}

}  // namespace signet::model
