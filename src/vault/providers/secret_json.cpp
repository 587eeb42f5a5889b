#include "vault/providers/secret_json.h"

#include <array>
#include <new>

#include "base/encoding.h"

namespace signet::vault {

namespace {

/// Memory of the default allocator, overwritten before it goes back. Boost.JSON does not always give a block back with
/// the alignment that it asked for, and never needs more than the default one.
class WipingMemory final : public boost::json::memory_resource {
 private:
  void* do_allocate(std::size_t bytes, std::size_t) override { return ::operator new(bytes); }
  void do_deallocate(void* memory, std::size_t bytes, std::size_t) override {
    wipe({static_cast<char*>(memory), bytes});
    ::operator delete(memory);
  }
  [[nodiscard]] bool do_is_equal(const boost::json::memory_resource& other) const noexcept override {
    return dynamic_cast<const WipingMemory*>(&other) != nullptr;
  }
};

/// One for all, which values do not own: it holds nothing itself, and lives as long as the program.
boost::json::storage_ptr wiping_memory() {
  static WipingMemory memory;
  return &memory;
}

}  // namespace

Result<json::value> parse_secret_json(std::string_view text, std::string_view source) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  boost::json::parse_options options;
  options.max_depth = kMaxAnswerDepth;
  std::array<unsigned char, 1024> buffer{};
  boost::system::error_code error;
  std::size_t read = 0;
  json::value document(wiping_memory());
  {
    // The parser keeps what it has read so far in the buffer, and needs it until it goes.
    boost::json::parser parser(wiping_memory(), options, buffer.data(), buffer.size());
    parser.reset(wiping_memory());
    read = parser.write(text.data(), text.size(), error);
    if (!error) document = parser.release();
  }
  wipe({reinterpret_cast<char*>(buffer.data()), buffer.size()});
  if (error) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is no JSON: {} at byte {}", source, error.message(), read));
  }
  return document;
}

json::object secret_object() {
  return json::object(wiping_memory());
}

SecretString secret_text(const json::value& v) {
  std::string text = boost::json::serialize(v);
  SecretString secret(text);
  wipe_text(text);
  return secret;
}

SecretString secret_value(const json::value& v) {
  if (v.is_string()) return SecretString(v.get_string());
  if (v.is_object() || v.is_array()) return secret_text(v);
  std::string text = json::to_text(v);
  SecretString secret(text);
  wipe_text(text);
  return secret;
}

SecretString secret_form(std::span<const FormField> fields) {
  std::string text;
  // Room for the longest encoding, so that no shorter copy is left behind by growth.
  std::size_t room = 0;
  for (const auto& [name, value] : fields) room += 3 * (name.size() + value.size()) + 2;
  text.reserve(room);
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    std::string encoded = percent_encode(value);
    text += percent_encode(name) + "=";
    text += encoded;
    wipe_text(encoded);
  }
  SecretString secret(text);
  wipe_text(text);
  return secret;
}

void wipe_text(std::string& text) {
  wipe({text.data(), text.size()});
  text.clear();
}

}  // namespace signet::vault
