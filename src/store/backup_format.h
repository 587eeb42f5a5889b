// The lines of a backup (docs/formats/backup.md), written and read apart from any database. A backup is input from
// outside: the reader takes nothing on trust, and memory for one line only. For files of store/ and its tests.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/applied.h"
#include "store/backup.h"
#include "store/session.h"
#include "store/value.h"

namespace signet::store {

inline constexpr std::string_view kBackupFormat = "signet-backup";
inline constexpr std::int64_t kBackupVersion = 1;
/// The longest line: one row, its blobs in base64.
inline constexpr std::size_t kMaxBackupLine = 1 << 30;

struct BackupHeader {
  std::int64_t created_ms = 0;
  std::string program;  ///< version that wrote it
  std::vector<Applied> migrations;
};

/// SHA-256 of bytes that come in parts.
class RunningDigest {
 public:
  RunningDigest();
  ~RunningDigest();
  RunningDigest(const RunningDigest&) = delete;
  RunningDigest& operator=(const RunningDigest&) = delete;

  void add(std::string_view bytes);
  /// Hex; ends it.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes the lines, in this order: the header, then each table with its rows, then the end.
class BackupWriter {
 public:
  using Sink = std::function<Status(std::string_view)>;

  explicit BackupWriter(Sink sink) : sink_(std::move(sink)) {}

  [[nodiscard]] Status header(const BackupHeader& header);
  [[nodiscard]] Status table(const Table& table);
  [[nodiscard]] Status row(const std::vector<Value>& values);
  [[nodiscard]] Status end();
  [[nodiscard]] const BackupSummary& summary() const { return summary_; }

 private:
  [[nodiscard]] Status line(std::string text);

  Sink sink_;
  RunningDigest digest_;
  BackupSummary summary_;
};

/// Is told what a backup holds, in its order. An error ends the reading.
class BackupVisitor {
 public:
  virtual ~BackupVisitor() = default;

  [[nodiscard]] virtual Status on_header(const BackupHeader& header) = 0;
  [[nodiscard]] virtual Status on_table(const Table& table) = 0;
  [[nodiscard]] virtual Status on_row(const Table& table, std::vector<Value> values) = 0;
};

/// Reads to the end; the visitor may have been told of a part when it fails. Fails with kInvalidInput (no backup, cut
/// short, damaged), kUnsupported (of a newer program), kLimit, kIo, or as the visitor does. `source` names the file.
[[nodiscard]] Result<BackupSummary> read_backup(std::istream& in, std::string_view source, BackupVisitor& visitor);

}  // namespace signet::store
