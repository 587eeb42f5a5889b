#include "app/agent/certificate_routes.h"

#include <fmt/format.h>

#include "app/agent/shown.h"
#include "app/page/routes.h"
#include "base/encoding.h"

namespace signet::app {

namespace {

using server::Call;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kCreated = 201;
constexpr unsigned kNoContent = 204;
constexpr std::int64_t kMaxFile = 2 << 20;  ///< characters of Base64
constexpr std::uint64_t kMaxBody = 5 << 20;
constexpr std::int64_t kMaxHost = 300;
constexpr std::int64_t kMaxPassphrase = 1024;

/// A file out of the call's Base64; empty when it was not given.
Result<SecretString> file_of(const Call& call, std::string_view name) {
  const SecretString* text = call.secret(name);
  if (text == nullptr) return SecretString();
  auto bytes = base64_decode(text->expose());
  if (!bytes) return fail(ErrorCode::kInvalidInput, fmt::format("{} is not Base64", name));
  SecretString file(*bytes);
  wipe(*bytes);
  return file;
}

Result<Response> add(ClientCertificates& certificates, const Call& call) {
  CertificateFiles files;
  SIGNET_TRY(files.certificate, file_of(call, "certificate"));
  SIGNET_TRY(files.key, file_of(call, "key"));
  const SecretString* passphrase = call.secret("passphrase");
  if (passphrase != nullptr && !passphrase->empty()) {
    files.passphrase = std::make_shared<const SecretString>(passphrase->clone());
  }
  std::vector<std::string> hosts;
  for (const json::value& host : call.body.at("hosts").as_array()) hosts.emplace_back(host.as_string());
  auto id = certificates.add(std::move(hosts), files);
  if (!id) return for_the_app(std::move(id).error());
  return server::json_response(kCreated, json::object{{"id", *id}});
}

}  // namespace

std::vector<Route> certificate_routes(ClientCertificates& certificates, const std::function<void()>& changed) {
  std::vector<Route> routes;
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/client-certificates", "listClientCertificates",
                    [&certificates](Call&) -> Result<Response> {
                      return server::json_response(200, json::object{{"certificates", certificates.list()}});
                    }));
  routes.push_back(declare_route(Method::kPost, "/agent/v1/client-certificates", "addClientCertificate",
                                 [&certificates, changed](Call& call) -> Result<Response> {
                                   SIGNET_TRY(Response response, add(certificates, call));
                                   changed();
                                   return response;
                                 }));
  routes.back().body = {{.name = "hosts",
                         .type = Type::kArray,
                         .required = true,
                         .min = 1,
                         .max = ClientCertificates::kMostHosts,
                         .fields = {{.max = kMaxHost}}},
                        {.name = "certificate", .required = true, .max = kMaxFile, .secret = true},
                        {.name = "key", .max = kMaxFile, .secret = true},
                        {.name = "passphrase", .max = kMaxPassphrase, .secret = true}};
  routes.back().body_bytes = kMaxBody;
  routes.push_back(declare_route(Method::kDelete, "/agent/v1/client-certificates/{id}", "removeClientCertificate",
                                 [&certificates, changed](Call& call) -> Result<Response> {
                                   SIGNET_CHECK(certificates.remove(call.text("id")));
                                   changed();
                                   return Response{.status = kNoContent};
                                 }));
  routes.back().path = {{.name = "id", .format = "uuid"}};
  return routes;
}

}  // namespace signet::app
