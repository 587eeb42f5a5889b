#include "model/import/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "model/import/growth.h"

namespace signet::model {
namespace {

constexpr std::string_view kMergeKey = "<<";
constexpr std::string_view kPlain = "?";  // the tag of a text without quotes that has none

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <typename Number>
std::optional<Number> whole_number(std::string_view text, int base) {
  Number number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
std::optional<double> real_number(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  // Before a digit or a dot nothing but these may stand: from_chars knows "inf" and "nan", too.
  if (text.empty() || (text.front() != '.' && !is_digits(text.substr(0, 1)))) return std::nullopt;
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return is_negative ? -number : number;
}

/// A text without quotes by the core schema (YAML 1.2.2 §10.3.2). Numbers with zeros in front, which YAML 1.1 takes for
/// octal ones and people for codes, stay texts.
json::value plain_value(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (text.starts_with("0o")) {
    if (const auto number = whole_number<std::uint64_t>(text.substr(2), 8)) return *number;
  }
  if (text.starts_with("0x")) {
    if (const auto number = whole_number<std::uint64_t>(text.substr(2), 16)) return *number;
  }
  const std::string_view digits = text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
  const bool has_zeros = digits.size() > 1 && digits.front() == '0' && is_digits(digits.substr(0, 2));
  if (has_zeros) return json::value(text);
  if (is_digits(digits)) {
    if (const auto number = whole_number<std::int64_t>(text.starts_with('+') ? digits : text, 10)) return *number;
  }
  if (const auto number = real_number(text)) return *number;
  return json::value(text);
}

/// Puts what `merged` has into `object`, unless it has it itself (yaml.org/type/merge).
void merge(json::object& object, const json::value& merged) {
  if (const auto* other = merged.if_object()) {
    for (const auto& member : *other) object.emplace(member.key(), member.value());
  } else if (const auto* list = merged.if_array()) {
    for (const json::value& element : *list) {
      if (element.is_object()) merge(object, element);
    }
  }
}

/// Builds values from what the parser meets. What is wrong is thrown as the parser's own exceptions, which is the one
/// way to stop it, and caught in parse_yaml().
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::size_t memory) : growth_(memory) {}

  [[nodiscard]] bool is_too_large() const { return growth_.is_over(); }
  json::value take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { put(mark, anchor, nullptr, ""); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    put(mark, anchor, tag == kPlain && !awaits_key() ? plain_value(text) : json::value(text), text);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) throw YAML::ParserException(mark, "an alias within what it stands for");
    const auto* text = found->second.if_string();
    grow(mark, weight_of(found->second));
    put(mark, 0, found->second, text == nullptr ? std::string_view() : std::string_view(*text));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, json::array());
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, json::object());
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override {
    json::object& object = open_.back().value.get_object();
    if (const json::value* merged = object.if_contains(kMergeKey)) {
      if (merged->is_structured()) {
        const json::value taken = *merged;
        grow(open_.back().mark, weight_of(taken));
        object.stable_erase(object.find(kMergeKey));
        merge(object, taken);
      }
    }
    close();
  }

 private:
  struct Frame {
    YAML::Mark mark;
    YAML::anchor_t anchor = 0;
    json::value value;
    std::optional<std::string> key;  ///< of the value that comes next
  };

  [[nodiscard]] bool awaits_key() const {
    return !open_.empty() && open_.back().value.is_object() && !open_.back().key;
  }

  void grow(const YAML::Mark& mark, std::size_t bytes) {
    if (!growth_.take(bytes)) throw YAML::ParserException(mark, "too large");
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, json::value empty) {
    if (awaits_key()) throw YAML::ParserException(mark, "a key must be a text");
    open_.push_back({mark, anchor, std::move(empty), std::nullopt});
  }

  void close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    put(frame.mark, frame.anchor, std::move(frame.value), "");
  }

  /// `text` is what it is as a key.
  void put(const YAML::Mark& mark, YAML::anchor_t anchor, json::value value, std::string_view text) {
    grow(mark, kValueBytes + text.size());
    if (anchor != 0) {
      grow(mark, weight_of(value));
      anchored_[anchor] = value;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Frame& frame = open_.back();
    if (auto* list = frame.value.if_array()) {
      list->push_back(std::move(value));
    } else if (!frame.key) {
      if (value.is_structured()) throw YAML::ParserException(mark, "a key must be a text");
      frame.key = text;
    } else {
      frame.value.get_object()[*frame.key] = std::move(value);
      frame.key.reset();
    }
  }

  Growth growth_;
  std::vector<Frame> open_;
  std::unordered_map<YAML::anchor_t, json::value> anchored_;
  json::value root_;
};

}  // namespace

Result<json::value> parse_yaml(const std::string& text, std::string_view source, const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::kLimit, fmt::format("{}: YAML of more than {} MiB", source, limits.bytes >> 20),
                "write it as JSON, which is read up to 64 MiB");
  }
  Builder builder(limits.memory);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    Builder next(limits.memory);
    if (!parser.HandleNextDocument(next)) return builder.take();
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: holds several YAML documents", source),
                "split it at its lines \"---\"");
  } catch (const YAML::DeepRecursion&) {
    return fail(ErrorCode::kLimit, fmt::format("{}: YAML nested too deep", source), "flatten it");
  } catch (const YAML::Exception& wrong) {
    if (builder.is_too_large()) {
      return fail(
          ErrorCode::kLimit,
          fmt::format("{}: takes more than {} MiB with what its aliases stand for", source, limits.memory >> 20),
          "write out what the aliases stand for, or split the document");
    }
    return fail(
        ErrorCode::kInvalidInput,
        fmt::format("{}:{}:{}: no valid YAML: {}", source, wrong.mark.line + 1, wrong.mark.column + 1, wrong.msg),
        "correct the text at that place");
  }
}

}  // namespace signet::model
