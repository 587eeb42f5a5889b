#include "model/csv.h"

#include <algorithm>
#include <cmath>

#include "model/javascript.h"

namespace signet::model {

namespace {

bool is_trimmable(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

bool is_integer_text(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text[0] != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
}

std::size_t CsvReader::record_end_length(std::size_t at) {
  if (at >= text_.size()) return 0;
  if (line_end_.empty()) {
    if (text_[at] == '\r') {
      line_end_ = text_.substr(at).starts_with("\r\n") ? "\r\n" : "\r";
    } else if (text_[at] == '\n') {
      line_end_ = "\n";
    }
  }
  return !line_end_.empty() && text_.substr(at).starts_with(line_end_) ? line_end_.size() : 0;
}

Error CsvReader::failure(std::size_t at, std::string_view message, std::string hint) const {
  const std::string_view before = text_.substr(0, std::min(at, text_.size()));
  std::size_t line = 1;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == '\n' || (before[i] == '\r' && text_.substr(i + 1, 1) != "\n")) ++line;
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("line {}: {}", line, message), std::move(hint));
}

Result<CsvReader::Step> CsvReader::quote(std::size_t& at) {
  if (!quoting_) {
    if (!field_.empty()) return Step::kAppend;  // a quote inside an unquoted field is part of it
    quoting_ = true;
    return Step::kContinue;
  }
  const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
  if (next == '"') {  // a doubled quote is one quote
    SIGNET_CHECK(append(at));
    ++at;
    return Step::kContinue;
  }
  if (next == '\0' || next == ',' || is_trimmable(next) || record_end_length(at + 1) > 0) {
    quoting_ = false;
    was_quoted_ = true;
    return Step::kContinue;
  }
  return failure(at, "text after a closing quote",
                 "put the whole field in quotes and double the quotes inside it: \"say \"\"hi\"\"\"");
}

CsvReader::Step CsvReader::separator(std::size_t& at, std::vector<CsvField>& fields) {
  if (const std::size_t length = record_end_length(at); length > 0) {
    finish_field(fields);
    at += length - 1;
    return Step::kRecordEnd;
  }
  if (text_[at] != ',') return Step::kAppend;
  finish_field(fields);
  return Step::kContinue;
}

Status CsvReader::append(std::size_t at) {
  const char c = text_[at];
  const bool trimmable = is_trimmable(c);
  const bool wanted = quoting_ || !field_.empty() || !trimmable;
  if (wanted && !was_quoted_) {
    field_ += c;
  } else if (!trimmable) {
    return failure(at, "text after a closing quote",
                   "put the whole field in quotes and double the quotes inside it: \"say \"\"hi\"\"\"");
  }
  return {};
}

void CsvReader::finish_field(std::vector<CsvField>& fields) {
  if (fields.size() <= used_) fields.emplace_back();
  CsvField& field = fields[used_++];
  field.quoted = was_quoted_;
  field.text = was_quoted_ ? std::string_view(field_) : javascript::trim_end(field_);
  field_.clear();
  was_quoted_ = false;
}

Result<bool> CsvReader::next(std::vector<CsvField>& fields) {
  used_ = 0;
  field_.clear();
  quoting_ = was_quoted_ = false;
  const std::size_t begin = position_;
  std::size_t opened = begin;
  for (std::size_t at = begin; at < text_.size(); ++at) {
    const bool was_quoting = quoting_;
    Step step = Step::kAppend;
    if (text_[at] == '"') {
      SIGNET_TRY(step, quote(at));
    } else if (!quoting_) {
      step = separator(at, fields);
    }
    if (quoting_ && !was_quoting) opened = at;
    if (step == Step::kRecordEnd) {
      position_ = at + 1;
      fields.resize(used_);
      return true;
    }
    if (step == Step::kAppend) SIGNET_CHECK(append(at));
  }
  position_ = text_.size();
  if (quoting_) {
    return failure(opened, "a quote is opened here and never closed", "close it with \", or double it if it is text");
  }
  if (!was_quoted_ && used_ == 0 && field_.empty()) {  // nothing after the last line end
    fields.clear();
    return false;
  }
  finish_field(fields);
  fields.resize(used_);
  return true;
}

json::value cast_csv_field(const CsvField& field) {
  if (field.quoted) return json::value(field.text);
  // newman's csvAutoParse: integers without leading zeros, then whatever Number(value) and parseFloat agree about.
  if (is_integer_text(field.text)) return javascript::number_value(javascript::parse_float(field.text));
  const double number = javascript::parse_float(field.text);
  if (javascript::to_number(field.text) - number + 1 >= 0) return javascript::number_value(number);
  return json::value(field.text);
}

}  // namespace signet::model
