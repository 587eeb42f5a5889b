// The team server put together: database, accounts, the routes and the dispatcher over them, and the front.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/accounts/accounts.h"
#include "server/api/route.h"
#include "server/front/front.h"
#include "server/live/hub.h"
#include "server/mail/mail_worker.h"
#include "server/routes/account_routes.h"
#include "store/notices.h"

namespace signet::server {

/// Every route of the API, as docs/openapi.yaml describes them. `services` null: the declarations alone.
[[nodiscard]] std::vector<Route> all_routes(const Services* services);

struct ServerOptions {
  FrontOptions front;          ///< without `body_limit` and `ready`: the routes and the database give them
  std::filesystem::path data;  ///< folder of the master key, of SQLite's file and of backups
  SecretString database;       ///< a postgres:// address; empty: signet.db in `data`
  AccountsOptions accounts;
  std::string public_url;  ///< for links in mails, without a slash at the end
  LiveOptions live;
  std::optional<SmtpSettings> smtp;  ///< where mails are handed in; nullopt: they wait in the queue
};

/// The address of the database: `given`, or of SQLite's file in `data` when it is empty.
[[nodiscard]] SecretString database_address(SecretString given, const std::filesystem::path& data);
/// Makes the folder, for its owner alone; one that was there keeps its mode.
[[nodiscard]] Status make_data_folder(const std::filesystem::path& data);

class Server {
 public:
  /// Opens or makes the database, brings its schema up to date (after a backup), and serves.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] Front& front() { return *front_; }
  /// The token that makes the first admin; nullopt once there is one.
  [[nodiscard]] Result<std::optional<SecretString>> first_admin_link() { return accounts_->first_admin_link(); }

 private:
  Server() = default;

  /// Has each change told to those who follow it, of this process and, on PostgreSQL, of the others.
  [[nodiscard]] Status start_live(const LiveOptions& options, SecretString address,
                                  const std::function<void(std::string_view)>& notice);

  // In the order in which they need each other.
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<const Outbox> outbox_;
  std::unique_ptr<const DataKeys> keys_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<LiveHub> live_;
  std::unique_ptr<store::Notices> notices_;  ///< null on SQLite
  std::unique_ptr<Services> services_;
  std::unique_ptr<MailWorker> mail_worker_;  ///< null: mails are not sent
  std::unique_ptr<Front> front_;
};

}  // namespace signet::server
