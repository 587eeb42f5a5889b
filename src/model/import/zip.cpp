#include "model/import/zip.h"

#include <fmt/format.h>
#include <zip.h>

#include "base/owned.h"

namespace signet::model {
namespace {

using Archive = Owned<zip_t, zip_discard>;

constexpr std::string_view kHint = "download the archive again, or import its files one by one";

Error bad_archive(std::string_view source, zip_error_t& error) {
  Error failed = fail(ErrorCode::kInvalidInput,
                      fmt::format("{}: cannot be read as a ZIP archive: {}", source, zip_error_strerror(&error)),
                      std::string(kHint));
  zip_error_fini(&error);
  return failed;
}

/// Looks at `bytes`, which must stay.
Result<Archive> open(std::string_view bytes, std::string_view source) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (memory == nullptr) return bad_archive(source, error);
  Archive archive(zip_open_from_source(memory, ZIP_RDONLY, &error));
  if (archive == nullptr) {
    zip_source_free(memory);
    return bad_archive(source, error);
  }
  zip_error_fini(&error);
  return archive;
}

Status check_sizes(const std::vector<zip_stat_t>& files, std::uint64_t packed, std::string_view source,
                   const ZipLimits& limits) {
  std::uint64_t total = 0;
  for (const zip_stat_t& file : files) {
    if (file.size > limits.entry_bytes || (total += file.size) > limits.total_bytes) {
      return fail(ErrorCode::kLimit,
                  fmt::format("{}: unpacks to more than {} MiB, or {} MiB a file", source, limits.total_bytes >> 20,
                              limits.entry_bytes >> 20),
                  "split the archive");
    }
  }
  if (total > limits.ratio_from_bytes && total / limits.ratio > packed) {
    return fail(ErrorCode::kLimit, fmt::format("{}: unpacks to more than {} times its size", source, limits.ratio),
                "unpack it and import its files one by one");
  }
  return {};
}

/// Never more than the size that was checked.
ZipEntry read_file(zip_t* archive, const zip_stat_t& file) {
  ZipEntry entry{.name = file.name, .bytes = {}, .fault = {}};
  const Owned<zip_file_t, zip_fclose> reader(zip_fopen_index(archive, file.index, 0));
  if (reader == nullptr) {
    const int code = zip_error_code_zip(zip_get_error(archive));
    entry.fault = code == ZIP_ER_NOPASSWD ? "is encrypted" : "cannot be unpacked";
    return entry;
  }
  entry.bytes.resize(file.size);
  std::uint64_t filled = 0;
  while (filled < file.size) {
    const zip_int64_t count = zip_fread(reader.get(), entry.bytes.data() + filled, file.size - filled);
    if (count <= 0) break;
    filled += static_cast<std::uint64_t>(count);
  }
  char more = 0;
  // Reading on to the end is what compares the checksum.
  if (filled != file.size || zip_fread(reader.get(), &more, 1) != 0) {
    entry.bytes.clear();
    entry.fault = "is damaged";
  }
  return entry;
}

}  // namespace

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

Result<std::vector<ZipEntry>> read_zip(std::string_view bytes, std::string_view source, const ZipLimits& limits) {
  SIGNET_TRY(const Archive archive, open(bytes, source));
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  if (count < 0 || static_cast<std::uint64_t>(count) > limits.entries) {
    return fail(ErrorCode::kLimit, fmt::format("{}: holds more than {} files", source, limits.entries),
                "split the archive");
  }
  std::vector<zip_stat_t> files;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t file;
    constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE;
    if (zip_stat_index(archive.get(), i, 0, &file) != 0 || (file.valid & kNeeded) != kNeeded) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: file {} of the archive is damaged", source, i + 1),
                  std::string(kHint));
    }
    file.index = i;
    if (!std::string_view(file.name).ends_with('/')) files.push_back(file);
  }
  SIGNET_CHECK(check_sizes(files, bytes.size(), source, limits));
  std::vector<ZipEntry> entries;
  entries.reserve(files.size());
  for (const zip_stat_t& file : files) entries.push_back(read_file(archive.get(), file));
  return entries;
}

}  // namespace signet::model
