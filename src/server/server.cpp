#include "server/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/time.h"
#include "server/api/dispatcher.h"
#include "server/api/openapi.h"
#include "server/routes/authentication.h"
#include "server/routes/mail_pages.h"
#include "server/routes/postman_api.h"
#include "server/routes/team_routes.h"
#include "server/routes/workspace_routes.h"
#include "store/migrations.h"

namespace signet::server {
namespace {

/// Gives the description of all routes, itself included.
Route description_route() {
  return {.method = Method::kGet,
          .pattern = "/api/v1/openapi.json",
          .operation = "getDescription",
          .summary = "This description",
          .tag = "server",
          .access = Access::kNone,
          .answers = {{.status = 200,
                       .description = "OpenAPI 3.1",
                       .content_type = "application/vnd.oai.openapi+json;version=3.1"}},
          .handler = nullptr};
}

/// A flood of sign-ins may take half of the threads, never all: what needs no password is served all the same.
void leave_threads(ServerOptions& options) {
  const std::size_t half = worker_count(options.front) / 2;
  const std::size_t waiting = half - std::min(half, options.accounts.hashes_at_once);
  options.accounts.hashes_waiting = std::min(options.accounts.hashes_waiting, waiting);
}

/// In Prometheus' text format.
std::string password_metrics(const Accounts& accounts) {
  return fmt::format(
      "# HELP signet_password_hashes_total Runs of Argon2id.\n# TYPE signet_password_hashes_total counter\n"
      "signet_password_hashes_total {}\n",
      accounts.password_hashes());
}

}  // namespace

std::vector<Route> all_routes(const Services* services) {
  std::vector<Route> routes;
  routes.push_back(description_route());
  for (auto more : {sign_in_routes(services),
                    account_routes(services),
                    settings_routes(services),
                    key_routes(services),
                    notification_routes(services),
                    team_routes(services),
                    member_routes(services),
                    group_routes(services),
                    invitation_routes(services),
                    user_routes(services),
                    audit_routes(services),
                    workspace_routes(services),
                    workspace_people_routes(services),
                    workspace_invitation_routes(services),
                    element_routes(services),
                    history_routes(services),
                    live_routes(services),
                    search_routes(services),
                    comment_routes(services),
                    import_routes(services),
                    postman_routes(services)}) {
    std::move(more.begin(), more.end(), std::back_inserter(routes));
  }
  const std::string& type = routes.front().answers.front().content_type;
  routes.front().handler = [type, text = boost::json::serialize(describe(routes))](Call&) -> Result<Response> {
    return make_response(200, type, text);
  };
  return routes;
}

SecretString database_address(SecretString given, const std::filesystem::path& data) {
  return given.empty() ? SecretString((data / "signet.db").string()) : std::move(given);
}

Status make_data_folder(const std::filesystem::path& data) {
  std::error_code error;
  // A folder that was there keeps its mode: it may be one that others need. The files in it are their owner's alone.
  const bool is_new = std::filesystem::create_directories(data, error);
  if (is_new && !error) std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
  if (!error) return {};
  return fail(ErrorCode::kIo, fmt::format("cannot make the folder {}: {}", data.string(), error.message()),
              "choose another with --data");
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options) {
  SIGNET_CHECK(make_data_folder(options.data));
  std::unique_ptr<Server> server(new Server);
  store::DatabaseOptions database;
  database.address = database_address(std::move(options.database), options.data);
  SecretString address = database.address.clone();
  SIGNET_TRY(store::Database opened, store::Database::open(std::move(database)));
  server->database_ = std::make_unique<store::Database>(std::move(opened));
  SIGNET_TRY(const store::Migrated migrated,
             store::migrate(*server->database_, {.backup_folder = options.data / "backups"}));
  // A key that is missing beside a database that was used is a key that was lost: a new one would open nothing.
  SIGNET_TRY(MasterKeys master, MasterKeys::load(options.data, migrated.from == 0));
  SIGNET_TRY(const crypto::KeyId master_id, server->database_->write([&](store::Transaction& transaction) {
    return claim_database(transaction, master, unix_now_ms());
  }));
  if (const Status settled = settle_master_key(options.data, master_id); !settled && options.front.notice) {
    options.front.notice("master.key is not the key in use: " + settled.error().to_string());
  }
  leave_threads(options);
  server->outbox_ = std::make_unique<const Outbox>(Outbox{std::move(options.public_url), std::move(master)});
  server->accounts_ = std::make_unique<Accounts>(*server->database_, *server->outbox_, options.accounts, unix_now_ms);
  server->keys_ = std::make_unique<const DataKeys>(server->outbox_->master);
  SIGNET_CHECK(server->start_live(options.live, std::move(address), options.front.notice));
  server->services_ = std::make_unique<Services>(
      Services{*server->database_, *server->accounts_, unix_now_ms, *server->outbox_, *server->keys_, *server->live_});
  if (options.smtp) {
    MailWorkerOptions mail{std::move(*options.smtp)};
    mail.notice = options.front.notice;
    server->mail_worker_ =
        std::make_unique<MailWorker>(*server->database_, server->outbox_->master, std::move(mail), unix_now_ms);
  }

  DispatcherOptions dispatching;
  dispatching.authorizer = make_authorizer(*server->database_, unix_now_ms);
  dispatching.notice = options.front.notice;
  SIGNET_TRY(Dispatcher made, Dispatcher::make(all_routes(server->services_.get()), std::move(dispatching)));
  const auto dispatcher = std::make_shared<const Dispatcher>(std::move(made));
  options.front.body_limit = [dispatcher, most = options.front.limits.body_bytes](const Request& request) {
    return dispatcher->body_limit(request).value_or(most);
  };
  options.front.ready = [database_in_use = server->database_.get()] {
    return store::schema_version(*database_in_use).ok();
  };
  options.front.more_metrics = [accounts_in_use = server->accounts_.get(), live = server->live_.get(),
                                worker = server->mail_worker_.get()] {
    return password_metrics(*accounts_in_use) + live->metrics() + (worker == nullptr ? "" : worker->metrics());
  };
  options.front.stopping = [live = server->live_.get()] { live->end(); };
  SIGNET_TRY(server->front_, Front::start(std::move(options.front), [dispatcher](Request& request) {
               auto page = mail_page(request);
               return page ? *std::move(page) : dispatcher->answer(request);
             }));
  return server;
}

Status Server::start_live(const LiveOptions& options, SecretString address,
                          const std::function<void(std::string_view)>& notice) {
  live_ = std::make_unique<LiveHub>(*database_, options, unix_now_ms, notice);
  if (database_->is_postgres()) {
    const auto hear = [live = live_.get()](std::string_view workspace) { live->tell(workspace); };
    SIGNET_TRY(notices_, store::Notices::start({std::move(address), hear, notice}));
  }
  database_->when_committed([live = live_.get(), others = notices_.get()](const std::vector<std::string>& workspaces) {
    for (const std::string& workspace : workspaces) live->tell(workspace);
    if (others != nullptr) others->tell(workspaces);
  });
  return {};
}

Server::~Server() {
  if (live_ != nullptr) live_->end();  // before the front, whose connections it sends to
}

}  // namespace signet::server
