#include "app/sync/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

json::value parsed(std::string_view text) {
  return boost::json::parse(text);
}

struct MergeCase {
  const char* what;
  const char* base;
  const char* mine;
  const char* theirs;
  const char* merged;
  std::vector<std::string> conflicts;
};

TEST(MergeJson, TakesWhatOneSideChangedAndKeepsApartWhatBothDid) {
  const MergeCase cases[] = {
      {"other members", R"({"a":1,"b":1})", R"({"a":2,"b":1})", R"({"a":1,"b":2})", R"({"a":2,"b":2})", {}},
      {"the same change", R"({"a":1})", R"({"a":2})", R"({"a":2})", R"({"a":2})", {}},
      {"the same member", R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"a":2})", {"/a"}},
      {"deep",
       R"({"r":{"m":"GET","u":"x"}})",
       R"({"r":{"m":"PUT","u":"x"}})",
       R"({"r":{"m":"GET","u":"y"}})",
       R"({"r":{"m":"PUT","u":"y"}})",
       {}},
      {"removed and added", R"({"a":1,"b":1})", R"({"b":1})", R"({"a":1,"b":1,"c":1})", R"({"b":1,"c":1})", {}},
      {"removed here, changed there", R"({"a":1})", R"({})", R"({"a":2})", R"({})", {"/a"}},
      {"both added the same name", R"({})", R"({"a":1})", R"({"a":2})", R"({"a":1})", {"/a"}},
      {"variables by id",
       R"([{"id":"1","value":"a"},{"id":"2","value":"a"}])",
       R"([{"id":"1","value":"b"},{"id":"2","value":"a"}])",
       R"([{"id":"1","value":"a"},{"id":"2","value":"c"}])",
       R"([{"id":"1","value":"b"},{"id":"2","value":"c"}])",
       {}},
      {"headers by key, one new on each side",
       R"([{"key":"A"}])",
       R"([{"key":"M"},{"key":"A"}])",
       R"([{"key":"A"},{"key":"T"}])",
       R"([{"key":"M"},{"key":"A"},{"key":"T"}])",
       {}},
      {"first headers on both sides",
       R"({})",
       R"({"header":[{"key":"M"}]})",
       R"({"header":[{"key":"T"}]})",
       R"({"header":[{"key":"M"},{"key":"T"}]})",
       {}},
      {"an entry removed here, another changed there",
       R"([{"key":"A"},{"key":"B","value":"1"}])",
       R"([{"key":"B","value":"1"}])",
       R"([{"key":"A"},{"key":"B","value":"2"}])",
       R"([{"key":"B","value":"2"}])",
       {}},
      {"an entry removed here and changed there",
       R"([{"key":"A","value":"1"}])",
       R"([])",
       R"([{"key":"A","value":"2"}])",
       R"([])",
       {"/key=A"}},
      {"two of one key",
       R"([{"key":"A"}])",
       R"([{"key":"A"},{"key":"A"}])",
       R"([{"key":"A","value":"2"}])",
       R"([{"key":"A"},{"key":"A"}])",
       {""}},
      {"lines of a script",
       R"({"exec":["a"]})",
       R"({"exec":["b"]})",
       R"({"exec":["c"]})",
       R"({"exec":["b"]})",
       {"/exec"}},
      {"names in pointers",
       R"({"a/b":{"~":1}})",
       R"({"a/b":{"~":2}})",
       R"({"a/b":{"~":3}})",
       R"({"a/b":{"~":2}})",
       {"/a~1b/~0"}},
  };
  for (const MergeCase& one : cases) {
    const Merged merged = merge_json(parsed(one.base), parsed(one.mine), parsed(one.theirs));
    EXPECT_EQ(boost::json::serialize(merged.value), one.merged) << one.what;
    EXPECT_EQ(merged.conflicts, one.conflicts) << one.what;
  }
}

TEST(MergeJson, CallsDocumentsTheSameThatDifferOnlyInTheirWriting) {
  EXPECT_TRUE(is_same(parsed(R"({"a":1,"b":[2.5]})"), parsed(R"({"b":[2.5],"a":1.0})")));
  EXPECT_FALSE(is_same(parsed("[1,2]"), parsed("[2,1]")));
  EXPECT_FALSE(is_same(parsed("9007199254740993"), parsed("9007199254740992")));
  EXPECT_FALSE(is_same(parsed(R"({"a":null})"), parsed("{}")));
}

TEST(MergeOrder, FindsTheFewestMoves) {
  EXPECT_THAT(moved_ids({"a", "b", "c", "d"}, {"d", "a", "b", "c"}), ElementsAre("d"));
  EXPECT_THAT(moved_ids({"a", "b", "c"}, {"a", "x", "c"}), IsEmpty()) << "what is new or gone did not move";
  EXPECT_THAT(moved_ids({}, {}), IsEmpty());
}

struct OrderCase {
  Order base;
  Order mine;
  Order theirs;
  Order merged;
  Order overruled;
};

TEST(MergeOrder, KeepsTheirsWithWhatWasPlacedHere) {
  const OrderCase cases[] = {
      {{"a", "b", "c"}, {"c", "a", "b"}, {"a", "b", "c"}, {"c", "a", "b"}, {}},
      {{"a", "b", "c"}, {"a", "b", "c"}, {"c", "a", "b"}, {"c", "a", "b"}, {}},
      {{"a", "b"}, {"a", "m", "b"}, {"a", "b", "t"}, {"a", "m", "b", "t"}, {}},
      {{"a", "b", "c", "d"}, {"b", "a", "c", "d"}, {"a", "b", "d", "c"}, {"b", "a", "d", "c"}, {}},
      {{"a", "b", "c", "d"}, {"d", "a", "b", "c"}, {"a", "d", "b", "c"}, {"a", "d", "b", "c"}, {"d"}},
      {{"a"}, {"m", "n", "a"}, {"a"}, {"m", "n", "a"}, {}},
  };
  for (const OrderCase& one : cases) {
    const MergedOrder merged = merge_order(one.base, one.mine, one.theirs);
    EXPECT_EQ(merged.order, one.merged) << fmt::format("{}", fmt::join(one.mine, ""));
    EXPECT_EQ(merged.overruled, one.overruled) << fmt::format("{}", fmt::join(one.mine, ""));
  }
}

}  // namespace
}  // namespace signet::app
