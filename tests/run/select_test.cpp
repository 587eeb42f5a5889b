#include "run/select.h"

#include <gtest/gtest.h>

namespace signet::run {
namespace {

model::Collection collection() {
  auto document = json::parse(R"({
    "info": {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [
      {"name": "one", "id": "f1", "item": [
        {"name": "a", "id": "ra", "request": "http://x/a"},
        {"name": "deep", "item": [{"name": "b", "request": "http://x/b"}]}
      ]},
      {"name": "two", "item": [{"name": "c", "request": "http://x/c"}, {"name": "a", "request": "http://x/a2"}]},
      {"name": "d", "request": "http://x/d"}
    ]})",
                              "test");
  auto loaded = model::Collection::from_json(*std::move(document), "test");
  return *std::move(loaded);
}

std::string names(const std::vector<const model::Item*>& items) {
  std::string out;
  for (const model::Item* item : items) out += item->name;
  return out;
}

TEST(SelectItems, TakesWhatNewmanTakes) {
  const model::Collection c = collection();
  const struct {
    std::vector<std::string> folders;
    std::string want;
  } cases[] = {
      {{}, "abcad"}, {{"one"}, "ab"},          {{"f1"}, "ab"},          {{"deep"}, "b"},
      {{"a"}, "a"},  {{"two", "one"}, "abca"}, {{"one", "deep"}, "ab"}, {{"d", "deep"}, "bd"},
  };
  for (const auto& [folders, want] : cases) {
    const auto items = select_items(c, folders);
    ASSERT_TRUE(items.ok()) << want;
    EXPECT_EQ(names(*items), want);
  }
}

TEST(SelectItems, NamesAMissingFolderAndTheNearestOne) {
  const model::Collection c = collection();
  const auto items = select_items(c, {"depe"});
  ASSERT_FALSE(items.ok());
  EXPECT_EQ(items.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(items.error().hint, "did you mean \"deep\"?");
}

TEST(ItemsInOrder, TakesIdsAsTheyAreGiven) {
  const model::Collection c = collection();
  const auto requests = c.requests();
  const auto id = [&](std::size_t at) { return requests.at(at)->id; };
  const auto items = items_in_order(c, {id(4), "f1", id(2)});
  ASSERT_TRUE(items.ok()) << items.error().to_string();
  EXPECT_EQ(names(*items), "dabc");
  EXPECT_EQ(items_in_order(c, {"ra", "a"}).error().code, ErrorCode::kNotFound) << "a name is no id";
}

TEST(PositionOf, PrefersIdsAndTheLastOfEqualNames) {
  const model::Collection c = collection();
  const auto items = select_items(c, {});
  ASSERT_TRUE(items.ok());
  EXPECT_EQ(position_of(*items, "ra"), 0);
  EXPECT_EQ(position_of(*items, "a"), 3);
  EXPECT_EQ(position_of(*items, "nowhere"), -1);
}

}  // namespace
}  // namespace signet::run
