// Header fields in their order: names compare without case, and a name may come several times.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signet::server {

struct Header {
  std::string name;  ///< as sent
  std::string value;
};

class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers) : all_(headers) {}

  /// The value of the first field of this name; null when there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  /// The same, or empty.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  /// How often the name comes.
  [[nodiscard]] std::size_t count(std::string_view name) const;
  /// The values of all fields of this name, in order.
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

  void add(std::string name, std::string value) { all_.push_back({std::move(name), std::move(value)}); }
  /// Replaces all fields of this name.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  void reserve(std::size_t count) { all_.reserve(count); }

  [[nodiscard]] auto begin() const { return all_.begin(); }
  [[nodiscard]] auto end() const { return all_.end(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  std::vector<Header> all_;
};

/// Whether `text` is a token (RFC 9110 §5.6.2), as the names of fields and methods are.
[[nodiscard]] bool is_token(std::string_view text);
/// Whether `text` may be the value of a field: no control characters but the tab (RFC 9110 §5.5).
[[nodiscard]] bool is_field_value(std::string_view text);

}  // namespace signet::server
