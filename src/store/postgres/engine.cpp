#include "store/postgres/engine.h"

#include "store/postgres/address.h"
#include "store/postgres/session.h"

namespace signet::store {

namespace {

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(postgres::Address address, DatabaseOptions options)
      : address_(std::move(address)), options_(std::move(options)) {}

  [[nodiscard]] Result<std::unique_ptr<Session>> connect(bool /*for_writes*/) override {
    SIGNET_TRY(postgres::Connection connection, address_.connect(options_.connect_timeout));
    auto session = std::make_unique<postgres::PostgresSession>(std::move(connection), options_.statement_timeout,
                                                               options_.lock_timeout);
    SIGNET_CHECK(session->configure());
    return std::unique_ptr<Session>(std::move(session));
  }

  [[nodiscard]] const std::string& name() const override { return address_.name(); }

 private:
  postgres::Address address_;
  DatabaseOptions options_;
};

}  // namespace

Result<std::unique_ptr<Engine>> make_postgres_engine(DatabaseOptions options) {
  SIGNET_TRY(postgres::Address address, postgres::Address::parse(options.address));
  return std::unique_ptr<Engine>(std::make_unique<PostgresEngine>(std::move(address), std::move(options)));
}

}  // namespace signet::store
