// Files and elements: what a file says, which element it is, and that nothing leaves the folder.
#include "app/sync/working_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "app/sync/merge.h"
#include "base/file.h"
#include "base/ids.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kWorkspace = "00000000-0000-4000-8000-000000000000";

CopyState empty_state() {
  CopyState state;
  state.server = "https://signet.example.com";
  state.workspace = kWorkspace;
  return state;
}

LocalFile file(const std::string& name, const std::string& kind, std::string_view text) {
  return {name, kind, boost::json::parse(text)};
}

/// What was read once, as a state in which all of it is agreed on.
CopyState agreed(const LocalNodes& nodes) {
  CopyState state = empty_state();
  for (const auto& [id, node] : nodes) {
    Entry& entry = state.entries[id];
    entry.kind = node.kind;
    entry.file = node.file;
    entry.base = Known{node.parent, 0, 1, 1, node.content};
  }
  return state;
}

LocalNodes read(const CopyState& state, std::vector<LocalFile> files) {
  auto nodes = read_local(state, std::move(files));
  EXPECT_TRUE(nodes) << nodes.error().to_string();
  return nodes ? *std::move(nodes) : LocalNodes();
}

std::string id_of(const LocalNodes& nodes, std::string_view name) {
  for (const auto& [id, node] : nodes) {
    if (name_in(node.kind, node.content) == name) return id;
  }
  return {};
}

constexpr std::string_view kOrders =
    R"({"info":{"name":"Orders","_postman_id":"p"},"item":[{"name":"Admin","item":[{"name":"list","request":"/"}]},)"
    R"({"name":"get","request":"/get"}]})";

TEST(LocalTree, GivesNewElementsIdsThatStayTheirs) {
  const LocalNodes first = read(empty_state(), {file("a", "collection", kOrders)});
  ASSERT_THAT(first, SizeIs(4));
  const std::string root = id_of(first, "Orders");
  EXPECT_EQ(root, name_uuid(kWorkspace, "p"));
  const auto written = write_local(first, root);
  ASSERT_TRUE(written);
  const LocalNodes again = read(empty_state(), {{"a", "collection", *written}});
  for (const auto& [id, node] : first) EXPECT_TRUE(again.contains(id)) << name_in(node.kind, node.content);
}

TEST(LocalTree, FindsElementsThatWereRenamedMovedAndCopied) {
  const LocalNodes first = read(empty_state(), {file("a", "collection", kOrders)});
  const CopyState state = agreed(first);
  json::value document = *write_local(first, id_of(first, "Orders"));
  json::array& items = document.at("item").as_array();
  const json::value list = items[0].at("item").as_array()[0];
  items[0].at("item").as_array().clear();
  items[1].as_object()["name"] = "fetch";
  items.push_back(list);  // moved
  items.push_back(list);  // and copied
  const LocalNodes now = read(state, {{"a", "collection", document}});
  EXPECT_THAT(now, SizeIs(5));
  EXPECT_EQ(now.at(id_of(first, "get")).content.at("name"), "fetch");
  EXPECT_EQ(now.at(id_of(first, "list")).parent, id_of(first, "Orders"));
}

TEST(LocalTree, FindsElementsWhoseIdsAnotherProgramLeftOut) {
  const LocalNodes first = read(empty_state(), {file("a", "collection", kOrders)});
  const LocalNodes now = read(agreed(first), {file("a", "collection", kOrders)});
  for (const auto& [id, node] : first) {
    ASSERT_TRUE(now.contains(id)) << name_in(node.kind, node.content);
    EXPECT_TRUE(is_same(now.at(id).content, node.content));
  }
}

TEST(LocalTree, ShowsTheServersIdsWhereContentsHaveNoneAndDoesNotSendThem) {
  CopyState state = empty_state();
  const std::string root = make_uuid();
  const std::string request = make_uuid();
  state.entries[root] = {.kind = "collection",
                         .file = "a",
                         .base = Known{"", 0, 1, 1, boost::json::parse(R"({"info":{"name":"O"},"item":[]})")}};
  state.entries[request] = {.kind = "request", .base = Known{root, 0, 1, 1, boost::json::parse(R"({"name":"get"})")}};
  LocalNodes nodes;
  nodes[root] = {
      .kind = "collection", .content = state.entries[root].base->content, .children = {request}, .file = "a"};
  nodes[request] = {.kind = "request", .parent = root, .content = state.entries[request].base->content};
  const json::value written = *write_local(nodes, root);
  EXPECT_EQ(written.at("item").at(0).at("id").as_string(), request);
  const LocalNodes again = read(state, {{"a", "collection", written}});
  ASSERT_TRUE(again.contains(request));
  EXPECT_FALSE(again.at(request).content.as_object().contains("id"));
}

TEST(LocalTree, FollowsAFileThatGotAnotherName) {
  const LocalNodes first = read(empty_state(), {file("a", "collection", kOrders)});
  const LocalNodes now = read(agreed(first), {file("b", "collection", kOrders)});
  EXPECT_TRUE(now.contains(id_of(first, "Orders")));
  EXPECT_EQ(now.at(id_of(first, "Orders")).file, "b");
}

TEST(LocalTree, MakesTwoOfAFileThatWasCopied) {
  const LocalNodes first = read(empty_state(), {file("a", "collection", kOrders)});
  const LocalNodes now = read(agreed(first), {file("a", "collection", kOrders), file("b", "collection", kOrders)});
  EXPECT_THAT(now, SizeIs(8));
}

TEST(LocalTree, KeepsValuesOfOnesOwnAtHome) {
  constexpr std::string_view kEnvironment =
      R"({"name":"Staging","values":[{"key":"token","value":"planted-4711","type":"secret"},)"
      R"({"key":"place","value":"harbor","currentValue":"planted-4712"}]})";
  const LocalNodes nodes = read(empty_state(), {file("e", "environment", kEnvironment)});
  ASSERT_THAT(nodes, SizeIs(1));
  const auto& [id, node] = *nodes.begin();
  EXPECT_THAT(boost::json::serialize(node.content), Not(HasSubstr("planted")));
  const std::string written = boost::json::serialize(*write_local(nodes, id));
  EXPECT_THAT(written, testing::AllOf(HasSubstr("planted-4711"), HasSubstr("planted-4712"), HasSubstr("harbor")));
}

TEST(LocalTree, RefusesWhatIsNoCollection) {
  for (const char* text : {R"([])", R"({"info":{"name":"x"},"item":"y"})", R"({"info":{"name":"x"},"item":["y"]})"}) {
    const auto read = read_local(empty_state(), {file("a.json", "collection", text)});
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(read.error().message, HasSubstr("a.json"));
  }
  std::string deep = R"({"info":{"name":"x"},"item":[)";
  for (std::size_t i = 0; i <= kMaxFolders; ++i) deep += R"({"item":[)";
  for (std::size_t i = 0; i <= kMaxFolders; ++i) deep += "]}";
  boost::json::parse_options options;
  options.max_depth = json::kMaxDepth;
  const auto read = read_local(empty_state(), {{"a", "collection", boost::json::parse(deep + "]}", {}, options)}});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kLimit);
}

TEST(SafeFileName, NeverLeavesTheFolderAndNeverNamesTwoFilesAlike) {
  struct Case {
    const char* name;
    const char* file;
  };
  const Case cases[] = {{"Order API", "Order API.postman_collection.json"},
                        {"../../etc/passwd", "______etc_passwd.postman_collection.json"},
                        {"..", "__.postman_collection.json"},
                        {"", "ID.postman_collection.json"},
                        {"CON", "CON_.postman_collection.json"},
                        {"com1", "com1_.postman_collection.json"},
                        {"a\nb\x1b[2J", "a_b__2J.postman_collection.json"},
                        {"order api", "order api-ID.postman_collection.json"}};
  std::set<std::string> taken;
  for (const Case& one : cases) EXPECT_EQ(safe_file_name(one.name, "collection", "ID", taken), one.file);
  EXPECT_EQ(safe_file_name(std::string(500, 'a'), "collection", "ID2", taken), "ID2.postman_collection.json");
}

class Folder : public testing::Test {
 protected:
  WorkingCopy make() {
    auto copy = WorkingCopy::make(folder_.path());
    EXPECT_TRUE(copy) << copy.error().to_string();
    return *std::move(copy);
  }
  test::TemporaryFolder folder_;
};

TEST_F(Folder, IsFoundFromInsideAndKeepsItsStateToItself) {
  WorkingCopy copy = make();
  ASSERT_TRUE(copy.save_state(empty_state()));
  std::filesystem::create_directories(folder_.path() / "a" / "b");
  const auto found = WorkingCopy::find(folder_.path() / "a" / "b");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->folder(), copy.folder());
  struct stat status = {};
  ASSERT_EQ(::stat((folder_.path() / ".signet" / "state.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(*read_file(folder_.path() / ".signet" / ".gitignore"), "*\n");
}

TEST_F(Folder, OfSomebodyElseIsNotTrusted) {
  make();
  std::filesystem::permissions(folder_.path() / ".signet", std::filesystem::perms::all);
  const auto found = WorkingCopy::find(folder_.path());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kPermission);
  std::filesystem::remove_all(folder_.path() / ".signet");
  std::filesystem::create_directories(folder_.path() / "elsewhere");
  std::filesystem::create_symlink("elsewhere", folder_.path() / ".signet");
  EXPECT_FALSE(WorkingCopy::find(folder_.path()));
}

TEST_F(Folder, DoesNotFollowLinks) {
  WorkingCopy copy = make();
  std::filesystem::create_symlink("/etc/hostname", folder_.path() / "x.postman_collection.json");
  const auto files = copy.read_files();
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("x.postman_collection.json"));
}

TEST_F(Folder, WritesOnlyFilesThatSaySomethingElseAndNeverOverAnEdit) {
  WorkingCopy copy = make();
  const auto path = folder_.write("orders.postman_collection.json", std::string(kOrders));
  CopyState state = empty_state();
  auto files = copy.read_files();
  ASSERT_TRUE(files);
  LocalNodes nodes = read(state, *std::move(files));
  copy.name_files(state, nodes);
  ASSERT_TRUE(copy.write_files(nodes));
  const std::string with_ids = *read_file(folder_.path() / "orders.postman_collection.json");
  EXPECT_THAT(with_ids, HasSubstr("\"id\""));
  (void)folder_.write("orders.postman_collection.json", "{\"edited\": 1}");
  remove_nodes(nodes, id_of(nodes, "get"));
  const Status written = copy.write_files(nodes);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kConflict);
  EXPECT_EQ(*read_file(folder_.path() / "orders.postman_collection.json"), "{\"edited\": 1}");
}

TEST(CopyState, ComesBackAsItWasSaved) {
  const LocalNodes nodes = read(empty_state(), {file("a.postman_collection.json", "collection", kOrders)});
  CopyState state = agreed(nodes);
  state.seq = 7;
  Entry& first = state.entries.begin()->second;
  first.theirs = first.base;
  first.sent.push_back({"", first.base->content});
  const std::string text = write_copy_state(state);
  const auto back = parse_copy_state(text, "state.json");
  ASSERT_TRUE(back) << back.error().to_string();
  EXPECT_EQ(write_copy_state(*back), text);
}

TEST(CopyState, IsRefusedWhenItIsNotOurs) {
  const std::string good = R"({"format":1,"server":"s","workspace":"00000000-0000-4000-8000-000000000000","seq":1,)";
  for (const std::string& text :
       {std::string("{}"), std::string("["), good + R"("elements":[]})", good + R"("elements":{"../x":{}}})",
        good + R"("elements":{"00000000-0000-4000-8000-000000000001":{"kind":"collection","file":"../x"}}})",
        good + R"("elements":{"00000000-0000-4000-8000-000000000001":{"kind":"mock"}}})",
        good + R"("elements":{"00000000-0000-4000-8000-000000000001":{"kind":"request","base":{"content":1}}}})"}) {
    const auto state = parse_copy_state(text, "state.json");
    ASSERT_FALSE(state) << text;
    EXPECT_EQ(state.error().code, ErrorCode::kInvalidInput);
    EXPECT_FALSE(state.error().hint.empty());
  }
}

}  // namespace
}  // namespace signet::app
