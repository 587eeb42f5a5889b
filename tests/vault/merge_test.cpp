#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/vault/support.h"
#include "vault/contents_json.h"
#include "vault/edits.h"
#include "vault/store.h"

namespace signet::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t kDay = 86'400'000;

Contents copy_of(const Contents& contents) {
  return *contents_from_json(contents_to_json(contents).expose());
}

/// One machine with its copy of a vault; each edit is a day after the one before it.
struct Machine {
  std::string name;
  Contents contents;
  std::int64_t now_ms = 20'000 * kDay;

  Store::Writer writer() { return {contents, name, now_ms += kDay}; }
  void put(std::string_view entry, std::string_view value) {
    Store::Writer w = writer();
    ASSERT_TRUE(put_value(w, entry, SecretString(value)));
    w.touch(contents.edits);
  }
  void rename(std::string_view from, std::string_view to) {
    Store::Writer w = writer();
    ASSERT_TRUE(rename_entry(w, from, to));
    w.touch(contents.edits);
  }
  void note(std::string_view entry, std::string_view text) {
    Store::Writer w = writer();
    (*edit_entry(w, entry))->note = text;
    w.touch(contents.edits);
  }
  void remove(std::string_view entry) {
    Store::Writer w = writer();
    ASSERT_TRUE(remove_entry(w, entry));
    w.touch(contents.edits);
  }
  Merged take(const Machine& other) { return merge(contents, copy_of(other.contents)); }
};

/// Two machines that have both seen "shared" = "first".
struct Two {
  Machine a{"a", {}};
  Machine b{"b", {}};
  Two() {
    a.put("shared", "first");
    b.contents = copy_of(a.contents);
    b.now_ms = a.now_ms;
  }
};

std::vector<std::string> state_of(const Contents& contents) {
  std::vector<std::string> out;
  for (const Entry& entry : contents.entries) {
    out.push_back(entry.name + "=" + std::string(entry.value() == nullptr ? "" : entry.value()->expose()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> values_of(const Contents& contents) {
  std::vector<std::string> out;
  for (const Entry& entry : contents.entries) out.emplace_back(entry.value()->expose());
  std::sort(out.begin(), out.end());
  return out;
}

TEST(VersionVectors, TellOlderNewerEqualAndDiverged) {
  EXPECT_EQ(compare({}, {}), Order::kEqual);
  EXPECT_EQ(compare({{"a", 1}}, {{"a", 1}}), Order::kEqual);
  EXPECT_EQ(compare({{"a", 0}}, {}), Order::kEqual);
  EXPECT_EQ(compare({{"a", 1}}, {}), Order::kNewer);
  EXPECT_EQ(compare({}, {{"a", 1}}), Order::kOlder);
  EXPECT_EQ(compare({{"a", 2}, {"b", 1}}, {{"a", 1}, {"b", 1}}), Order::kNewer);
  EXPECT_EQ(compare({{"a", 1}}, {{"a", 1}, {"b", 1}}), Order::kOlder);
  EXPECT_EQ(compare({{"a", 2}}, {{"a", 1}, {"b", 1}}), Order::kDiverged);
  EXPECT_EQ(compare({{"a", 1}}, {{"b", 1}}), Order::kDiverged);
}

struct Scenario {
  std::string name;
  void (*edit)(Two&);
  std::vector<std::string> expected;
};

TEST(VaultMerge, GivesTheSameOnBothMachinesAndLosesNothing) {
  const std::vector<Scenario> scenarios = {
      {"nothing was changed", [](Two&) {}, {"shared=first"}},
      {"one machine changed a value", [](Two& t) { t.b.put("shared", "second"); }, {"shared=second"}},
      {"both changed a value",
       [](Two& t) {
         t.a.put("shared", "of a");
         t.b.put("shared", "of b");
         t.b.put("shared", "of b, later");
       },
       {"shared (conflict 2024-10-06)=of a", "shared=of b, later"}},
      {"one changed the value, the other one the note",
       [](Two& t) {
         t.a.put("shared", "of a");
         t.b.note("shared", "a note");
         t.b.note("shared", "a better note");
       },
       {"shared (conflict 2024-10-06)=of a", "shared=first"}},
      {"both added another one",
       [](Two& t) {
         t.a.put("x", "1");
         t.b.put("y", "2");
       },
       {"shared=first", "x=1", "y=2"}},
      {"both added the same name",
       [](Two& t) {
         t.a.put("x", "older");
         t.b.put("shared", "first");
         t.b.put("x", "newer");
       },
       {"shared=first", "x (conflict 2024-10-07)=newer", "x=older"}},
      {"one removed it", [](Two& t) { t.a.remove("shared"); }, {}},
      {"both removed it",
       [](Two& t) {
         t.a.remove("shared");
         t.b.remove("shared");
       },
       {}},
      {"one removed what the other one changed",
       [](Two& t) {
         t.a.remove("shared");
         t.b.put("shared", "still needed");
       },
       {"shared=still needed"}},
      {"one renamed it", [](Two& t) { t.b.rename("shared", "renamed"); }, {"renamed=first"}},
      {"one renamed it to a name that the other one added",
       [](Two& t) {
         t.a.put("wanted", "of a");
         t.b.rename("shared", "wanted");
       },
       {"wanted (conflict 2024-10-06)=of a", "wanted=first"}},
      {"one removed it and added it again",
       [](Two& t) {
         t.a.remove("shared");
         t.a.put("shared", "anew");
       },
       {"shared=anew"}},
  };
  for (const Scenario& scenario : scenarios) {
    Two t;
    scenario.edit(t);
    Two mirror{};
    mirror.a = {"a", copy_of(t.a.contents)};
    mirror.b = {"b", copy_of(t.b.contents)};
    t.a.take(t.b);
    mirror.b.take(mirror.a);
    EXPECT_EQ(state_of(t.a.contents), scenario.expected) << scenario.name;
    EXPECT_EQ(state_of(mirror.b.contents), scenario.expected) << scenario.name << ", the other way";
    EXPECT_EQ(compare(t.a.contents.edits, mirror.b.contents.edits), Order::kEqual) << scenario.name;
    // Merging again, with the copy from before and with the other machine's merge, changes nothing more.
    const Merged again = t.a.take(t.b);
    const Merged other = t.a.take(mirror.b);
    EXPECT_EQ(state_of(t.a.contents), scenario.expected) << scenario.name << ", again";
    for (const Merged& merged : {again, other}) {
      EXPECT_THAT(merged.added, IsEmpty()) << scenario.name;
      EXPECT_THAT(merged.conflicts, IsEmpty()) << scenario.name;
      EXPECT_THAT(merged.removed, IsEmpty()) << scenario.name;
    }
  }
}

TEST(VaultMerge, TellsWhatItDid) {
  Two t;
  t.a.put("only-a", "1");
  t.a.put("gone", "1");
  t.b.contents = copy_of(t.a.contents);
  t.b.remove("gone");
  t.b.put("new", "1");
  t.b.put("only-a", "2");
  t.a.put("shared", "of a");
  t.b.put("shared", "of b");
  t.b.put("shared", "of b");
  const Merged merged = t.a.take(t.b);
  EXPECT_THAT(merged.added, ElementsAre("new"));
  EXPECT_THAT(merged.removed, ElementsAre("gone"));
  EXPECT_THAT(merged.updated, UnorderedElementsAre("only-a", "shared"));
  EXPECT_THAT(merged.conflicts, ElementsAre("shared (conflict 2024-10-08)"));
}

TEST(VaultMerge, KeepsTheHistoryAndTheLatestUse) {
  Two t;
  t.a.put("shared", "second");
  Store::Writer used = t.b.writer();
  note_use(used, {"shared"});
  t.a.take(t.b);
  const Entry* entry = t.a.contents.find("shared");
  ASSERT_NE(entry, nullptr);
  ASSERT_EQ(entry->versions.size(), 2U);
  EXPECT_EQ(entry->versions[1].value.expose(), "first");
  EXPECT_EQ(entry->used_ms, used.now_ms);
}

TEST(VaultMerge, AClonedMachineWithTheSameNameLosesNothing) {
  Two t;
  t.b.name = "a";
  t.a.put("shared", "of one");
  t.b.put("shared", "of the clone");
  t.a.take(t.b);
  EXPECT_THAT(values_of(t.a.contents), ElementsAre("of one", "of the clone"));
}

TEST(VaultMerge, ARemovedLoserStaysRemoved) {
  Two t;
  t.a.put("shared", "of a");
  t.b.put("shared", "of b");
  Machine old_b{"b", copy_of(t.b.contents)};
  t.a.take(t.b);
  ASSERT_EQ(t.a.contents.entries.size(), 2U);
  t.a.remove(t.a.contents.entries[1].name);
  t.a.take(old_b);
  EXPECT_EQ(t.a.contents.entries.size(), 1U);
}

TEST(VaultMerge, ANameThatIsLongAlreadyIsCutForItsSuffix) {
  Two t;
  std::string name;
  while (name.size() + 2 <= kMaxNameBytes) name += "ü";
  t.a.put(name, "1");
  t.b.put(name, "2");
  t.a.take(t.b);
  EXPECT_EQ(t.a.contents.entries.size(), 3U);
  for (const Entry& entry : t.a.contents.entries) EXPECT_TRUE(check_entry_name(entry.name)) << entry.name;
}

TEST(VaultMerge, OfManyMachinesInAnyOrderKeepsEveryValue) {
  constexpr int kMachines = 5;
  std::vector<Machine> machines;
  for (int i = 0; i < kMachines; ++i) {
    machines.push_back({"m" + std::to_string(i), {}});
    machines.back().put("token", "value " + std::to_string(i));
    machines.back().put("own " + std::to_string(i), "own value " + std::to_string(i));
  }
  std::vector<int> order = {0, 1, 2, 3, 4};
  std::vector<std::vector<std::string>> results;
  for (int round = 0; round < 5; ++round) {
    std::rotate(order.begin(), order.begin() + 1, order.end());
    Machine sum{"sum", {}};
    for (const int i : order) sum.take(machines[static_cast<std::size_t>(i)]);
    results.push_back(values_of(sum.contents));
    EXPECT_EQ(results.back().size(), 2U * kMachines);
    EXPECT_EQ(results.back(), results.front());
  }
}

TEST(VaultMerge, OfTenThousandEditedEntriesTakesEachOnce) {
  Machine a{"a", {}};
  for (int i = 0; i < 10'000; ++i) {
    Entry& entry = a.contents.entries.emplace_back();
    entry.id = std::to_string(i);
    entry.name = "entry " + std::to_string(i);
    entry.edits["a"] = 1;
  }
  Machine b{"b", copy_of(a.contents)};
  for (Entry& entry : b.contents.entries) ++entry.edits["b"];
  a.take(b);
  EXPECT_EQ(a.contents.entries.size(), 10'000U);
}

Consent consent(std::string id, std::vector<std::string> secrets, bool read, bool write, Edits edits) {
  Consent out;
  out.id = std::move(id);
  out.collection_path = "/c.json";
  out.scripts_digest = "d";
  out.secrets = std::move(secrets);
  out.scripts_read = read;
  out.scripts_write = write;
  out.edits = std::move(edits);
  return out;
}

Contents with(Consent consent) {
  Contents contents;
  contents.consents.push_back(std::move(consent));
  return contents;
}

TEST(VaultMerge, OfConsentsThatDivergedKeepsWhatBothAllow) {
  struct Case {
    Consent mine, theirs;
    std::vector<std::string> secrets;
    bool read, write;
  };
  for (Case& c : std::vector<Case>{
           {consent("1", {"x", "y"}, true, true, {{"a", 1}}),
            consent("1", {"y", "z"}, true, false, {{"b", 1}}),
            {"y"},
            true,
            false},
           {consent("1", {"*"}, true, true, {{"a", 1}}),
            consent("1", {"y"}, false, true, {{"b", 1}}),
            {"y"},
            false,
            true},
           {consent("1", {"y"}, false, false, {{"a", 1}}),
            consent("2", {"*"}, true, true, {{"b", 1}}),
            {"y"},
            false,
            false},
           {consent("1", {"x"}, true, true, {{"a", 2}}),
            consent("1", {"z"}, false, false, {{"a", 1}}),
            {"x"},
            true,
            true},
           {consent("1", {"x"}, true, true, {{"a", 1}}),
            consent("1", {"z"}, false, false, {{"a", 2}}),
            {"z"},
            false,
            false},
       }) {
    Contents a = with(c.mine);
    Contents b = with(c.theirs);
    merge(a, with(c.theirs));
    merge(b, with(c.mine));
    for (const Contents* merged : {&a, &b}) {
      ASSERT_EQ(merged->consents.size(), 1U);
      EXPECT_EQ(merged->consents[0].secrets, c.secrets);
      EXPECT_EQ(merged->consents[0].scripts_read, c.read);
      EXPECT_EQ(merged->consents[0].scripts_write, c.write);
    }
    EXPECT_EQ(a.consents[0].id, b.consents[0].id);
    EXPECT_EQ(a.consents[0].edits, b.consents[0].edits);
  }
}

TEST(VaultMerge, OfConsentsForChangedScriptsLetsNoScriptRead) {
  Consent mine = consent("1", {"x"}, true, true, {{"a", 1}});
  Consent theirs = consent("1", {"x"}, true, true, {{"b", 1}});
  theirs.scripts_digest = "other scripts";
  Contents a = with(mine);
  merge(a, with(theirs));
  EXPECT_FALSE(a.consents[0].scripts_read);
  EXPECT_FALSE(a.consents[0].scripts_write);
}

TEST(VaultMerge, ARevokedConsentIsGoneEvenWhenItWasWidenedElsewhere) {
  Contents mine = with(consent("1", {"x"}, true, true, {{"a", 1}, {"b", 5}}));
  Contents theirs;
  theirs.tombstones.push_back({"1", 1, {{"a", 2}}});
  merge(mine, std::move(theirs));
  EXPECT_THAT(mine.consents, IsEmpty());
}

ProviderConfig provider(std::string_view address, Edits edits) {
  ProviderConfig out;
  out.name = "prod";
  out.type = "hashicorp";
  out.settings["address"] = address;
  out.credentials.emplace("token", SecretString(address));
  out.edits = std::move(edits);
  return out;
}

Contents with(ProviderConfig provider) {
  Contents contents;
  contents.providers.push_back(std::move(provider));
  return contents;
}

std::vector<std::string> addresses(const Contents& contents) {
  std::vector<std::string> out;
  for (const ProviderConfig& one : contents.providers) out.push_back(one.name + "=" + one.settings.at("address"));
  std::sort(out.begin(), out.end());
  return out;
}

TEST(VaultMerge, OfProvidersKeepsNewerEditsAndBothOfDivergedOnes) {
  Contents newer = with(provider("old", {{"a", 1}}));
  merge(newer, with(provider("new", {{"a", 2}})));
  EXPECT_THAT(addresses(newer), ElementsAre("prod=new"));
  Contents older = with(provider("new", {{"a", 2}}));
  merge(older, with(provider("old", {{"a", 1}})));
  EXPECT_THAT(addresses(older), ElementsAre("prod=new"));

  Contents a = with(provider("of a", {{"a", 1}}));
  Contents b = with(provider("of b", {{"b", 1}}));
  const Merged merged = merge(a, with(provider("of b", {{"b", 1}})));
  merge(b, with(provider("of a", {{"a", 1}})));
  EXPECT_EQ(merged.conflicts.size(), 1U);
  EXPECT_EQ(addresses(a).size(), 2U);
  EXPECT_EQ(addresses(a), addresses(b));
  EXPECT_THAT(merge(a, std::move(b)).conflicts, IsEmpty());
  EXPECT_EQ(addresses(a).size(), 2U);
}

TEST(VaultMerge, AProviderThatWasRemovedAndAddedAgainIsThere) {
  Machine a{"a", {}};
  Store::Writer writer = a.writer();
  put_provider(writer, provider("first", {}));
  Machine b{"b", copy_of(a.contents)};
  ASSERT_TRUE(remove_provider(writer, "prod"));
  Machine removed{"c", copy_of(a.contents)};
  put_provider(writer, provider("second", {}));
  EXPECT_THAT(a.contents.tombstones, IsEmpty());
  a.take(b);
  a.take(removed);
  EXPECT_THAT(addresses(a.contents), ElementsAre("prod=second"));
  b.take(removed);
  EXPECT_THAT(b.contents.providers, IsEmpty());
  b.take(a);
  EXPECT_THAT(addresses(b.contents), ElementsAre("prod=second"));
}

}  // namespace
}  // namespace signet::vault
