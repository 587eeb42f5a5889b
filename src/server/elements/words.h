// The words of texts, as search finds them: the same letters however a keyboard wrote them, in either case and without
// accents. A word is a run of letters and digits; those of "listOrders" are "listorders", "list" and "orders", and each
// character of a script without spaces (Han, kana, Thai) is one of its own. Folded by utf8proc: Unicode's NFKC without
// marks, and case folding (UAX #15, Unicode §3.13).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace signet::server {

inline constexpr std::size_t kMaxWordBytes = 64;          ///< of one word; what is longer is cut
inline constexpr std::size_t kMaxReadBytes = 64U << 10U;  ///< of one text; what is behind them has no words

/// Collects words, each once, up to a number of bytes.
class WordList {
 public:
  /// `most`: bytes of text() at most.
  explicit WordList(std::size_t most) : most_(most) {}

  /// Those of a text that are new. Bytes that are no UTF-8 part words, as all but letters and digits do.
  void add(std::string_view text);
  /// No further word is taken.
  [[nodiscard]] bool is_full() const { return is_full_; }
  /// " word word word", or empty: each word stands behind a space, which stands nowhere else.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void take(std::u32string_view word);
  void take_one(std::u32string_view word);

  std::size_t most_;
  std::string text_;
  std::unordered_set<std::string> taken_;
  bool is_full_ = false;
};

/// What somebody looks for: its words, in their order, each once, "listOrders" as one.
[[nodiscard]] std::vector<std::string> query_words(std::string_view text);

}  // namespace signet::server
