// What is taken, what is given, and what is a conflict: two sides of a small collection.
#include "app/sync/take.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/sync/give.h"
#include "app/sync/merge.h"
#include "base/ids.h"

namespace signet::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view kWorkspace = "00000000-0000-4000-8000-000000000000";

/// "orders" holds the folder "admin" with "a" and "b", and the request "c"; all of it agreed on.
class TwoSides : public testing::Test {
 protected:
  TwoSides() {
    state_.server = "https://signet.example.com";
    state_.workspace = kWorkspace;
    agree("orders", "collection", "", 1);
    agree("admin", "folder", "orders", 1);
    agree("a", "request", "admin", 1);
    agree("b", "request", "admin", 2);
    agree("c", "request", "orders", 2);
    for (const char* id : {"orders", "admin", "a", "b", "c"}) {
      const Entry& entry = state_.entries.find(id)->second;
      LocalNode node;
      node.kind = entry.kind;
      node.content = entry.base->content;
      nodes_.emplace(id, std::move(node));
      if (!entry.base->parent.empty()) move_node(nodes_, id, entry.base->parent);
    }
  }

  static json::value content(std::string_view kind, std::string_view name, std::string_view method = "GET",
                             std::string_view url = "/") {
    if (kind == "collection") return comparable(kind, json::object{{"info", {{"name", name}}}});
    if (kind == "folder") return comparable(kind, json::object{{"name", name}});
    return json::object{{"name", name}, {"request", {{"method", method}, {"url", url}}}};
  }

  void agree(const std::string& id, const std::string& kind, const std::string& parent, std::int64_t position) {
    Entry entry;
    entry.kind = kind;
    entry.base = Known{parent, position, 1, 1, content(kind, id)};
    state_.entries.emplace(id, std::move(entry));
  }

  Known& theirs(const std::string& id) {
    Entry& entry = state_.entries[id];
    if (!entry.theirs) entry.theirs = entry.base;
    ++entry.theirs->revision;
    return *entry.theirs;
  }
  void add_there(const std::string& id, const std::string& parent, std::int64_t position = 9) {
    Entry& entry = state_.entries[id];
    entry.kind = "request";
    entry.theirs = Known{parent, position, 1, 1, content("request", id)};
  }
  void delete_there(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) state_.entries[id].is_gone = true;
  }
  LocalNode& mine(const std::string& id) { return nodes_.find(id)->second; }
  void add_here(const std::string& id, const std::string& parent) {
    LocalNode node;
    node.kind = "request";
    node.content = content("request", id);
    nodes_.emplace(id, std::move(node));
    move_node(nodes_, id, parent);
  }

  Taken take() { return take_theirs(state_, nodes_); }
  std::vector<std::string> calls(const Taken& taken) const {
    std::vector<std::string> words;
    for (const Call& call : plan_calls(state_.entries, nodes_, taken.held)) {
      constexpr std::array<const char*, 4> kWords = {"create", "move", "change", "trash"};
      words.push_back(fmt::format("{} {}{}{}", kWords.at(static_cast<std::size_t>(call.kind)), call.id,
                                  call.place.parent.empty() ? "" : " in " + call.place.parent,
                                  call.place.before.empty() ? "" : " before " + call.place.before));
    }
    return words;
  }
  static std::vector<std::string> steps(const Taken& taken) {
    std::vector<std::string> words;
    for (const Step& step : taken.steps) words.push_back(step.what + " " + step.id);
    return words;
  }

  CopyState state_;
  LocalNodes nodes_;
};

TEST_F(TwoSides, DoNothingWhereBothAgree) {
  const Taken taken = take();
  EXPECT_THAT(taken.steps, IsEmpty());
  EXPECT_THAT(calls(taken), IsEmpty());
}

TEST_F(TwoSides, GiveWhatWasDoneHere) {
  mine("a").content = content("request", "a", "PUT");
  add_here("n", "admin");
  move_node(nodes_, "c", "admin");
  std::swap(mine("admin").children[0], mine("admin").children[1]);  // b, a, n, c
  const Taken taken = take();
  EXPECT_THAT(taken.conflicts, IsEmpty());
  EXPECT_THAT(calls(taken),
              ElementsAre("move c in admin", "create n in admin before c", "change a", "move b in admin before a"));
}

TEST_F(TwoSides, DeleteAWholeFolderAtOnceAndSaveWhatWasMovedOutOfIt) {
  move_node(nodes_, "b", "orders");
  remove_nodes(nodes_, "admin");
  const Taken taken = take();
  EXPECT_THAT(calls(taken), ElementsAre("move b in orders", "trash admin"));
}

TEST_F(TwoSides, TakeWhatWasDoneThere) {
  theirs("a").content = content("request", "a", "GET", "/new");
  theirs("c").parent = "admin";
  state_.entries["c"].theirs->position = 0;
  add_there("n", "orders");
  delete_there({"b"});
  const Taken taken = take();
  EXPECT_THAT(steps(taken), UnorderedElementsAre("change a", "move c", "create n", "delete b"));
  EXPECT_THAT(mine("admin").children, ElementsAre("c", "a"));
  EXPECT_THAT(mine("orders").children, ElementsAre("admin", "n"));
  EXPECT_THAT(calls(taken), IsEmpty());
}

TEST_F(TwoSides, MergeWhatDoesNotOverlap) {
  mine("a").content = content("request", "a", "PUT");
  theirs("a").content = content("request", "a", "GET", "/new");
  theirs("a").parent = "orders";
  const Taken taken = take();
  EXPECT_THAT(taken.conflicts, IsEmpty());
  EXPECT_TRUE(is_same(mine("a").content, content("request", "a", "PUT", "/new")));
  EXPECT_EQ(mine("a").parent, "orders");
  EXPECT_THAT(calls(taken), ElementsAre("change a"));
}

TEST_F(TwoSides, TakeTheirsOnceWhenItWasTakenBeforeAKill) {
  mine("a").content = content("request", "a", "PUT", "/new");
  theirs("a").content = content("request", "a", "GET", "/new");
  EXPECT_THAT(take().conflicts, IsEmpty());
  EXPECT_TRUE(is_same(mine("a").content, content("request", "a", "PUT", "/new")));
}

class Conflicts : public TwoSides {
 protected:
  void expect(ConflictKind kind, const std::string& id) {
    const LocalNodes before = nodes_;
    const Taken taken = take();
    ASSERT_THAT(taken.conflicts, SizeIs(1));
    EXPECT_EQ(taken.conflicts[0].what, kind);
    EXPECT_EQ(taken.conflicts[0].id, id);
    EXPECT_THAT(calls(taken), IsEmpty()) << "nothing is overwritten";
    ASSERT_EQ(nodes_.size(), before.size());
    for (const auto& [node_id, node] : before) {
      EXPECT_TRUE(is_same(node.content, mine(node_id).content));
      EXPECT_EQ(node.parent, mine(node_id).parent);
    }
    const Taken again = take();
    ASSERT_THAT(again.conflicts, SizeIs(1)) << "it is shown until it is resolved";
    conflict_ = again.conflicts[0];
  }

  Taken resolved(Side side) {
    resolve(conflict_, side, state_, nodes_);
    Taken taken = take();
    EXPECT_THAT(taken.conflicts, IsEmpty());
    return taken;
  }

  Conflict conflict_;
};

TEST_F(Conflicts, OfOneMemberAreResolvedForEitherSideAndKeepTheRest) {
  for (const Side side : {Side::kMine, Side::kTheirs}) {
    state_.entries["a"].base->content = content("request", "a");
    state_.entries["a"].theirs.reset();
    mine("a").content = json::object{{"name", "a"}, {"request", {{"method", "PUT"}, {"url", "/"}}}, {"here", 1}};
    theirs("a").content = json::object{{"name", "a"}, {"request", {{"method", "POST"}, {"url", "/"}}}, {"there", 1}};
    expect(ConflictKind::kChangedByBoth, "a");
    EXPECT_THAT(conflict_.places, ElementsAre("/request/method"));
    const Taken taken = resolved(side);
    const char* method = side == Side::kMine ? "PUT" : "POST";
    EXPECT_TRUE(is_same(
        mine("a").content,
        json::object{{"name", "a"}, {"request", {{"method", method}, {"url", "/"}}}, {"here", 1}, {"there", 1}}));
    EXPECT_THAT(calls(taken), ElementsAre("change a"));
  }
}

TEST_F(Conflicts, OfPlacesAreResolvedForEitherSide) {
  agree("other", "folder", "orders", 3);
  agree("third", "folder", "orders", 4);
  for (const char* id : {"other", "third"}) {
    LocalNode node;
    node.kind = "folder";
    node.content = content("folder", id);
    nodes_.emplace(id, std::move(node));
    move_node(nodes_, id, "orders");
  }
  move_node(nodes_, "a", "other");
  theirs("a").parent = "third";
  expect(ConflictKind::kChangedByBoth, "a");
  const CopyState state = state_;
  const LocalNodes nodes = nodes_;
  EXPECT_THAT(calls(resolved(Side::kMine)), ElementsAre("move a in other"));
  state_ = state;
  nodes_ = nodes;
  EXPECT_THAT(calls(resolved(Side::kTheirs)), IsEmpty());
  EXPECT_EQ(mine("a").parent, "third");
}

TEST_F(Conflicts, OfWhatIsDeletedThereAndChangedHere) {
  mine("b").content = content("request", "b", "PUT");
  delete_there({"admin", "a", "b"});
  expect(ConflictKind::kDeletedThere, "admin");
  EXPECT_THAT(conflict_.places, ElementsAre("b"));
  const CopyState state = state_;
  const LocalNodes nodes = nodes_;
  EXPECT_THAT(calls(resolved(Side::kTheirs)), IsEmpty());
  EXPECT_THAT(mine("orders").children, ElementsAre("c"));
  state_ = state;
  nodes_ = nodes;
  const Taken taken = resolved(Side::kMine);
  EXPECT_THAT(calls(taken), SizeIs(3)) << "the folder and both requests are made anew";
  EXPECT_FALSE(nodes_.contains("admin"));
}

TEST_F(Conflicts, OfWhatIsDeletedThereAndHasSomethingNewHere) {
  add_here("n", "admin");
  delete_there({"admin", "a", "b"});
  expect(ConflictKind::kDeletedThere, "admin");
}

TEST_F(Conflicts, OfWhatIsDeletedHereAndChangedThere) {
  remove_nodes(nodes_, "admin");
  theirs("b").content = content("request", "b", "PUT");
  add_there("n", "admin");
  expect(ConflictKind::kDeletedHere, "admin");
  EXPECT_THAT(conflict_.places, UnorderedElementsAre("b", "n"));
  const CopyState state = state_;
  const LocalNodes nodes = nodes_;
  EXPECT_THAT(calls(resolved(Side::kMine)), ElementsAre("trash admin"));
  state_ = state;
  nodes_ = nodes;
  EXPECT_THAT(calls(resolved(Side::kTheirs)), IsEmpty());
  EXPECT_THAT(mine("admin").children, ElementsAre("a", "b", "n"));
}

TEST_F(Conflicts, OfAFolderThatIsDeletedHereAndGotSomethingThere) {
  remove_nodes(nodes_, "admin");
  theirs("c").parent = "admin";
  expect(ConflictKind::kDeletedHere, "admin");
  EXPECT_THAT(calls(resolved(Side::kMine)), ElementsAre("move c in orders", "trash admin"));
}

TEST_F(Conflicts, OfFoldersThatWereMovedIntoEachOther) {
  agree("other", "folder", "orders", 3);
  LocalNode node;
  node.kind = "folder";
  node.content = content("folder", "other");
  nodes_.emplace("other", std::move(node));
  move_node(nodes_, "other", "orders");
  move_node(nodes_, "other", "admin");
  theirs("admin").parent = "other";
  const Taken taken = take();
  ASSERT_THAT(taken.conflicts, SizeIs(1));
  conflict_ = take().conflicts[0];
  const CopyState state = state_;
  const LocalNodes nodes = nodes_;
  (void)resolved(Side::kTheirs);
  EXPECT_EQ(mine("admin").parent, "other");
  EXPECT_EQ(mine("other").parent, "orders");
  state_ = state;
  nodes_ = nodes;
  (void)resolved(Side::kMine);
  EXPECT_EQ(mine("other").parent, "admin");
}

TEST_F(TwoSides, BearAServerThatPutsElementsIntoEachOtherOrIntoRequests) {
  remove_nodes(nodes_, "admin");
  theirs("admin").parent = "c";
  theirs("c").parent = "admin";
  add_there("n", "c");
  add_there("m", "m");
  const Taken taken = take();
  EXPECT_FALSE(nodes_.contains("n"));
  EXPECT_FALSE(nodes_.contains("m"));
  EXPECT_TRUE(nodes_.contains("c"));
  EXPECT_THAT(calls(taken), IsEmpty());
}

TEST_F(TwoSides, ForgetWhatBothDeleted) {
  remove_nodes(nodes_, "c");
  delete_there({"c"});
  const Taken taken = take();
  EXPECT_THAT(taken.conflicts, IsEmpty());
  EXPECT_FALSE(state_.entries.contains("c"));
}

TEST_F(TwoSides, HaveTheOrderOfTheServerWhereBothMovedTheSame) {
  add_there("d", "orders", 3);
  add_there("e", "orders", 5);
  (void)take();
  std::rotate(mine("orders").children.begin(), mine("orders").children.begin() + 1, mine("orders").children.end());
  theirs("admin").position = 4;
  const Taken taken = take();
  EXPECT_THAT(mine("orders").children, ElementsAre("c", "d", "admin", "e"));
  EXPECT_THAT(taken.overruled, SizeIs(1));
}

}  // namespace
}  // namespace signet::app
