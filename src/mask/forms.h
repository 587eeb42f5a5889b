// The forms in which a secret is searched for. Escapes, line breaks and separators are taken away from the text before
// (rewriting.h), so that only what changes the letters themselves is a form: base64, hex, base32, another order.
// Beyond them: the lines of a secret of several, its text in other charsets, and its usual percent encoding.
//
// Limits, so that innocent text stays: a form that could stand by chance must be longer.
//   plain, escaped             3 bytes
//   base64 inside longer text  6 characters of it that the secret alone decides (secrets of 5 bytes); secrets of 3 and
//                              4 bytes only where their base64 stands alone
//   hex                        4 bytes; 3 bytes where it stands alone
//   base32                     8 characters (6 to 8 bytes, by where it starts)
//   reversed                   6 bytes
//   torn apart                 6 characters without the separators; digits alone 12, hex 12, base64 8
//   numbers in a list          5 bytes
//   a line of a secret         8 characters
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signet::mask {

/// The texts in which a form is searched for.
enum View : std::uint8_t {
  kPlain = 1,   ///< as it is, and with escapes decoded
  kJoined = 2,  ///< without gaps
  kList = 4,    ///< bytes of lists of numbers
};

/// How much of the text around a form is hidden, or must be of another kind.
enum class Around : std::uint8_t {
  kNothing,
  kRun,       ///< a part of base64 or base32, hidden from its first character to its last: its ends hold secret bits
  kAlone,     ///< found only where no letter or digit stands beside it
  kAloneRun,  ///< found only where no letter or digit stands beside it; padding is hidden too
};

/// One form of a secret.
struct Form {
  std::string text;
  std::uint8_t views = kPlain;  ///< of View
  Around around = Around::kNothing;
  bool any_case = false;
};

/// All forms of a secret; none when it is shorter than `shortest`. The caller wipes their texts.
[[nodiscard]] std::vector<Form> forms_of(std::string_view secret, std::size_t shortest);

/// Whether a secret has in it what looks like an escape: "p%41ss".
[[nodiscard]] bool looks_escaped(std::string_view secret);

}  // namespace signet::mask
