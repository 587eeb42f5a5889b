// JSON written piece by piece, with secrets masked in every text before it is escaped. All text leaves as well-formed
// UTF-8; "<" and invisible marks are written as \u escapes, so that the text may stand inside a page's <script>.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "report/reporters.h"

namespace signet::report {

/// The mask, or nothing when there is none.
class Masking {
 public:
  Masking() = default;
  explicit Masking(Mask mask) : mask_(std::move(mask)) {}
  [[nodiscard]] std::string operator()(std::string_view text) const {
    return mask_ ? mask_(std::string(text)) : std::string(text);
  }
  /// At most `limit` bytes of the masked text, and how long the text was when it was cut. Masks before it cuts, so that
  /// no part of a secret is left at the end; of a very long text only the start is looked at.
  [[nodiscard]] std::string clip(std::string_view text, std::size_t limit) const;
  /// A copy with every name and string in it masked.
  [[nodiscard]] json::value value(const json::value& v) const;
  [[nodiscard]] bool active() const { return static_cast<bool>(mask_); }

 private:
  Mask mask_;
};

/// Appends `text` in quotes, escaped, unmasked.
void append_quoted(std::string& out, std::string_view text);
/// Appends `text` masked, in quotes.
void append_text(std::string& out, std::string_view text, const Masking& mask);
/// Appends a whole value; names and strings masked.
void append_value(std::string& out, const json::value& v, const Masking& mask);

/// Writes `"name":` with a comma before it when the object already has a member.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  std::string& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_quoted(out_, name);
    out_ += ':';
    return out_;
  }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace signet::report
