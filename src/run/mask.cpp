#include "run/mask.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::run {

namespace {

std::string json_escaped(std::string_view text) {
  const std::string quoted = boost::json::serialize(boost::json::string_view(text.data(), text.size()));
  return quoted.substr(1, quoted.size() - 2);
}

/// Base64 of a text inside a longer one depends on where it starts: three phases, less the characters at both ends
/// that neighbours share (RFC 4648 §4: three bytes make four characters).
std::vector<std::string> base64_phases(std::string_view secret) {
  std::vector<std::string> phases;
  for (std::size_t phase = 0; phase < 3; ++phase) {
    const std::string shifted = std::string(phase, '\0') + std::string(secret);
    const std::size_t lead = phase == 0 ? 0 : phase + 1;
    const std::size_t whole = shifted.size() / 3 * 4;
    if (whole < lead + 4) continue;
    std::string inner = base64_encode(shifted).substr(lead, whole - lead);
    std::string url_safe = replace_all(replace_all(inner, "+", "-"), "/", "_");  // RFC 4648 §5
    if (url_safe != inner) phases.push_back(std::move(url_safe));
    phases.push_back(std::move(inner));
  }
  return phases;
}

std::vector<std::string> plain_forms(std::string_view secret) {
  const std::string hex = hex_encode(secret);
  return {std::string(secret), percent_encode(secret), hex, to_upper(hex), json_escaped(secret), escape_html(secret)};
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '-' || c == '_' || c == '=';
}

/// Replaces each base64 text that holds `needle` by the mask, from its first character to its last.
std::string hide_base64(const std::string& text, std::string_view needle) {
  std::string out;
  std::size_t kept = 0;
  for (std::size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, kept)) {
    std::size_t begin = at;
    while (begin > kept && is_base64(text[begin - 1])) --begin;
    std::size_t end = at + needle.size();
    while (end < text.size() && is_base64(text[end])) ++end;
    out.append(text, kept, begin - kept).append(kMasked);
    kept = end;
  }
  return out.append(text, kept);
}

}  // namespace

void Mask::add(std::string_view secret) {
  if (secret.size() < kShortest) return;
  {
    const std::shared_lock lock(mutex_);
    if (known_.contains(std::string(secret))) return;
  }
  const std::unique_lock lock(mutex_);
  if (!known_.insert(std::string(secret)).second) return;
  for (std::string& form : plain_forms(secret)) add_needle(std::move(form), false);
  for (std::string& form : base64_phases(secret)) add_needle(std::move(form), true);
  std::stable_sort(needles_.begin(), needles_.end(),
                   [](const Needle& a, const Needle& b) { return a.text.size() > b.text.size(); });
}

void Mask::add_needle(std::string text, bool in_base64) {
  const auto same = [&text](const Needle& known) { return known.text == text; };
  if (std::none_of(needles_.begin(), needles_.end(), same)) needles_.push_back({std::move(text), in_base64});
}

void Mask::add_from(const model::VariableScope& scope) {
  for (const model::Variable& variable : scope.variables()) {
    if (variable.is_secret()) add(json::to_text(variable.value));
  }
}

std::string Mask::operator()(std::string text) const {
  const std::shared_lock lock(mutex_);
  for (const Needle& needle : needles_) {
    if (text.find(needle.text) == std::string::npos) continue;
    text = needle.in_base64 ? hide_base64(text, needle.text) : replace_all(text, needle.text, kMasked);
  }
  return text;
}

}  // namespace signet::run
