// Rows of a data file. A CSV file stays text with an index of where its records begin, so that 100,000 rows cost their
// bytes and not a JSON object each; a row is read when its iteration starts.
#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "model/csv.h"
#include "model/javascript.h"
#include "model/load.h"
#include "model/reading.h"
#include "model/text_encoding.h"

namespace signet::model {

namespace {

class CsvRows final : public DataRows {
 public:
  /// Reads the file once from end to end, so that errors come up before the run starts.
  static Result<std::unique_ptr<DataRows>> open(std::string text, const std::string& source) {
    auto rows = std::unique_ptr<CsvRows>(new CsvRows(std::move(text)));
    std::vector<CsvField> fields;
    auto header = rows->reader_.next(fields);
    if (!header) return with_context(std::move(header).error(), source);
    for (CsvField& field : fields) rows->columns_.push_back(std::move(field.text));
    while (!rows->reader_.at_end()) {
      const auto begin = static_cast<std::uint32_t>(rows->reader_.position());
      auto more = rows->reader_.next(fields);
      if (!more) return with_context(std::move(more).error(), source);
      if (*more) rows->starts_.push_back(begin);
    }
    rows->starts_.shrink_to_fit();
    return std::unique_ptr<DataRows>(std::move(rows));
  }

  [[nodiscard]] std::size_t size() const override { return starts_.size(); }

  [[nodiscard]] Result<json::object> row(std::size_t index) override {
    json::object out;
    if (starts_.empty()) return out;
    reader_.seek(starts_[std::min(index, starts_.size() - 1)]);
    SIGNET_TRY(const bool more, reader_.next(fields_));
    const std::size_t count = more ? std::min(fields_.size(), columns_.size()) : 0;
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) out[columns_[i]] = cast_csv_field(fields_[i]);
    return out;
  }

 private:
  explicit CsvRows(std::string text) : text_(std::move(text)), reader_(text_) {}

  const std::string text_;
  CsvReader reader_;
  std::vector<std::string> columns_;
  std::vector<std::uint32_t> starts_;  // read_file's limit keeps positions inside 32 bits
  std::vector<CsvField> fields_;
};

class JsonRows final : public DataRows {
 public:
  static Result<std::unique_ptr<DataRows>> open(json::value document, const std::string& source) {
    constexpr std::string_view kForm = R"(write [{"name": "value"}, ...], one object for each iteration)";
    auto* rows = document.if_array();
    if (rows == nullptr) {
      return wrong_kind(source, "an array of objects as iteration data", document, std::string(kForm));
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      if (!(*rows)[i].is_object()) {
        return wrong_kind(element_path(source, i), "an object", (*rows)[i], std::string(kForm));
      }
    }
    return std::unique_ptr<DataRows>(new JsonRows(std::move(*rows)));
  }

  [[nodiscard]] std::size_t size() const override { return rows_.size(); }

  [[nodiscard]] Result<json::object> row(std::size_t index) override {
    if (rows_.empty()) return json::object();
    return rows_[std::min(index, rows_.size() - 1)].get_object();
  }

 private:
  explicit JsonRows(json::array rows) : rows_(std::move(rows)) {}

  const json::array rows_;
};

/// Whether the content can only be JSON: an array or object at its start.
bool looks_like_json(std::string_view text) {
  const std::string_view start = javascript::trim_start(text.substr(0, 4096));
  return start.starts_with('[') || start.starts_with('{');
}

}  // namespace

Result<std::unique_ptr<DataRows>> load_data(const std::string& location, const Fetch& fetch) {
  SIGNET_TRY(std::string bytes, load_bytes(location, fetch));
  return read_data(std::move(bytes), location == "-" ? "standard input" : location);
}

Result<std::unique_ptr<DataRows>> read_data(std::string bytes, const std::string& source) {
  std::string text = to_utf8(std::move(bytes));
  const std::string name = to_lower(source);
  // newman tries JSON first whatever the name, and falls back to CSV.
  if (looks_like_json(text) || name.ends_with(".json")) {
    auto document = json::parse(text, source);
    if (document) return JsonRows::open(*std::move(document), source);
    if (!name.ends_with(".csv")) return std::move(document).error();
  }
  return CsvRows::open(std::move(text), source);
}

}  // namespace signet::model
