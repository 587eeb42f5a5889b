#include "model/csv.h"

#include <gtest/gtest.h>

#include "tests/model/tables.h"

namespace signet::model {
namespace {

/// Rows as objects, or null when the text is refused.
json::value rows_of(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvField> fields;
  std::vector<std::string> columns;
  json::array rows;
  for (bool header = true; !reader.at_end() || header; header = false) {
    auto more = reader.next(fields);
    if (!more) return nullptr;
    if (!*more) break;
    if (header) {
      for (const CsvField& field : fields) columns.push_back(field.text);
      continue;
    }
    json::object row;
    for (std::size_t i = 0; i < fields.size() && i < columns.size(); ++i) row[columns[i]] = cast_csv_field(fields[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Numbers compare by value, whichever JSON type holds them.
bool same_number(const json::value& a, const json::value& b) {
  return a.is_number() && b.is_number() && a.to_number<double>() == b.to_number<double>();
}

void expect_same(const json::value& got, const json::value& expected, const json::value& input) {
  if (got.is_null() || expected.is_null()) {
    EXPECT_EQ(got, expected) << input;
    return;
  }
  ASSERT_EQ(got.as_array().size(), expected.as_array().size()) << input;
  for (std::size_t i = 0; i < got.as_array().size(); ++i) {
    const json::object& a = got.at(i).as_object();
    const json::object& b = expected.at(i).as_object();
    ASSERT_EQ(a.size(), b.size()) << input;
    for (const auto& member : b) {
      ASSERT_TRUE(a.contains(member.key())) << input;
      const json::value& value = a.at(member.key());
      EXPECT_TRUE(value == member.value() || same_number(value, member.value())) << input << value << member.value();
    }
  }
}

TEST(Csv, ReadsAndCastsAsNewmanDoes) {
  const json::value table = load_table("csv");
  for (const json::value& row : table.as_array()) {
    expect_same(rows_of(row.at("in").as_string()), row.at("rows"), row.at("in"));
  }
}

TEST(Csv, ReadsARecordAgainFromItsPosition) {
  CsvReader reader("a,b\n1,2\n\"3\n4\",5\n");
  std::vector<CsvField> fields;
  ASSERT_TRUE(*reader.next(fields));
  ASSERT_TRUE(*reader.next(fields));
  const std::size_t second = reader.position();
  for (int i = 0; i < 2; ++i) {
    reader.seek(second);
    ASSERT_TRUE(*reader.next(fields));
    EXPECT_EQ(fields[0].text, "3\n4");
    EXPECT_TRUE(fields[0].quoted);
    EXPECT_EQ(fields[1].text, "5");
  }
}

TEST(Csv, NamesTheLineOfAnError) {
  const auto message = [](std::string_view text) {
    CsvReader reader(text);
    std::vector<CsvField> fields;
    while (!reader.at_end()) {
      auto more = reader.next(fields);
      if (!more) return more.error().message;
    }
    return std::string("no error");
  };
  EXPECT_EQ(message("a\r\nb\r\n\"c"), "line 3: a quote is opened here and never closed");
  EXPECT_EQ(message("a\n\"x\ny\"z\n"), "line 3: text after a closing quote");
}

}  // namespace
}  // namespace signet::model
