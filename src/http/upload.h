// The bytes of a request body, read in pieces: text from memory, files from disk, multipart parts one after another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "http/types.h"

namespace signet::http {

class Upload {
 public:
  Upload() = default;
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// Points at `body`, which must outlive this. Files are looked at for their size, and opened when their turn comes.
  Status open(const Body& body, std::string_view boundary);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// The whole body when it lies in memory, else null.
  [[nodiscard]] const std::string* text() const { return text_; }
  /// Up to `room` bytes; 0 at the end; -1 when a file cannot be read or has become shorter.
  [[nodiscard]] std::int64_t read(char* out, std::size_t room);
  /// Back to the start, for a second try on a new connection.
  void rewind();

 private:
  struct FilePiece {
    std::filesystem::path path;
    std::uint64_t size = 0;
  };
  using Piece = std::variant<std::string, FilePiece>;

  Status add_file(const std::filesystem::path& path);
  void add_text(std::string text);
  std::int64_t read_file(const FilePiece& piece, char* out, std::size_t room);
  void next_piece();

  std::vector<Piece> pieces_;
  const std::string* text_ = nullptr;
  std::uint64_t size_ = 0;
  std::size_t at_ = 0;        ///< which piece
  std::uint64_t offset_ = 0;  ///< in it
  int file_ = -1;
};

/// The head of one part: Content-Disposition and Content-Type, as @postman/form-data writes them.
[[nodiscard]] std::string part_head(const Part& part, std::string_view boundary);

}  // namespace signet::http
