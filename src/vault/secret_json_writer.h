// Writes JSON text straight into secret memory: no tree, and no buffer that is left behind unwiped.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/secret.h"

namespace signet::vault {

/// Commas come by themselves. Who calls it closes what it opens.
class SecretJsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void text(std::string_view value);
  void number(std::int64_t value);
  void flag(bool value);
  /// The members of an object that is JSON text already: "{...}".
  void members_of(std::string_view object);
  /// A whole line that is JSON text already.
  void line(std::string_view record);
  /// Ends a record.
  void end_line();

  [[nodiscard]] SecretString take() &&;

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void quote(std::string_view value);
  void append(std::string_view bytes);

  SecretString room_;
  std::size_t size_ = 0;
  bool comma_ = false;  ///< the next value or key has one before it
};

}  // namespace signet::vault
