// Texts that tests plant, and the search for them in whatever was written anywhere, in all encodings that programs give
// to texts.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace signet::test {

/// A text in the encodings that one meets: as it is, in small letters (as an index keeps it), Base64 in both alphabets
/// wherever it stands in what was encoded, Base32 at its start, hexadecimal, percent-encoded, as JSON's \u escapes, and
/// UTF-16 in both orders.
class Planted {
 public:
  /// `text`: letters and digits alone, so that what escapes only signs leaves it as it is; 16 or more.
  explicit Planted(std::string_view text);

  /// What was found in `bytes`: for each encoding that is there, its name and what stands around the first. `bytes` are
  /// called `where`.
  [[nodiscard]] std::vector<std::string> find_in(std::string_view bytes, std::string_view where) const;
  /// The same for all files in a folder and below it.
  [[nodiscard]] std::vector<std::string> find_in_files(const std::filesystem::path& folder) const;

 private:
  struct Form {
    std::string name;
    std::string bytes;
  };
  std::vector<Form> forms_;
};

}  // namespace signet::test
