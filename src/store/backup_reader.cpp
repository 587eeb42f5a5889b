#include <istream>
#include <set>

#include "base/encoding.h"
#include "base/json.h"
#include "store/backup_format.h"

namespace signet::store {

namespace {

constexpr std::size_t kChunkBytes = 64 << 10;
constexpr std::size_t kMaxLineDepth = 8;
constexpr std::size_t kMaxMigrations = 10'000;

/// Lines of a stream, each without its line feed.
class Lines {
 public:
  Lines(std::istream& in, std::string_view source) : in_(in), source_(source) {}

  /// Nullopt at the end. A last line without a line feed is one that was cut.
  Result<std::optional<std::string>> next() {
    std::string line;
    while (true) {
      const std::size_t end = chunk_.find('\n', at_);
      line.append(chunk_, at_, end == std::string::npos ? std::string::npos : end - at_);
      if (line.size() > kMaxBackupLine) {
        return fail(ErrorCode::kLimit,
                    fmt::format("{}:{}: a line of more than {} MiB", source_, number_ + 1, kMaxBackupLine >> 20));
      }
      if (end != std::string::npos) {
        at_ = end + 1;
        ++number_;
        return std::optional(std::move(line));
      }
      if (fill()) continue;
      if (in_.bad()) return fail(ErrorCode::kIo, fmt::format("cannot read {}", source_));
      if (line.empty()) return std::optional<std::string>();
      return cut_short();
    }
  }

  [[nodiscard]] Error cut_short() const {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is cut short after line {}", source_, number_),
                "take another copy of the backup; nothing was restored");
  }
  [[nodiscard]] Error wrong(std::string_view what) const {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}: {}", source_, number_, what),
                "the backup is damaged: take another copy; nothing was restored");
  }

 private:
  bool fill() {
    chunk_.resize(kChunkBytes);
    in_.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
    chunk_.resize(static_cast<std::size_t>(in_.gcount()));
    at_ = 0;
    return !chunk_.empty();
  }

  std::istream& in_;
  std::string_view source_;
  std::string chunk_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
};

/// One line as JSON, or nullopt.
std::optional<json::value> parse_line(const std::string& line) {
  boost::json::parse_options options;
  options.max_depth = kMaxLineDepth;
  boost::json::error_code error;
  json::value value = boost::json::parse(line, error, boost::json::storage_ptr(), options);
  if (error) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer(const json::object& object, std::string_view key) {
  const json::value* value = json::find(object, key);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<BackupHeader> parse_header(const json::object& object) {
  BackupHeader header;
  const auto created = integer(object, "created_ms");
  const json::array* migrations = json::find_array(object, "migrations");
  if (!created || migrations == nullptr || migrations->empty() || migrations->size() > kMaxMigrations) {
    return std::nullopt;
  }
  header.created_ms = *created;
  header.program = json::string_or(object, "program");
  for (const json::value& value : *migrations) {
    const json::object* one = value.if_object();
    if (one == nullptr) return std::nullopt;
    const auto version = integer(*one, "version");
    if (version != static_cast<std::int64_t>(header.migrations.size()) + 1) return std::nullopt;
    header.migrations.push_back(
        {*version, std::string(json::string_or(*one, "name")), std::string(json::string_or(*one, "sha256"))});
  }
  return header;
}

std::optional<Table> parse_table(const json::object& object) {
  Table table;
  table.name = json::string_or(object, "table");
  const json::array* columns = json::find_array(object, "columns");
  if (!is_plain_name(table.name) || table.name == kMigrationsTable || columns == nullptr || columns->empty()) {
    return std::nullopt;
  }
  for (const json::value& value : *columns) {
    const json::object* one = value.if_object();
    if (one == nullptr) return std::nullopt;
    Table::Column column{std::string(json::string_or(*one, "name")), Type::kNull};
    for (const Type type : {Type::kInteger, Type::kText, Type::kBlob}) {
      if (json::string_or(*one, "type") == name_of(type)) column.type = type;
    }
    const bool in_order = table.columns.empty() || table.columns.back().name < column.name;
    if (!is_plain_name(column.name) || column.type == Type::kNull || !in_order) return std::nullopt;
    table.columns.push_back(std::move(column));
  }
  return table;
}

std::optional<Value> parse_value(const json::value& value, Type type) {
  if (value.is_null()) return Value(Null{type});
  if (type == Type::kInteger) return value.is_int64() ? std::optional(Value(value.get_int64())) : std::nullopt;
  const boost::json::string* text = value.if_string();
  if (text == nullptr) return std::nullopt;
  if (type == Type::kText) return Value(std::string_view(*text));
  auto bytes = base64_decode(*text);
  if (!bytes) return std::nullopt;
  return Value(Blob{*std::move(bytes)});
}

std::optional<std::vector<Value>> parse_row(const json::array& array, const Table& table) {
  if (array.size() != table.columns.size()) return std::nullopt;
  std::vector<Value> values;
  values.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) {
    auto value = parse_value(array[i], table.columns[i].type);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  if (!check_values(values)) return std::nullopt;
  return values;
}

class Reader {
 public:
  Reader(std::istream& in, std::string_view source, BackupVisitor& visitor)
      : lines_(in, source), source_(source), visitor_(visitor) {}

  Result<BackupSummary> read() {
    SIGNET_CHECK(read_header());
    while (true) {
      SIGNET_TRY(const std::optional<std::string> line, lines_.next());
      if (!line) return lines_.cut_short();
      const auto value = parse_line(*line);
      if (!value) return lines_.wrong("this is no line of a backup");
      if (const json::object* object = value->if_object(); object != nullptr && json::bool_or(*object, "end", false)) {
        SIGNET_CHECK(check_end(*object));
        return summary_;
      }
      digest_.add(*line);
      digest_.add("\n");
      SIGNET_CHECK(read_line(*value));
    }
  }

 private:
  Status read_header() {
    SIGNET_TRY(const std::optional<std::string> line, lines_.next());
    const auto value = line ? parse_line(*line) : std::nullopt;
    const json::object* object = value ? value->if_object() : nullptr;
    if (object == nullptr || json::string_or(*object, "format") != kBackupFormat) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{} is no backup of Signet's", source_));
    }
    const auto version = integer(*object, "version");
    if (version && *version > kBackupVersion) {
      return fail(ErrorCode::kUnsupported, fmt::format("{} has the format {}, of a newer Signet", source_, *version),
                  "restore it by that one");
    }
    const auto header = parse_header(*object);
    if (version != kBackupVersion || !header) return lines_.wrong("the first line is no header");
    digest_.add(*line);
    digest_.add("\n");
    summary_.created_ms = header->created_ms;
    summary_.schema = header->migrations.back().version;
    return visitor_.on_header(*header);
  }

  Status read_line(const json::value& value) {
    if (const json::object* object = value.if_object()) {
      auto table = parse_table(*object);
      if (!table) return lines_.wrong("this is no table");
      if (!seen_.insert(table->name).second) return lines_.wrong("a table is there twice");
      table_ = *std::move(table);
      ++summary_.tables;
      return visitor_.on_table(table_);
    }
    const json::array* array = value.if_array();
    if (array == nullptr || table_.name.empty()) return lines_.wrong("this is no row");
    auto row = parse_row(*array, table_);
    if (!row) return lines_.wrong("the row does not fit its table");
    ++summary_.rows;
    return visitor_.on_row(table_, *std::move(row));
  }

  Status check_end(const json::object& object) {
    if (integer(object, "tables") != summary_.tables || integer(object, "rows") != summary_.rows) {
      return lines_.wrong("lines are missing");
    }
    if (json::string_or(object, "sha256") != digest_.finish()) return lines_.wrong("the checksum does not fit");
    SIGNET_TRY(const std::optional<std::string> more, lines_.next());
    return more ? Status(lines_.wrong("more follows after the end")) : Status();
  }

  Lines lines_;
  std::string_view source_;
  BackupVisitor& visitor_;
  RunningDigest digest_;
  std::set<std::string> seen_;
  Table table_;
  BackupSummary summary_;
};

}  // namespace

Result<BackupSummary> read_backup(std::istream& in, std::string_view source, BackupVisitor& visitor) {
  return Reader(in, source, visitor).read();
}

}  // namespace signet::store
