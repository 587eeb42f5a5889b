// A file that appears once it is whole and on the disk, readable by its owner only, and never takes another's place.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace signet::store {

class NewFile {
 public:
  /// Makes missing folders (0700). Fails with kConflict when the file is there already.
  [[nodiscard]] static Result<NewFile> create(const std::filesystem::path& path);
  NewFile(NewFile&& other) noexcept = default;
  NewFile& operator=(NewFile&&) = delete;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// Leaves nothing behind unless it was finished.
  ~NewFile();

  [[nodiscard]] Status write(std::string_view bytes);
  /// Syncs, and gives it its name.
  [[nodiscard]] Status finish();

 private:
  NewFile(std::filesystem::path path, std::string beside, Descriptor file)
      : path_(std::move(path)), beside_(std::move(beside)), file_(std::move(file)) {}

  [[nodiscard]] Status flush();
  [[nodiscard]] Error failed(int code) const;

  std::filesystem::path path_;
  std::string beside_;
  Descriptor file_;
  std::string buffer_;
};

/// Makes missing folders with mode 0700. Those that are there stay as they are: they may be shared on purpose.
[[nodiscard]] Status make_private_folder(const std::filesystem::path& folder);

}  // namespace signet::store
