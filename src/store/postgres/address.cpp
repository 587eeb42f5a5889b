#include "store/postgres/address.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/text.h"

namespace signet::store::postgres {

namespace {

using Options = Owned<PQconninfoOption, PQconninfoFree>;

constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

std::string_view value_of(const Options& options, std::string_view keyword) {
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->keyword == keyword) return option->val == nullptr ? std::string_view() : option->val;
  }
  return {};
}

bool is_local_host(std::string_view host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         host.starts_with("127.") || host == "::1";
}

/// The hosts of an address are a list; all of them must be here.
bool are_local(std::string_view hosts) {
  const std::vector<std::string> list = split(hosts, ',');
  return std::all_of(list.begin(), list.end(), [](const std::string& host) { return is_local_host(host); });
}

bool is_set(const char* variable) {
  return std::getenv(variable) != nullptr;  // NOLINT(concurrency-mt-unsafe): nothing sets the environment
}

}  // namespace

Result<Address> Address::parse(const SecretString& text) {
  std::string plain(text.expose());
  char* reason = nullptr;
  const Options options(PQconninfoParse(plain.c_str(), &reason));
  wipe(plain);
  PQfreemem(reason);  // it may quote a part of the password
  if (options == nullptr) {
    return fail(ErrorCode::kInvalidInput, "the address of the PostgreSQL server cannot be read",
                "write postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full; %XX for special characters");
  }
  Address address;
  address.text_ = text.clone();
  address.password_ = SecretString(value_of(options, "password"));
  const std::string_view host = value_of(options, "host");
  const std::string_view host_address = value_of(options, "hostaddr");
  const std::string_view port = value_of(options, "port");
  const std::string_view database = value_of(options, "dbname");
  address.is_local_ = are_local(host_address.empty() ? host : host_address);
  address.name_ = fmt::format("PostgreSQL {} at {}{}{}", database.empty() ? "database" : database,
                              host.empty() ? (host_address.empty() ? "this machine" : host_address) : host,
                              port.empty() ? "" : ":", port);
  return address;
}

std::string Address::without_password(std::string_view text) const {
  return password_.empty() ? std::string(text) : replace_all(text, password_.expose(), "***");
}

Result<Connection> Address::connect(std::chrono::seconds timeout) const {
  const std::string seconds = std::to_string(timeout.count());
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  const auto add = [&](const char* keyword, const char* value) {
    keywords.push_back(keyword);
    values.push_back(value);
  };
  // Ours come first: what the address says afterwards counts.
  add("fallback_application_name", "signet");
  add("connect_timeout", seconds.c_str());
  add("target_session_attrs", "read-write");  // of several hosts, the one that is no standby
  add("keepalives_idle", "30");
  add("keepalives_interval", "10");
  add("keepalives_count", "3");
  add("tcp_user_timeout", "30000");
  if (!is_local_ && !is_set("PGSSLMODE")) add("sslmode", "verify-full");
  if (!is_local_ && !is_set("PGSSLROOTCERT")) add("sslrootcert", kSystemAuthorities);
  std::string plain(text_.expose());
  add("dbname", plain.c_str());
  add("client_encoding", "UTF8");
  add(nullptr, nullptr);
  Connection connection(PQconnectdbParams(keywords.data(), values.data(), 1));
  wipe(plain);
  if (connection == nullptr) return fail(ErrorCode::kInternal, "not enough memory for libpq");
  if (PQstatus(connection.get()) == CONNECTION_OK) return connection;
  const std::string reason = without_password(trim(PQerrorMessage(connection.get())));
  const bool wants_password = PQconnectionNeedsPassword(connection.get()) != 0;
  return fail(ErrorCode::kNetwork, fmt::format("cannot connect to {}: {}", name_, reason),
              wants_password ? "put the password into the file that PGPASSFILE names"
                             : "is the server up, and are host, port, user, password and sslmode right?");
}

}  // namespace signet::store::postgres
