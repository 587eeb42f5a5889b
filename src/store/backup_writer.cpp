#include <openssl/evp.h>

#include "base/encoding.h"
#include "base/json.h"
#include "base/owned.h"
#include "store/backup_format.h"

namespace signet::store {

struct RunningDigest::State {
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
};

// OpenSSL's SHA-256 fails only without memory; finish() then gives a digest that fits nothing.
RunningDigest::RunningDigest() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr);
}

RunningDigest::~RunningDigest() = default;

void RunningDigest::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string RunningDigest::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's bytes
  return hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

Status BackupWriter::line(std::string text) {
  text += '\n';
  digest_.add(text);
  return sink_(text);
}

Status BackupWriter::header(const BackupHeader& header) {
  json::array migrations;
  for (const Applied& applied : header.migrations) {
    migrations.push_back(
        json::object{{"version", applied.version}, {"name", applied.name}, {"sha256", applied.sha256}});
  }
  summary_.created_ms = header.created_ms;
  summary_.schema = header.migrations.empty() ? 0 : header.migrations.back().version;
  return line(boost::json::serialize(json::object{{"format", kBackupFormat},
                                                  {"version", kBackupVersion},
                                                  {"program", header.program},
                                                  {"created_ms", header.created_ms},
                                                  {"migrations", std::move(migrations)}}));
}

Status BackupWriter::table(const Table& table) {
  ++summary_.tables;
  json::array columns;
  for (const Table::Column& column : table.columns) {
    columns.push_back(json::object{{"name", column.name}, {"type", name_of(column.type)}});
  }
  return line(boost::json::serialize(json::object{{"table", table.name}, {"columns", std::move(columns)}}));
}

Status BackupWriter::row(const std::vector<Value>& values) {
  ++summary_.rows;
  std::string text = "[";
  for (const Value& value : values) {
    if (text.size() > 1) text += ',';
    if (const auto* number = value.if_integer()) {
      text += std::to_string(*number);
    } else if (const auto* words = value.if_text()) {
      text += boost::json::serialize(boost::json::string_view(*words));
    } else if (const auto* blob = value.if_blob()) {
      text += '"' + base64_encode(blob->bytes) + '"';
    } else {
      text += "null";
    }
  }
  if (text.size() >= kMaxBackupLine) {
    return fail(ErrorCode::kLimit, fmt::format("a row of more than {} MiB cannot be backed up", kMaxBackupLine >> 20));
  }
  return line(text + "]");
}

Status BackupWriter::end() {
  const std::string text = boost::json::serialize(
      json::object{{"end", true}, {"tables", summary_.tables}, {"rows", summary_.rows}, {"sha256", digest_.finish()}});
  return sink_(text + "\n");
}

}  // namespace signet::store
