// Archives for tests, made by libzip.
#pragma once

#include <gtest/gtest.h>
#include <zip.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::model::test {

struct ZipFile {
  std::string name;
  std::string bytes;
  bool is_stored = false;     ///< not compressed
  bool is_encrypted = false;  ///< with a password
};

inline std::string make_zip(const std::vector<ZipFile>& files) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
  for (const ZipFile& file : files) {
    if (file.name.ends_with('/')) {
      EXPECT_GE(zip_dir_add(archive, file.name.c_str(), ZIP_FL_ENC_UTF_8), 0);
      continue;
    }
    zip_source_t* bytes = zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, file.name.c_str(), bytes, ZIP_FL_ENC_UTF_8);
    EXPECT_GE(index, 0) << file.name;
    const auto at = static_cast<zip_uint64_t>(index);
    EXPECT_EQ(zip_set_file_compression(archive, at, file.is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0), 0);
    const auto encryption = file.is_encrypted ? ZIP_EM_AES_256 : ZIP_EM_NONE;
    EXPECT_EQ(zip_file_set_encryption(archive, at, encryption, "password"), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  zip_source_stat(memory, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(memory);
  EXPECT_EQ(zip_source_read(memory, bytes.data(), bytes.size()), static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(memory);
  zip_source_free(memory);
  zip_error_fini(&error);
  return bytes;
}

}  // namespace signet::model::test
