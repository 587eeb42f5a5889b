// Copies of a text in which a secret stands plain again: escapes decoded, gaps closed, lists of numbers turned into
// bytes. Each copy knows which part of its source a part of it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signet::mask {

/// A part of a text, from `begin` to before `end`.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A copy made of parts taken over and of parts written anew. Texts up to 4 GiB.
class Copy {
 public:
  ~Copy();
  Copy() = default;
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  void clear();
  /// Appends source[from, to) as it is.
  void keep(std::string_view source, std::size_t from, std::size_t to);
  /// Appends `bytes` in place of source[from, to); they belong together.
  void put(std::string_view bytes, std::size_t from, std::size_t to);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  /// The part of the source that a part of the copy, not empty, came from.
  [[nodiscard]] Span source(Span part) const;

 private:
  struct Piece {
    std::uint32_t at = 0;
    std::uint32_t from = 0;
    std::uint32_t width = 0;  ///< of the source when written anew; 0 when taken over
  };
  [[nodiscard]] const Piece& piece_at(std::size_t position) const;

  std::string text_;
  std::vector<Piece> pieces_;
};

/// Decodes percent encoding, backslash escapes (JSON, JavaScript, C, shell) and HTML entities, one layer of each.
/// False, and an unspecified copy, when there are none.
[[nodiscard]] bool unescape(std::string_view text, Copy& out);
/// Decodes quoted-printable (RFC 2045 §6.7). It is a pass of its own as "=41" is often no escape: "?id=41".
[[nodiscard]] bool decode_quoted_printable(std::string_view text, Copy& out);
/// Only the lists of numbers from 0 to 255 (decimal, or 0x and two hex digits), each as the bytes that it says, with
/// a NUL after each. False when there are none.
[[nodiscard]] bool decode_lists(std::string_view text, Copy& out);

/// A copy without the bytes that tear a value apart: white space, NUL (of UTF-16), quotes, and separators as in
/// "73:65:63", "s-e-c" or "s","e","c".
class Joined {
 public:
  ~Joined();
  Joined() = default;
  Joined(const Joined&) = delete;
  Joined& operator=(const Joined&) = delete;

  /// `source` must live as long as the copy is read. False when nothing was left out.
  [[nodiscard]] bool assign(std::string_view source);
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }
  [[nodiscard]] Span source(Span part) const;

 private:
  [[nodiscard]] std::size_t source_of(std::size_t position) const;

  std::string_view source_;
  std::string text_;  // as long as the longest source so far
  std::size_t size_ = 0;
  std::vector<std::uint32_t> marks_;  // the size of the copy at every kStride bytes of the source
};

/// As Joined does with a text.
[[nodiscard]] std::string join_text(std::string_view text);

}  // namespace signet::mask
