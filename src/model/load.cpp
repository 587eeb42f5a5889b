#include "model/load.h"

#include <algorithm>
#include <system_error>

#include "base/file.h"
#include "base/text.h"
#include "model/text_encoding.h"

namespace signet::model {

namespace {

namespace fs = std::filesystem;

bool is_url(std::string_view location) {
  return location.starts_with("http://") || location.starts_with("https://");
}

/// How errors name the place: standard input has no file name.
std::string source_name(const std::string& location) {
  return location == "-" ? "standard input" : location;
}

/// A location of the form "file.json" in a folder that holds a collection, or an error that lists what is there.
Result<std::string> collection_in_folder(const std::string& folder) {
  std::vector<std::string> named;
  std::vector<std::string> other;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const std::string lower = to_lower(name);
    if (!entry.is_regular_file(error) || !lower.ends_with(".json")) continue;
    if (lower.ends_with(".postman_collection.json") || lower == "collection.json") {
      named.push_back(entry.path().string());
    } else if (!lower.ends_with(".postman_environment.json") && !lower.ends_with(".postman_globals.json")) {
      other.push_back(entry.path().string());
    }
  }
  if (error) {
    return fail(ErrorCode::kIo, fmt::format("cannot read the folder {}: {}", folder, error.message()),
                "check its permissions");
  }
  std::vector<std::string>& found = named.empty() ? other : named;
  if (found.size() == 1) return found.front();
  std::sort(found.begin(), found.end());
  if (found.empty()) {
    return fail(ErrorCode::kNotFound, fmt::format("the folder {} holds no collection", folder),
                "expected a file named *.postman_collection.json or collection.json; name the file instead");
  }
  return fail(ErrorCode::kInvalidInput,
              fmt::format("the folder {} holds {} collections: {}", folder, found.size(), join(found, ", ")),
              "name the one to use");
}

Result<json::value> load_json(const std::string& location, const Fetch& fetch) {
  SIGNET_TRY(std::string bytes, load_bytes(location, fetch));
  const std::string text = to_utf8(std::move(bytes));
  return json::parse(text, source_name(location));
}

}  // namespace

Result<std::string> load_bytes(const std::string& location, const Fetch& fetch) {
  if (is_url(location)) {
    if (!fetch) {
      return fail(ErrorCode::kUnsupported, fmt::format("cannot fetch {}: no network here", location),
                  "download the file and name its path");
    }
    auto bytes = fetch(location);
    if (!bytes) return with_context(std::move(bytes).error(), fmt::format("cannot fetch {}", location));
    return bytes;
  }
  return read_file(location);
}

Result<Collection> load_collection(const std::string& location, const Fetch& fetch) {
  std::string file = location;
  std::error_code error;
  if (!is_url(location) && location != "-" && fs::is_directory(location, error)) {
    SIGNET_TRY(file, collection_in_folder(location));
  }
  SIGNET_TRY(json::value document, load_json(file, fetch));
  return Collection::from_json(std::move(document), source_name(file));
}

Result<VariableScope> load_variables(const std::string& location, const Fetch& fetch) {
  SIGNET_TRY(const json::value document, load_json(location, fetch));
  return VariableScope::from_json(document, source_name(location));
}

}  // namespace signet::model
