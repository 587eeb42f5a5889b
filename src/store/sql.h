// The text of an SQL statement. Only a literal in the source can make one (the constructor is consteval), so no
// statement can be put together at run time, and what comes from outside can only be a parameter.
// docs/decisions/007-store.md has the rules of the one dialect that SQLite and PostgreSQL both take; those that a scan
// can see are checked here.
#pragma once

#include <cstddef>
#include <string_view>

namespace signet::store {

/// One statement with the parameters $1, $2, ... `tx.execute("DELETE FROM users WHERE id = $1", {id})`.
/// Does not compile when the text holds a second statement, "?" or ":name" parameters, "::" casts, double quotes or
/// comments, or leaves out a number of its parameters.
class Sql {
 public:
  template <std::size_t N>
  consteval Sql(const char (&text)[N])  // NOLINT(google-explicit-constructor): reads as the statement it is
      : text_(text, N - 1), parameters_(count_parameters(std::string_view(text, N - 1))) {}

  [[nodiscard]] constexpr std::string_view text() const { return text_; }
  /// The highest n of its $n; every statement is run with that many values.
  [[nodiscard]] constexpr std::size_t parameters() const { return parameters_; }

 private:
  static constexpr std::size_t kMaxParameters = 64;

  static consteval std::size_t count_parameters(std::string_view text) {
    bool seen[kMaxParameters + 1] = {};
    std::size_t highest = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\0') throw "a NUL in the statement";
      if (c == '\'') quoted = !quoted;
      if (quoted) continue;
      if (c == ';') throw "one statement only, without a semicolon";
      if (c == '?' || c == ':' || c == '@') throw "parameters are $1, $2, ...; casts are CAST(x AS type)";
      if (c == '"' || c == '`') throw "names need no quotes; texts stand in single ones";
      if (c == '-' && i + 1 < text.size() && text[i + 1] == '-') throw "comments belong into C++";
      if (c == '/' && i + 1 < text.size() && text[i + 1] == '*') throw "comments belong into C++";
      if (c != '$') continue;
      std::size_t number = 0;
      while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') {
        number = number * 10 + static_cast<std::size_t>(text[++i] - '0');
        if (number > kMaxParameters) throw "too many parameters";
      }
      if (number == 0) throw "a parameter is $1, $2, ...";
      seen[number] = true;
      highest = number > highest ? number : highest;
    }
    if (quoted) throw "a text without its end";
    for (std::size_t n = 1; n <= highest; ++n) {
      if (!seen[n]) throw "a number is left out among the parameters";
    }
    return highest;
  }

  std::string_view text_;
  std::size_t parameters_;
};

}  // namespace signet::store
