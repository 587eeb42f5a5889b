// A backup from anywhere: read without harm, and what can be read is written again to the same rows.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "store/backup_format.h"

namespace {

using namespace signet;
using store::Table;
using store::Value;

/// Writes down what it is told.
class Copying : public store::BackupVisitor {
 public:
  Status on_header(const store::BackupHeader& header) override { return writer_.header(header); }
  Status on_table(const Table& table) override {
    if (!store::is_plain_name(table.name) || table.name == store::kMigrationsTable) std::abort();
    for (const Table::Column& column : table.columns) {
      if (!store::is_plain_name(column.name)) std::abort();
    }
    return writer_.table(table);
  }
  Status on_row(const Table& table, std::vector<Value> values) override {
    if (values.size() != table.columns.size() || !store::check_values(values)) std::abort();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i].is_null() && values[i].type() != table.columns[i].type) std::abort();
    }
    return writer_.row(values);
  }

  std::string finish() {
    if (!writer_.end()) std::abort();
    return text_;
  }

 private:
  std::string text_;
  store::BackupWriter writer_{[this](std::string_view bytes) {
    text_ += bytes;
    return Status();
  }};
};

void look_at(const std::string& text) {
  std::istringstream in(text);
  Copying copy;
  const auto read = store::read_backup(in, "fuzz", copy);
  if (!read) return;
  std::istringstream again(copy.finish());
  Copying second;
  const auto same = store::read_backup(again, "again", second);
  if (!same || same->rows != read->rows || same->tables != read->tables || same->schema != read->schema) std::abort();
  if (second.finish() != again.str()) std::abort();
}

/// The input with an end that fits it, so that the fuzzer gets behind the checksum.
std::string with_end(std::string text) {
  if (const std::size_t end = text.find("{\"end\""); end != std::string::npos) text.resize(end);
  std::int64_t tables = 0;
  std::int64_t rows = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"table\"") != std::string::npos) ++tables;
    if (line.starts_with('[')) ++rows;
  }
  store::RunningDigest digest;
  digest.add(text);
  return text + "{\"end\":true,\"tables\":" + std::to_string(tables) + ",\"rows\":" + std::to_string(rows) +
         ",\"sha256\":\"" + digest.finish() + "\"}\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  look_at(text);
  look_at(with_end(text));
  return 0;
}
