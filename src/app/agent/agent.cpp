#include "app/agent/agent.h"

#include <fmt/format.h>

#include <future>

#include "app/agent/agent_routes.h"
#include "app/agent/import_preview.h"
#include "app/agent/local_account.h"
#include "app/agent/network_settings.h"
#include "app/agent/relay.h"
#include "app/agent/settings_routes.h"
#include "app/agent/value_routes.h"
#include "app/live/live_relay.h"
#include "app/local/history_routes.h"
#include "app/local/kept_cookies.h"
#include "app/page/frames.h"
#include "app/page/gate.h"
#include "app/page/routes.h"
#include "app/vault/vault_page.h"
#include "app/vault/vault_runs.h"
#include "crypto/token.h"
#include "server/api/dispatcher.h"

namespace signet::app {

namespace {

constexpr std::uint64_t kMaxRelayedBytes = 512ULL << 20;
constexpr unsigned kWorkers = 16;  // sent requests wait for their answers

bool is_below(const server::Request& request, std::string_view folder) {
  return !request.target.segments.empty() && request.target.segments.front() == folder;
}

/// An agent that is about to end is waited for.
Result<vault::FileLock> lock_data(const std::filesystem::path& data) {
  auto lock = vault::FileLock::take(data / "agent.lock", std::chrono::seconds(2));
  if (lock || lock.error().code != ErrorCode::kTimeout) return lock;
  return fail(ErrorCode::kConflict, fmt::format("another signet app works on {}", data.string()),
              "use its window, end it, or give this one a folder of its own by --data");
}

}  // namespace

/// What answers requests: first the gate, then the agent's own routes, the way to the team server, the page's files.
struct Agent::Parts {
  Parts(TeamSession& session, LocalStore& local, ClientCertificates& own_certificates, CurrentValues& values,
        const AgentOptions& options)
      : vault(options.vault),
        vault_runs(vault, questions, options.make_context),
        settings(options.data, local, options.sending.network),
        certificates(own_certificates),
        sender(session, options.sending, values, &vault_runs),
        relay(session, options.to_server),
        live({session.server(), "", options.to_server.proxy, [&session] { return session.token(); }}),
        files(options.web_files),
        vault_parts{vault, questions, proposals, options.make_context} {
    use_settings(settings, certificates, sender);
    if (options.notice && !settings.notice().empty()) options.notice(settings.notice());
  }

  server::Response answer(server::Request& request) {
    const Gate& gate = *is_open.get();
    if (auto refusal = gate.refuse_host(request)) return *std::move(refusal);
    if (is_below(request, "frames")) {
      if (auto refusal = gate.refuse_foreign(request)) return *std::move(refusal);
      return frames.serve(request);
    }
    if (is_live_path(request)) {
      if (auto refusal = gate.refuse_foreign(request)) return *std::move(refusal);
      return live.open(request);
    }
    const bool is_own = is_below(request, "agent");
    if (!is_own && !is_below(request, "api")) return serve_web_file(request, files);
    if (auto refusal = gate.refuse_caller(request)) return *std::move(refusal);
    return is_own ? dispatcher->answer(request) : relay.pass_on(request);
  }

  OpenVault vault;
  Questions questions;
  Proposals proposals;
  VaultRuns vault_runs;
  NetworkSettings settings;
  ClientCertificates& certificates;
  Sender sender;
  CollectionRuns runs{sender};
  Frames frames;
  Relay relay;
  LiveRelay live;
  std::span<const WebFile> files;
  const VaultParts vault_parts;
  std::unique_ptr<VaultPage> vault_page;
  std::unique_ptr<const server::Dispatcher> dispatcher;
  /// The gate wants the port, which is known once the front listens: who comes sooner waits.
  std::promise<std::unique_ptr<const Gate>> opening;
  std::shared_future<std::unique_ptr<const Gate>> is_open = opening.get_future().share();
};

Status Agent::start_server(const AgentOptions& options) {
  server::ServerOptions server;
  server.data = options.data;
  server.accounts = options.accounts;
  server.front.notice = options.notice;
  SIGNET_TRY(server_, server::Server::start(std::move(server)));
  SIGNET_TRY(session_, TeamSession::open(options.make_context,
                                         fmt::format("http://127.0.0.1:{}", server_->front().ports().front()),
                                         std::nullopt, *devices_));
  // With a second factor or another password the page asks its user.
  const auto signed_in = sign_in_locally(*session_, *server_, options.data);
  if (!signed_in && options.notice) options.notice("not signed in: " + signed_in.error().to_string());
  if (!options.sample) return {};
  const Status prepared = prepare_sample(*session_, *options.sample);
  if (!prepared && options.notice) options.notice("no sample workspace: " + prepared.error().to_string());
  return {};
}

Status Agent::open_local(AgentOptions& options) {
  SIGNET_TRY(local_, LocalStore::open(options.data));
  SIGNET_TRY(history_, History::open(*local_));
  SIGNET_TRY(certificates_, ClientCertificates::open(*local_));
  SIGNET_TRY(values_, CurrentValues::open(*local_, options.notice));
  devices_ = std::make_unique<KeptDevices>(*local_);
  cookies_ = std::make_unique<KeptCookies>(*local_);
  SIGNET_TRY(options.sending.cookies, cookies_->load());
  options.sending.cookies_changed = [cookies = cookies_.get(), say = options.notice](const http::CookieJar& jar) {
    const Status kept = cookies->keep(jar);
    if (!kept && say) say("the cookies are not kept: " + kept.error().to_string());
  };
  return {};
}

Result<std::unique_ptr<Agent>> Agent::start(AgentOptions options) {
  std::unique_ptr<Agent> agent(new Agent);
  SIGNET_TRY(vault::FileLock lock, lock_data(options.data));
  agent->data_.emplace(std::move(lock));
  SIGNET_CHECK(agent->open_local(options));
  options.sending.server_name =
      options.server.empty() ? std::filesystem::absolute(options.data).lexically_normal().string() : options.server;
  if (options.server.empty()) {
    // To this very machine no proxy leads.
    options.to_server.proxy.from_environment = false;
    SIGNET_CHECK(agent->start_server(options));
  } else {
    SIGNET_TRY(agent->session_,
               TeamSession::open(options.make_context, options.server, SignIns(options.sign_ins), *agent->devices_));
  }
  agent->parts_ =
      std::make_unique<Parts>(*agent->session_, *agent->local_, *agent->certificates_, *agent->values_, options);
  Parts& parts = *agent->parts_;
  const auto notice = [say = options.notice](std::string_view text) {
    if (say) say(text);
  };
  AgentParts routed{*agent->session_, parts.sender, parts.runs, *agent->history_, notice, nullptr};
  if (agent->server_ != nullptr) {
    routed.sign_in_locally = [session = agent->session_.get(), server = agent->server_.get(), data = options.data] {
      return sign_in_locally(*session, *server, data);
    };
  }
  server::DispatcherOptions dispatching;
  dispatching.notice = options.notice;
  std::vector<server::Route> routes = agent_routes(std::move(routed));
  add_routes(routes, frame_routes(parts.frames));
  add_routes(routes, live_relay_routes(parts.live));
  add_routes(routes, history_routes(*agent->history_));
  SIGNET_TRY(parts.vault_page, VaultPage::start(parts.vault_parts, options.web_files, options.notice));
  std::function<Status()> open_vault;
  if (options.open_in_browser) {
    open_vault = [open = options.open_in_browser, page = parts.vault_page.get()] { return open(page->address()); };
  }
  add_routes(routes, vault_door_routes(parts.vault_parts, open_vault));
  add_routes(routes, value_routes(parts.sender, *agent->values_));
  add_routes(routes, settings_routes(parts.settings, parts.certificates, parts.sender));
  add_routes(routes, import_preview_routes([&parts] { return network_of(parts.settings, parts.certificates); }));
  SIGNET_TRY(server::Dispatcher made, server::Dispatcher::make(std::move(routes), std::move(dispatching)));
  parts.dispatcher = std::make_unique<const server::Dispatcher>(std::move(made));

  server::FrontOptions front;
  front.listen = {fmt::format("127.0.0.1:{}", options.port)};
  front.workers = kWorkers;
  front.notice = options.notice;
  front.body_limit = [&parts, most = front.limits.body_bytes](const server::Request& request) {
    if (is_below(request, "api")) return kMaxRelayedBytes;
    return parts.dispatcher->body_limit(request).value_or(most);
  };
  SIGNET_TRY(agent->front_, server::Front::start(std::move(front),
                                                 [&parts](server::Request& request) { return parts.answer(request); }));
  agent->token_ = crypto::make_token();
  parts.opening.set_value(std::make_unique<const Gate>(agent->token_.clone(), agent->port()));
  return agent;
}

Agent::~Agent() {
  if (parts_ != nullptr) parts_->live.end();
  front_.reset();
  if (server_ != nullptr && session_ != nullptr) static_cast<void>(session_->sign_out());
}

SecretString Agent::address() const {
  return SecretString(fmt::format("http://127.0.0.1:{}/#token={}", port(), token_.expose()));
}

SecretString Agent::vault_address() const {
  return parts_->vault_page->address();
}

bool Agent::stop(std::chrono::milliseconds grace) {
  parts_->live.end();
  // One after the other: what the app's page waits for, the vault's page may still have to answer.
  const bool is_done = front_->stop(grace);
  return parts_->vault_page->stop(grace) && is_done;
}

}  // namespace signet::app
