#include "base/text.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

TEST(IsControl, IsAsciisControlCharactersAndDel) {
  for (int i = 0; i < 256; ++i) EXPECT_EQ(is_control(static_cast<char>(i)), i < 0x20 || i == 0x7F) << i;
}

TEST(EscapeHtml, LeavesNothingThatHtmlReadsAsMarkup) {
  struct Row {
    std::string_view text, html;
  };
  const Row rows[] = {
      {"", ""},
      {"caf\xC3\xA9 'x'", "caf\xC3\xA9 'x'"},
      {"<a href=\"x\">", "&lt;a href=&quot;x&quot;&gt;"},
      {"a && b", "a &amp;&amp; b"},
      {"&lt;", "&amp;lt;"},
  };
  for (const Row& row : rows) EXPECT_EQ(escape_html(row.text), row.html) << row.text;
}

}  // namespace
}  // namespace signet
