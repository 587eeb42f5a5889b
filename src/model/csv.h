// A reader of CSV by the rules that newman gives to the npm package csv-parse 4: header row, "," and '"', the line end
// of the first line for all, spaces around fields trimmed, quotes inside unquoted fields kept, rows of any length, and
// unquoted numbers cast. It is our own because no library that Debian packages offers these rules; it is a direct
// rendering of csv-parse's state machine (lib/index.js, __parse) with newman's options (lib/run/options.js).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace signet::model {

/// One field as read: trimmed, quotes taken off.
struct CsvField {
  std::string text;
  bool quoted = false;
};

/// Reads records one after the other, or again from a position it has given before.
class CsvReader {
 public:
  /// `text` must outlive the reader. A byte order mark at its start is skipped.
  explicit CsvReader(std::string_view text);

  [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }
  [[nodiscard]] std::size_t position() const { return position_; }
  void seek(std::size_t position) { position_ = position; }

  /// Reads the next record into `fields`. False at the end. Errors name the line and what stands wrong there.
  Result<bool> next(std::vector<CsvField>& fields);

 private:
  enum class Step { kAppend, kContinue, kRecordEnd };

  [[nodiscard]] std::size_t record_end_length(std::size_t at);
  [[nodiscard]] Result<Step> quote(std::size_t& at);
  Step separator(std::size_t& at, std::vector<CsvField>& fields);
  Status append(std::size_t at);
  void finish_field(std::vector<CsvField>& fields);
  [[nodiscard]] Error failure(std::size_t at, std::string_view message, std::string hint) const;

  std::string_view text_;
  std::size_t position_ = 0;
  std::string_view line_end_;  // found at the first line end outside quotes, then the only one
  std::string field_;
  bool quoting_ = false;
  bool was_quoted_ = false;
  std::size_t used_ = 0;  // fields of this record so far
};

/// The JSON value of a data field: quoted ones stay text; unquoted numbers become numbers ("001" is 1, "0x1f" is 0).
[[nodiscard]] json::value cast_csv_field(const CsvField& field);

}  // namespace signet::model
