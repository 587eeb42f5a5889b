#include "app/agent/import_preview.h"

#include <fmt/format.h>

#include "app/page/routes.h"
#include "base/encoding.h"
#include "base/text.h"
#include "http/client.h"
#include "model/collection.h"
#include "model/import/import.h"

namespace signet::app {
namespace {

using server::Call;
using server::Method;
using server::Response;
using server::Route;

constexpr std::int64_t kMaxFileBytes = 64LL << 20;  // what the team server takes
constexpr std::int64_t kMaxFileText = (kMaxFileBytes + 2) / 3 * 4;
constexpr std::int64_t kMaxFileName = 255;
constexpr std::int64_t kMaxAddress = 8192;
constexpr std::int64_t kTimeoutMs = 60'000;

struct Counts {
  std::size_t folders = 0;
  std::size_t requests = 0;
};

// As deep as the parser let the document be.
void count(const json::value& owner, Counts& counts) {  // NOLINT(misc-no-recursion)
  const auto* object = owner.if_object();
  const json::array* items = object == nullptr ? nullptr : json::find_array(*object, "item");
  if (items == nullptr) return;
  for (const json::value& item : *items) {
    const auto* inner = item.if_object();
    if (inner == nullptr) continue;
    ++(inner->contains("item") ? counts.folders : counts.requests);
    count(item, counts);
  }
}

json::object show(model::ImportedDocument document) {
  json::object shown{{"kind", model::name_of(document.kind)},
                     {"name", model::name_of(document)},
                     {"source", document.source},
                     {"format", document.format}};
  if (document.kind != model::ImportKind::kCollection) {
    const auto* values = json::find_array(document.document.get_object(), "values");
    shown["variables"] = values == nullptr ? 0 : values->size();
    return shown;
  }
  Counts counts;
  if (const auto collection = model::to_v2(std::move(document.document), document.source)) count(*collection, counts);
  shown["folders"] = counts.folders;
  shown["requests"] = counts.requests;
  return shown;
}

/// With the settings of the app, and without cookies.
Result<std::string> fetch(const std::string& address, http::Settings settings) {
  const std::string lower = to_lower(address.substr(0, 8));
  if (!lower.starts_with("https://") && !lower.starts_with("http://")) {
    return fail(ErrorCode::kInvalidInput, "url: is no address of a file", "it begins with https:// or http://");
  }
  const std::string shown = model::shown_address(address);
  http::CookieJar jar;
  http::Client client(jar);
  http::Request request;
  request.method = "GET";
  request.url = address;
  request.headers.push_back({"Accept", "application/json, application/yaml, */*", true});
  request.headers.push_back({"User-Agent", "Signet", true});
  request.settings = std::move(settings);
  request.settings.use_cookies = false;
  request.settings.max_response_bytes = kMaxFileBytes;
  request.settings.timeout_ms = kTimeoutMs;
  auto response = client.send(std::move(request));
  if (!response) {
    Error error = std::move(response).error();
    // Of whoever gave the address: as a failure of the agent's own the page would not be told why.
    error.code = ErrorCode::kInvalidInput;
    error.message = fmt::format("cannot fetch {}: {}", shown, error.message);
    return error;
  }
  if (response->code != 200) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} was answered with {} {}", shown, response->code, response->status),
                "the address must give the file itself, without signing in");
  }
  return std::move(response->body);
}

Result<Response> preview(std::string name, const std::string& bytes, bool was_fetched) {
  SIGNET_TRY(model::Import found, model::read_import(bytes, name));
  json::array documents;
  for (model::ImportedDocument& document : found.documents) documents.push_back(show(std::move(document)));
  json::array left_out;
  for (const model::LeftOut& part : found.left_out) {
    left_out.push_back(json::object{{"source", part.source}, {"reason", part.reason}});
  }
  json::object told{{"name", std::move(name)},
                    {"documents", std::move(documents)},
                    {"left_out", std::move(left_out)},
                    {"notices", strings(found.notices)}};
  // What was shown is what is imported then: it is not fetched again.
  if (was_fetched) told["data"] = base64_encode(bytes);
  return server::json_response(200, told);
}

}  // namespace

std::vector<Route> import_preview_routes(std::function<http::Settings()> network) {
  Route route =
      declare_route(Method::kPost, "/agent/v1/import/preview", "previewImport",
                    [network = std::move(network)](Call& call) -> Result<Response> {
                      const std::string address(json::string_or(call.body, "url"));
                      if (address.empty() == !call.body.contains("data")) {
                        return fail(ErrorCode::kInvalidInput, "a file, or its address?", "give name and data, or url");
                      }
                      if (!address.empty()) {
                        SIGNET_TRY(const std::string bytes, fetch(address, network()));
                        return preview(model::shown_address(address).substr(0, kMaxFileName), bytes, true);
                      }
                      const auto bytes = base64_decode(json::string_or(call.body, "data"));
                      if (!bytes)
                        return fail(ErrorCode::kInvalidInput, "data: is no Base64", "encode the file as it is");
                      return preview(std::string(json::string_or(call.body, "name", "file")), *bytes, false);
                    });
  route.body = {{.name = "name", .min = 1, .max = kMaxFileName},
                {.name = "data", .max = kMaxFileText},
                {.name = "url", .min = 1, .max = kMaxAddress}};
  route.body_bytes = static_cast<std::uint64_t>(kMaxFileText) + (64U << 10);
  return {std::move(route)};
}

}  // namespace signet::app
