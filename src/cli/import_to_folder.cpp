#include "cli/import_to_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "app/sync/working_copy.h"
#include "base/file.h"
#include "base/ids.h"
#include "cli/terminal.h"
#include "model/import/import.h"

namespace signet::cli {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kOwnerOnly = 0600;  // a collection's auth is in it
constexpr std::uint64_t kMaxImportBytes = 64ULL << 20;

class Folder {
 public:
  explicit Folder(const ImportArguments& arguments) : folder_(arguments.to), is_forced_(arguments.force) {}

  /// The file that was written.
  Result<fs::path> write(const model::ImportedDocument& document) {
    const fs::path file =
        folder_ / app::safe_file_name(model::name_of(document), model::name_of(document.kind), make_uuid(), taken_);
    std::error_code ignored;
    if (!is_forced_ && fs::exists(fs::symlink_status(file, ignored))) {
      return fail(ErrorCode::kConflict, fmt::format("{} is there already", file.string()),
                  "give another folder, or --force to replace it");
    }
    SIGNET_CHECK(write_file(file, json::pretty(document.document), kOwnerOnly));
    return file;
  }

 private:
  fs::path folder_;
  bool is_forced_;
  std::set<std::string> taken_;
};

Result<model::Import> read(const std::string& location, const model::Fetch& fetch) {
  SIGNET_TRY(const std::string bytes, model::load_bytes(location, fetch));
  const std::string name = is_address(location) ? model::shown_address(location) : location;
  if (bytes.size() > kMaxImportBytes) {
    return fail(ErrorCode::kLimit, fmt::format("{} has more than {} MiB", name, kMaxImportBytes >> 20), "split it");
  }
  return model::read_import(bytes, name);
}

/// What became of one file: {"file", "written": [{"file", "kind", "name"}], "left_out", "notices"}.
Result<json::object> import_one(const std::string& location, const model::Fetch& fetch, Folder& folder) {
  SIGNET_TRY(const model::Import found, read(location, fetch));
  json::array written;
  for (const model::ImportedDocument& document : found.documents) {
    SIGNET_TRY(const fs::path file, folder.write(document));
    written.push_back(json::object{
        {"file", file.string()}, {"kind", model::name_of(document.kind)}, {"name", model::name_of(document)}});
  }
  json::array left_out;
  for (const model::LeftOut& part : found.left_out) {
    left_out.push_back(json::object{{"source", part.source}, {"reason", part.reason}});
  }
  return json::object{{"file", location},
                      {"written", std::move(written)},
                      {"left_out", std::move(left_out)},
                      {"notices", json::array(found.notices.begin(), found.notices.end())}};
}

void show(const json::object& one) {
  for (const json::value& written : one.at("written").as_array()) {
    fmt::print("{} \"{}\" is in {}\n", text_of(written, "kind"), text_of(written, "name"), text_of(written, "file"));
  }
  for (const json::value& part : one.at("left_out").as_array()) {
    fmt::print(stderr, "left out: {}: {}\n", text_of(part, "source"), text_of(part, "reason"));
  }
  for (const json::value& notice : one.at("notices").as_array()) {
    fmt::print(stderr, "{}: {}\n", text_of(one, "file"), json::to_text(notice));
  }
}

}  // namespace

bool is_address(std::string_view location) {
  return location.starts_with("http://") || location.starts_with("https://");
}

Result<int> import_to_folder(const ImportArguments& arguments, const model::Fetch& fetch) {
  Folder folder(arguments);
  int code = 0;
  json::array files;
  for (const std::string& location : arguments.files) {
    auto one = import_one(location, fetch, folder);
    if (!one) {
      print_error(one.error());
      code = 1;
      continue;
    }
    if (!one->at("left_out").as_array().empty()) code = 1;
    if (!arguments.json) show(*one);
    files.push_back(*std::move(one));
  }
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(json::object{{"files", std::move(files)}}));
  return code;
}

}  // namespace signet::cli
