// JSON written straight into a string, for the messages that go to the worker once per script.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace signet::script {

/// Appends `text` as a JSON string. Bytes that are not UTF-8 go through as they are: the worker replaces them.
void append_string(std::string& out, std::string_view text);
/// Appends a header's bytes as text: UTF-8 where they are, else Latin-1, as Node reads headers.
void append_header_text(std::string& out, std::string_view bytes);
/// Appends any JSON value.
void append_value(std::string& out, const json::value& v);

/// Writes one object: `{` at once, members in order, `}` by close().
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;
  void close() { out_ += '}'; }

  /// Names the next member; the caller then appends its value to the string. `name` needs no escapes.
  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_string(member(name), value); }
  void flag(std::string_view name, bool value) { member(name) += value ? "true" : "false"; }
  void number(std::string_view name, std::integral auto value) {
    fmt::format_to(std::back_inserter(member(name)), "{}", value);
  }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace signet::script
