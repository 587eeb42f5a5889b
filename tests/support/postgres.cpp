#include "tests/support/postgres.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <sstream>
#include <thread>
#include <vector>

#include "base/command.h"
#include "base/ids.h"
#include "base/owned.h"

namespace signet::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";
constexpr std::chrono::seconds kPatience{60};

using Connection = Owned<PGconn, PQfinish>;
using Answer = Owned<PGresult, PQclear>;

/// PostgreSQL refuses to run as root.
const passwd* other_user() {
  if (::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  return user != nullptr ? user : ::getpwnam("nobody");
}

/// A program of PostgreSQL's as a child; its words go to `log`.
pid_t start_program(std::vector<std::string> words, const fs::path& log) {
  words[0].insert(0, std::string(kPrograms) + "/");
  const passwd* user = other_user();
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  if (std::freopen(log.c_str(), "a", stdout) == nullptr || ::dup2(STDOUT_FILENO, STDERR_FILENO) < 0) ::_exit(126);
  if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // the postmaster's own way to end at once
  if (::getppid() != parent) ::_exit(126);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(pointers[0], pointers.data());
  ::_exit(127);
}

[[noreturn]] void give_up(const fs::path& log, std::string_view what) {
  std::ostringstream text;
  text << std::ifstream(log).rdbuf();
  std::fprintf(stderr, "PostgreSQL: %s\n%s\n", std::string(what).c_str(), text.str().c_str());
  std::abort();
}

}  // namespace

bool Postgres::is_installed() {
  return ::access((std::string(kPrograms) + "/postgres").c_str(), X_OK) == 0;
}

Postgres::Postgres() : password_("pw-" + make_uuid()) {
  const fs::path log = folder_.write("log", "");
  const fs::path password = folder_.write("password", password_);
  if (const passwd* user = other_user(); user != nullptr) {
    for (const fs::path& path : {folder_.path(), log, password}) {
      if (::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) give_up(log, "cannot give the folder away");
    }
  }
  const std::string data = (folder_.path() / "data").string();
  const pid_t child = start_program({"initdb", "--pgdata=" + data, "--username=signet", "--pwfile=" + password.string(),
                                     "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
                                     "--locale-provider=icu", "--icu-locale=en-US", "--no-sync", "--no-instructions"},
                                    log);
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) give_up(log, "initdb failed");
  start();
}

Postgres::~Postgres() {
  if (child_ > 0) stop(Stop::kImmediate);
}

void Postgres::start() {
  const std::string folder = folder_.path().string();
  // Without syncs: these tests pull no plugs.
  child_ = start_program(
      {"postgres", "-D", folder + "/data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c",
       "shared_buffers=32MB", "-c", "max_connections=80", "-c", "autovacuum=off", "-c", "log_min_messages=fatal"},
      folder_.path() / "log");
  const auto end = std::chrono::steady_clock::now() + kPatience;
  const std::string address = this->address("postgres");
  while (PQping(address.c_str()) != PQPING_OK) {
    const bool ended = ::waitpid(child_, nullptr, WNOHANG) == child_;
    if (ended || std::chrono::steady_clock::now() > end) give_up(folder_.path() / "log", "it does not start");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void Postgres::stop(Stop how) {
  ::kill(child_, how == Stop::kFast ? SIGINT : SIGQUIT);
  ::waitpid(child_, nullptr, 0);
  child_ = -1;
}

std::string Postgres::address(std::string_view database) const {
  return "postgres://signet:" + password_ + "@/" + std::string(database) + "?host=" + folder_.path().string();
}

void Postgres::run(std::string_view database, const std::string& statement) const {
  (void)ask(database, statement);
}

std::string Postgres::ask(std::string_view database, const std::string& statement) const {
  const Connection connection(PQconnectdb(address(database).c_str()));
  const Answer answer(PQexec(connection.get(), statement.c_str()));
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    give_up(folder_.path() / "log", PQerrorMessage(connection.get()));
  }
  return PQntuples(answer.get()) == 0 ? std::string() : PQgetvalue(answer.get(), 0, 0);
}

std::string Postgres::dump(std::string_view database) const {
  const auto done = run_program({std::string(kPrograms) + "/pg_dump", "--host=" + folder_.path().string(),
                                 "--username=signet", std::string(database)},
                                {"PGPASSWORD=" + password_}, {.max_output_bytes = 256U << 20});
  if (!done || done->exit_code != 0) give_up(folder_.path() / "log", done ? done->errors : done.error().to_string());
  return std::string(done->output.expose());
}

}  // namespace signet::test
