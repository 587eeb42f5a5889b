#include "cli/fetch.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "http/client.h"

namespace signet::cli {

namespace {

constexpr std::string_view kPostmanApi = "https://api.getpostman.com/";

/// digits-8-4-4-4-12, or the bare UUID: Postman's UIDs.
bool is_uid(std::string_view text) {
  return text.size() >= 36 && text.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '-') >= 4;
}

}  // namespace

model::Fetch make_fetch(const http::Settings& settings, const std::string& postman_api_key) {
  return [settings, postman_api_key](const std::string& url) -> Result<std::string> {
    http::CookieJar jar;
    http::Client client(jar);
    http::Request request;
    request.method = "GET";
    request.url = url;
    request.headers.push_back({"Accept", "application/json, text/csv, */*", true});
    request.headers.push_back({"User-Agent", "Signet", true});
    if (!postman_api_key.empty() && url.starts_with(kPostmanApi)) {
      request.headers.push_back({"X-Api-Key", postman_api_key, false});
    }
    request.settings = settings;
    request.settings.max_response_bytes = kMaxFileBytes;
    SIGNET_TRY(http::Response response, client.send(std::move(request)));
    if (response.code != 200) {
      return fail(ErrorCode::kNetwork, fmt::format("{} was answered with {} {}", url, response.code, response.status),
                  "open the address in a browser: it must give the file itself, without signing in");
    }
    return std::move(response.body);
  };
}

std::string postman_location(const std::string& location, std::string_view kind, bool has_key) {
  std::error_code ignored;
  if (!has_key || !is_uid(location) || std::filesystem::exists(location, ignored)) return location;
  return fmt::format("{}{}/{}", kPostmanApi, kind, location);
}

}  // namespace signet::cli
