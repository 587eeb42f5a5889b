// A real PostgreSQL of a test's own: a fresh cluster in a temporary folder, reached by a socket in it and by no port,
// run by an unprivileged user when the tests are root's. It ends with the test, also when that is killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "tests/support/temporary_folder.h"

namespace signet::test {

class Postgres {
 public:
  /// Whether the programs are there.
  [[nodiscard]] static bool is_installed();

  /// Makes the cluster and starts it; ends the process with the server's log when that fails. Its texts are sorted by a
  /// language's rules, as on most servers, so that tests find out who relies on the order of bytes.
  Postgres();
  ~Postgres();
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  /// The password of its only user, "signet".
  [[nodiscard]] const std::string& password() const { return password_; }
  /// "postgres://signet:PASSWORD@/DATABASE?host=..."
  [[nodiscard]] std::string address(std::string_view database) const;
  /// What the cluster keeps on the disk, its log of writes included.
  [[nodiscard]] std::filesystem::path data() const { return folder_.path() / "data"; }
  /// Runs a statement in a database as the tests' own client.
  void run(std::string_view database, const std::string& statement) const;
  /// The first column of a statement's first row.
  [[nodiscard]] std::string ask(std::string_view database, const std::string& statement) const;
  /// What pg_dump writes of a database.
  [[nodiscard]] std::string dump(std::string_view database) const;

  enum class Stop {
    kFast,       ///< connections are told and closed
    kImmediate,  ///< as a crash: the next start recovers from the log
  };
  void stop(Stop how);
  /// Starts again, and waits until it takes connections.
  void start();

 private:
  TemporaryFolder folder_;
  std::string password_;
  pid_t child_ = -1;
};

}  // namespace signet::test
