// Where inputs come from: a file, a folder, standard input ("-"), or a URL (fetched by the caller-supplied function, so
// that model/ needs no network).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/collection.h"
#include "model/variables.h"

namespace signet::model {

/// Fetches an http(s) URL; given by cli/ from http/.
using Fetch = std::function<Result<std::string>(const std::string& url)>;

/// The bytes at `location`: path, "-" or URL.
[[nodiscard]] Result<std::string> load_bytes(const std::string& location, const Fetch& fetch);
/// A collection file, or a folder holding exactly one collection (`*.postman_collection.json`, `collection.json`, ...).
[[nodiscard]] Result<Collection> load_collection(const std::string& location, const Fetch& fetch);
/// An exported environment or globals file.
[[nodiscard]] Result<VariableScope> load_variables(const std::string& location, const Fetch& fetch);

/// A source of data rows that is read as the run goes, in bounded memory for CSV.
class DataRows {
 public:
  virtual ~DataRows() = default;
  /// Number of rows (known up front: iterations default to it).
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// Row `index`; past the end the last row again, as newman does. Empty object when there are no rows.
  [[nodiscard]] virtual Result<json::object> row(std::size_t index) = 0;
};

/// CSV (newman's csv-parse options: header row, BOM, quotes, relaxed columns, cast of numbers and booleans as newman
/// does) or JSON (array of objects), told by extension, then by content.
[[nodiscard]] Result<std::unique_ptr<DataRows>> load_data(const std::string& location, const Fetch& fetch);
/// The same of bytes at hand; `name` is that of their file.
[[nodiscard]] Result<std::unique_ptr<DataRows>> read_data(std::string bytes, const std::string& name);

}  // namespace signet::model
