#include "server/elements/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "server/elements/search.h"
#include "tests/server/elements/support.h"

namespace signet::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string words(std::string_view text) {
  WordList list(1000);
  list.add(text);
  return list.text();
}

TEST(Words, AreRunsOfLettersAndDigitsInOneForm) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"  - / ?", ""},
      {"Orders of 2026", " orders of 2026"},
      {"orders ORDERS Orders", " orders"},
      {"https://api.example/v1/orders/{{id}}?expand=lines", " https api example v1 orders id expand lines"},
      {"listOrders", " listorders list orders"},
      {"HTTPServerError", " httpservererror http server error"},
      {"order_id", " order id"},
      {"Müller MÜLLER mu\u0308ller Muller", " muller"},
      {"Straße STRASSE", " strasse"},
      {"İstanbul", " istanbul"},
      {"ﬁle ｆｉｌｅ", " file"},  // a ligature, and full width
      {"Ελλάδα ΕΛΛΑΔΑ ΕΛΛΆΣ", " ελλαδα ελλασ"},
      {"soft\u00ADhyphen zero\u200Bwidth", " softhyphen zerowidth"},
      {"订单 列表", " 订 单 列 表"},
      {"a\xFF\xFE"
       "b",
       " a b"},
      {std::string("a\0b", 3), " a b"},
      {"\xED\xA0\x80x", " x"},  // a lone surrogate
      {"50% off_ \\", " 50 off"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(words(text), expected) << text;
}

TEST(Words, EndAtTheirLimits) {
  WordList list(12);
  list.add("first second third");
  EXPECT_EQ(list.text(), " first");
  EXPECT_TRUE(list.is_full());
  list.add("x");
  EXPECT_EQ(list.text(), " first") << "nothing behind what did not fit";
  EXPECT_EQ(words(std::string(500, 'a')).size(), 1 + kMaxWordBytes);
  EXPECT_THAT(words(std::string(kMaxReadBytes, ' ') + "late"), IsEmpty());
}

TEST(Words, OfAQueryAreEachOne) {
  EXPECT_THAT(query_words("listOrders  Über listORDERS"), testing::ElementsAre("listorders", "uber"));
  const auto query = read_search_query("a b c d e f g h");
  EXPECT_TRUE(query);
  for (const char* refused : {"", " / ", "a b c d e f g h i"}) {
    const auto none = read_search_query(refused);
    ASSERT_FALSE(none) << refused;
    EXPECT_EQ(none.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(none.error().hint, Not(IsEmpty()));
  }
}

std::string words_of(ElementKind kind, std::string_view json) {
  Content content = test::taken(kind, json);
  Element element;
  element.kind = kind;
  element.name = content.name;
  return words_of(element, content.document);
}

TEST(Words, OfARequestAreWhatPeopleWroteIntoIt) {
  const std::string found = words_of(ElementKind::kRequest, R"x({
    "id": "internalone", "name": "List orders", "description": {"content": "Shows invoices", "type": "text/markdown"},
    "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": ["pm.expect(", "somevariable)"]
}
}],
    "request": {"method": "PATCH", "description": "inner",
      "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "headername"}, {"key": "value", "value": "sealed"}]},
      "url": {"raw": "https://host.example/pathsegment?q1=v1", "query": [{"key": "q1", "value": "v1", "description": "qdesc"}]},
      "header": [{"key": "X-Trace", "value": "tracevalue"}],
      "body": {"mode": "urlencoded", "urlencoded": [{"key": "bodykey", "value": "bodyvalue", "type": "text"}]}},
    "response": [{"name": "examplename", "body": "examplebody"}]
})x");
  for (const char* word : {" list ", " orders ", " invoices ", " expect ", " somevariable", " patch ", " inner ",
                           " host ", " pathsegment ", " q1 ", " v1 ", " qdesc ", " trace ", " tracevalue ", " bodykey ",
                           " bodyvalue ", " examplename "}) {
    EXPECT_THAT(found, HasSubstr(word));
  }
  for (const char* word : {"internalone", "markdown", "javascript", "sealed", "apikey", "urlencoded", "examplebody"}) {
    EXPECT_THAT(found, Not(HasSubstr(word)));
  }
}

TEST(Words, OfAnEnvironmentAreItsKeysWithoutTheirValues) {
  const std::string found = words_of(ElementKind::kEnvironment, R"({"name": "Staging", "values": [
    {"key": "apiHost", "value": "valueone", "description": "says where"},
    {"key": "token", "value": "valuetwo", "type": "secret"}]})");
  EXPECT_EQ(found, " staging apihost api host says where token");
}

TEST(Words, OfAnElementAreFew) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += " word" + std::to_string(i);
  const std::string found =
      words_of(ElementKind::kFolder, boost::json::serialize(json::object{{"name", "Big"}, {"description", text}}));
  EXPECT_THAT(found, testing::StartsWith(" big word0 word1"));
  EXPECT_LE(found.size(), kMaxElementWords);
}

}  // namespace
}  // namespace signet::server
