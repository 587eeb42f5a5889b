#include "cli/serve_database.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/environment.h"
#include "server/server.h"

namespace signet::cli {

void declare_database_options(CLI::App& command, DatabaseArguments& arguments) {
  command.add_option("--data", arguments.data, "Folder of the master key, the database and backups")
      ->type_name("FOLDER");
  command
      .add_option("--database", arguments.database,
                  "postgres://USER@HOST/NAME in the place of SQLite; or by SIGNET_DATABASE, with a password")
      ->type_name("URL");
}

std::filesystem::path data_folder(const DatabaseArguments& arguments) {
  if (!arguments.data.empty()) return arguments.data;
  return user_folder("XDG_DATA_HOME", ".local/share") / "signet" / "server";
}

Result<SecretString> database_address(const DatabaseArguments& arguments) {
  const std::string& given = arguments.database;
  if (given.empty()) return secret_environment("SIGNET_DATABASE");
  if (!store::is_postgres_address(given)) {
    return fail(ErrorCode::kInvalidInput, "--database takes a postgres:// address",
                "without it the server keeps an SQLite file in --data");
  }
  const std::size_t at = given.find('@');
  const bool has_password = given.find("password=") != std::string::npos ||
                            (at != std::string::npos && given.find(':', given.find("://") + 3) < at);
  if (has_password) {
    return fail(ErrorCode::kInvalidInput, "a password does not belong on a command line",
                "give the address in SIGNET_DATABASE, or the password by PGPASSFILE");
  }
  return SecretString(given);
}

Result<store::Database> open_server_database(const DatabaseArguments& arguments, bool must_exist) {
  SIGNET_TRY(SecretString address, database_address(arguments));
  store::DatabaseOptions options;
  options.address = server::database_address(std::move(address), data_folder(arguments));
  const bool is_file = !store::is_postgres_address(options.address.expose());
  std::error_code error;
  const bool is_missing = is_file && !std::filesystem::exists(options.address.expose(), error) && !error;
  if (must_exist && is_missing) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no database {}", options.address.expose()),
                "give the server's folder by --data, or its PostgreSQL by --database or SIGNET_DATABASE");
  }
  if (is_file) SIGNET_CHECK(server::make_data_folder(data_folder(arguments)));
  return store::Database::open(std::move(options));
}

}  // namespace signet::cli
