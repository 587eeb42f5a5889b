#include "http/upload.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::http {

namespace {

/// A name inside the quotes of Content-Disposition: line breaks and quotes must not end it early (WHATWG HTML,
/// "multipart/form-data encoding algorithm").
std::string in_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out;
}

/// Whether the name holds letters past Latin-1 or control characters, and so needs filename*.
bool needs_extended_name(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F || byte >= 0xC4;  // 0xC4: the first lead byte past U+00FF
  });
}

/// RFC 8187: UTF-8''name, percent-encoded but for its attr-char.
std::string extended_name(std::string_view name) {
  std::string out = "UTF-8''";
  for (const char c : name) {
    if (std::string_view("!|`^").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += percent_encode({&c, 1});
    }
  }
  return out;
}

}  // namespace

std::string part_head(const Part& part, std::string_view boundary) {
  std::string head = fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", boundary, in_quotes(part.name));
  if (part.file_name) {
    head += fmt::format("; filename=\"{}\"", in_quotes(*part.file_name));
    if (needs_extended_name(*part.file_name)) head += "; filename*=" + extended_name(*part.file_name);
  }
  if (!part.content_type.empty()) head += "\r\nContent-Type: " + in_quotes(part.content_type);
  return head += "\r\n\r\n";
}

Upload::~Upload() {
  if (file_ >= 0) ::close(file_);
}

Status Upload::open(const Body& body, std::string_view boundary) {
  rewind();
  pieces_.clear();
  text_ = std::get_if<std::string>(&body);
  size_ = text_ != nullptr ? text_->size() : 0;
  if (const auto* path = std::get_if<std::filesystem::path>(&body)) return add_file(*path);
  const auto* parts = std::get_if<std::vector<Part>>(&body);
  if (parts == nullptr) return {};
  for (const Part& part : *parts) {
    add_text(part_head(part, boundary));
    if (part.file) {
      SIGNET_CHECK(add_file(*part.file));
    } else {
      add_text(part.value);
    }
    add_text("\r\n");
  }
  add_text(fmt::format("--{}--\r\n", boundary));
  return {};
}

void Upload::add_text(std::string text) {
  size_ += text.size();
  if (!pieces_.empty()) {
    if (auto* last = std::get_if<std::string>(&pieces_.back())) {
      *last += text;
      return;
    }
  }
  pieces_.emplace_back(std::move(text));
}

Status Upload::add_file(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return fail(ErrorCode::kIo, fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)),
                "the file must be there until the request has been sent");
  }
  size_ += static_cast<std::uint64_t>(info.st_size);
  pieces_.emplace_back(FilePiece{path, static_cast<std::uint64_t>(info.st_size)});
  return {};
}

std::int64_t Upload::read(char* out, std::size_t room) {
  while (at_ < pieces_.size()) {
    if (const auto* file = std::get_if<FilePiece>(&pieces_[at_])) {
      if (offset_ < file->size) return read_file(*file, out, room);
    } else {
      const std::string& text = std::get<std::string>(pieces_[at_]);
      const std::size_t count = std::min<std::size_t>(room, text.size() - offset_);
      if (count > 0) {
        std::copy_n(text.data() + offset_, count, out);
        offset_ += count;
        return static_cast<std::int64_t>(count);
      }
    }
    next_piece();
  }
  return 0;
}

std::int64_t Upload::read_file(const FilePiece& piece, char* out, std::size_t room) {
  if (file_ < 0) file_ = ::open(piece.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) return -1;
  // A file that has grown since is cut at the length that was announced.
  const std::size_t wanted = std::min<std::uint64_t>(room, piece.size - offset_);
  ssize_t count = 0;
  do {
    count = ::read(file_, out, wanted);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return -1;
  offset_ += static_cast<std::uint64_t>(count);
  return count;
}

void Upload::next_piece() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
  offset_ = 0;
  ++at_;
}

void Upload::rewind() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
  at_ = 0;
  offset_ = 0;
}

}  // namespace signet::http
