#include "vault/providers/aws_config.h"

#include "base/text.h"

namespace signet::vault {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

Error malformed(std::string_view source, std::size_t line, std::string_view why) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{}:{}: {}", source, line, why),
              "the file has lines such as [profile NAME] and name = value");
}

/// "[ profile  x ]" → "profile  x"; empty when the bracket is not closed.
std::string_view heading_of(std::string_view line) {
  const std::size_t end = line.find(']');
  return end == std::string_view::npos ? std::string_view() : trim(line.substr(1, end - 1));
}

/// Takes the next line off the front of `rest`.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

AwsSection* AwsConfigFile::section_of(std::string_view heading, Kind kind) {
  if (kind == Kind::kCredentials || heading == "default") return &profiles_[std::string(heading)];
  const std::size_t gap = heading.find_first_of(" \t");
  const std::string_view word = heading.substr(0, gap);
  const std::string_view name = gap == std::string_view::npos ? std::string_view() : trim(heading.substr(gap));
  if (word == "profile" && !name.empty()) return &profiles_[std::string(name)];
  if (word == "sso-session" && !name.empty()) return &sso_sessions_[std::string(name)];
  return &ignored_;
}

Result<AwsConfigFile> AwsConfigFile::parse(SecretString text, Kind kind, std::string_view source) {
  AwsConfigFile file;
  file.text_ = std::move(text);
  std::string_view rest = file.text_.expose();
  if (rest.size() > kMaxAwsConfigBytes) {
    return fail(ErrorCode::kLimit, fmt::format("{} has more than {} bytes", source, kMaxAwsConfigBytes));
  }
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  AwsSection* section = nullptr;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::string_view line = take_line(rest);
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (content.front() == '[') {
      const std::string_view heading = heading_of(content);
      if (heading.empty()) return malformed(source, number, "a section's name is not closed by ]");
      section = file.section_of(heading, kind);
      if (file.profiles_.size() + file.sso_sessions_.size() > kMaxAwsSections) {
        return fail(ErrorCode::kLimit, fmt::format("{} has more than {} sections", source, kMaxAwsSections));
      }
      continue;
    }
    // An indented line belongs to the setting above it ("s3 =" and the like), of which none counts here.
    if (is_blank(line.front())) continue;
    if (section == nullptr) return malformed(source, number, "a setting stands before the first section");
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) return malformed(source, number, "a line is no section and has no =");
    section->insert_or_assign(to_lower(trim(content.substr(0, equals))), trim(content.substr(equals + 1)));
  }
  return file;
}

const AwsSection* AwsConfigFile::profile(std::string_view name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

const AwsSection* AwsConfigFile::sso_session(std::string_view name) const {
  const auto found = sso_sessions_.find(name);
  return found == sso_sessions_.end() ? nullptr : &found->second;
}

std::string_view value_of(const AwsSection* section, std::string_view name) {
  if (section == nullptr) return {};
  const auto found = section->find(name);
  return found == section->end() ? std::string_view() : found->second;
}

}  // namespace signet::vault
