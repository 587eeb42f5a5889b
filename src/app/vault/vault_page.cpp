#include "app/vault/vault_page.h"

#include <fmt/format.h>

#include <future>

#include "app/page/routes.h"
#include "app/vault/transfer_routes.h"
#include "crypto/token.h"

namespace signet::app {

namespace {

constexpr std::string_view kPage = "/vault.html";
constexpr unsigned kWorkers = 4;  // a provider's test waits for its answer

server::Response answer(server::Request& request, const Gate& gate, const server::Dispatcher& dispatcher,
                        std::span<const WebFile> files) {
  if (auto refusal = gate.refuse_host(request)) return *std::move(refusal);
  const bool is_call = !request.target.segments.empty() && request.target.segments.front() == "vault" &&
                       request.target.segments.size() > 1;
  if (!is_call) return serve_web_file(request, files, kPage);
  if (auto refusal = gate.refuse_caller(request)) return *std::move(refusal);
  return dispatcher.answer(request);
}

}  // namespace

/// The gate wants the port, which is known once the front listens: who comes sooner waits.
struct VaultPage::Opening {
  std::promise<std::unique_ptr<const Gate>> promise;
  std::shared_future<std::unique_ptr<const Gate>> gate = promise.get_future().share();
};

VaultPage::VaultPage() : opening_(std::make_unique<Opening>()) {}

VaultPage::~VaultPage() {
  front_.reset();
}

Result<std::unique_ptr<VaultPage>> VaultPage::start(const VaultParts& parts, std::span<const WebFile> files,
                                                    server::LineSink notice) {
  std::unique_ptr<VaultPage> page(new VaultPage);
  std::vector<server::Route> routes = vault_routes(parts);
  add_routes(routes, provider_routes(parts));
  add_routes(routes, transfer_routes(parts));
  server::DispatcherOptions dispatching;
  dispatching.notice = notice;
  SIGNET_TRY(server::Dispatcher made, server::Dispatcher::make(std::move(routes), std::move(dispatching)));
  page->dispatcher_ = std::make_unique<const server::Dispatcher>(std::move(made));

  server::FrontOptions front;
  front.listen = {"127.0.0.1:0"};
  front.workers = kWorkers;
  front.notice = std::move(notice);
  front.body_limit = [dispatcher = page->dispatcher_.get(), most = front.limits.body_bytes](
                         const server::Request& request) { return dispatcher->body_limit(request).value_or(most); };
  const auto gate = page->opening_->gate;
  SIGNET_TRY(page->front_, server::Front::start(std::move(front), [gate, dispatcher = page->dispatcher_.get(),
                                                                   files](server::Request& request) {
               return answer(request, *gate.get(), *dispatcher, files);
             }));
  page->token_ = crypto::make_token();
  page->opening_->promise.set_value(std::make_unique<const Gate>(page->token_.clone(), page->port()));
  return page;
}

SecretString VaultPage::address() const {
  return SecretString(fmt::format("http://127.0.0.1:{}/#token={}", port(), token_.expose()));
}

namespace {

constexpr std::int64_t kMaxProposed = 256LL << 10;

/// A secret on its way into the vault: the app's page gives it, and learns under which name it is there.
std::vector<server::Route> proposal_routes(const VaultParts& parts) {
  std::vector<server::Route> routes;
  routes.push_back(declare_route(server::Method::kPost, "/agent/v1/vault/proposals", "proposeSecret",
                                 [parts](server::Call& call) -> Result<server::Response> {
                                   const std::string id = parts.proposals.propose(
                                       std::string(json::string_or(call.body, "name")),
                                       std::string(json::string_or(call.body, "from")), call.secret("value")->clone());
                                   return server::json_response(201, json::object{{"id", id}});
                                 }));
  routes.back().body = {{.name = "name", .required = true, .max = 1024},
                        {.name = "from", .required = true, .max = 1024},
                        {.name = "value", .required = true, .min = 1, .max = kMaxProposed, .secret = true}};
  routes.back().body_bytes = 4 * static_cast<std::uint64_t>(kMaxProposed);
  routes.push_back(declare_route(server::Method::kGet, "/agent/v1/vault/proposals/{id}", "getProposal",
                                 [parts](server::Call& call) -> Result<server::Response> {
                                   return server::json_response(200, parts.proposals.state(call.text("id")));
                                 }));
  routes.back().path = {{.name = "id", .format = "uuid"}};
  return routes;
}

}  // namespace

std::vector<server::Route> vault_door_routes(const VaultParts& parts, const std::function<Status()>& open) {
  std::vector<server::Route> routes = proposal_routes(parts);
  routes.push_back(declare_route(
      server::Method::kGet, "/agent/v1/vault", "lookAtVault", [parts](server::Call&) -> Result<server::Response> {
        json::array waiting;
        for (const json::value& one : parts.questions.waiting()) {
          const json::object& question = one.as_object();
          waiting.push_back({{"id", question.at("id")},
                             {"collection", question.at("collection")},
                             {"to_unlock", question.at("to_unlock")}});
        }
        return server::json_response(200,
                                     json::object{{"is_open", parts.vault.is_open()}, {"waiting", std::move(waiting)}});
      }));
  routes.push_back(declare_route(server::Method::kPost, "/agent/v1/vault/open", "openVaultPage",
                                 [open](server::Call&) -> Result<server::Response> {
                                   if (open == nullptr)
                                     return server::json_response(200, json::object{{"opened", false}});
                                   SIGNET_CHECK(open());
                                   return server::json_response(200, json::object{{"opened", true}});
                                 }));
  return routes;
}

}  // namespace signet::app
