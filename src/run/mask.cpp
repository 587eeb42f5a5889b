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

std::string html_escaped(std::string_view text) {
  std::string out = replace_all(text, "&", "&amp;");
  out = replace_all(out, "<", "&lt;");
  out = replace_all(out, ">", "&gt;");
  return replace_all(out, "\"", "&quot;");
}

/// Base64 of a text inside a longer one depends on where it starts: three phases, less the characters at both ends
/// that neighbours share (RFC 4648 §4: three bytes make four characters).
void add_base64_phases(std::string_view secret, std::vector<std::string>& out) {
  for (std::size_t phase = 0; phase < 3; ++phase) {
    const std::string shifted = std::string(phase, '\0') + std::string(secret);
    std::string encoded = base64_encode(shifted);
    const std::size_t lead = phase == 0 ? 0 : phase + 1;
    const std::size_t whole = shifted.size() / 3 * 4;
    if (whole <= lead + 4) continue;
    out.push_back(encoded.substr(lead, whole - lead));
  }
}

std::vector<std::string> forms_of(std::string_view secret) {
  std::vector<std::string> forms = {std::string(secret),          percent_encode(secret), hex_encode(secret),
                                    to_upper(hex_encode(secret)), json_escaped(secret),   html_escaped(secret),
                                    base64_encode(secret)};
  add_base64_phases(secret, forms);
  return forms;
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
  for (std::string& form : forms_of(secret)) {
    if (std::find(needles_.begin(), needles_.end(), form) == needles_.end()) needles_.push_back(std::move(form));
  }
  std::stable_sort(needles_.begin(), needles_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void Mask::add_from(const model::VariableScope& scope) {
  for (const model::Variable& variable : scope.variables()) {
    if (variable.is_secret()) add(json::to_text(variable.value));
  }
}

std::string Mask::operator()(std::string text) const {
  const std::shared_lock lock(mutex_);
  for (const std::string& needle : needles_) {
    if (text.find(needle) != std::string::npos) text = replace_all(text, needle, kMasked);
  }
  return text;
}

}  // namespace signet::run
