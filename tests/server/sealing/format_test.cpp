// The format of docs/formats/sealed-value.md: vectors that another program made, and that program reading what is
// stored.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "base/command.h"
#include "base/file.h"
#include "base/json.h"
#include "tests/server/sealing/support.h"

namespace signet::server {
namespace {

json::value read_vectors() {
  const auto text = read_file(SIGNET_SOURCE_DIR "/tests/server/sealing/vectors.json");
  auto vectors = text ? json::parse(*text, "vectors.json") : Result<json::value>(text.error());
  EXPECT_TRUE(vectors);
  return vectors ? *vectors : json::value();
}

std::string text_of(const json::value& object, std::string_view name) {
  return std::string(json::string_or(object.as_object(), name));
}

std::string bytes_of(const json::value& object, std::string_view name) {
  return hex_decode(text_of(object, name)).value_or("");
}

/// The Python program's lines; nullopt when Python's cryptography is not there.
std::optional<std::vector<json::value>> read_by_another(const std::string& key, const std::string& file, int code) {
  if (const auto there = run_program({"/usr/bin/python3", "-c", "import cryptography"});
      !there || there->exit_code != 0)
    return std::nullopt;
  const auto ran = run_program({"/usr/bin/python3", SIGNET_SOURCE_DIR "/scripts/read-sealed-values.py", key, file});
  EXPECT_TRUE(ran) << ran.error().to_string();
  EXPECT_EQ(ran->exit_code, code) << ran->errors;
  std::vector<json::value> lines;
  std::string_view rest = ran->output.expose();
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines.push_back(boost::json::parse(std::string(rest.substr(0, end))));
    rest.remove_prefix(end + 1);
  }
  return lines;
}

class SealedFormat : public test::WithSealedValues {
 protected:
  void make_workspace_as(const std::string& id) {
    const std::string made = make_workspace();
    store::test::run(*database_, "UPDATE workspaces SET id = $2 WHERE id = $1", {made, id});
  }
};
INSTANTIATE_TEST_SUITE_P(On, SealedFormat, ::testing::Values(store::test::Kind::kSqlite), store::test::name_of_kind);

TEST_P(SealedFormat, OpensTheVectorsAndNothingElse) {
  const json::value vectors = read_vectors();
  auto key = MasterKey::from_bytes(SecretString(bytes_of(vectors, "master_key")));
  ASSERT_TRUE(key);
  EXPECT_EQ(to_text(key->id()), text_of(vectors, "master_key_id"));
  const MasterKeys master(*std::move(key));
  std::set<std::string> workspaces;
  for (const json::value& row : vectors.at("data_keys").as_array()) {
    const std::string workspace = text_of(row, "workspace");
    const bool is_first = workspaces.insert(workspace).second;
    if (is_first) make_workspace_as(workspace);
    const auto plain = master.open(bytes_of(row, "wrapped"), place_of_data_key(workspace, text_of(row, "id")));
    ASSERT_TRUE(plain) << plain.error().to_string();
    EXPECT_EQ(plain->expose(), bytes_of(row, "key"));
    store::test::run(*database_,
                     "INSERT INTO data_keys (id, workspace_id, wrapped, created_ms, retired_ms) "
                     "VALUES ($1, $2, $3, 1, $4)",
                     {text_of(row, "id"), workspace, store::Blob{bytes_of(row, "wrapped")},
                      is_first ? std::optional<std::int64_t>(1) : std::nullopt});
  }
  const DataKeys keys(master);
  for (const json::value& row : vectors.at("values").as_array()) {
    SCOPED_TRACE(boost::json::serialize(row));
    const std::string workspace = text_of(row, "workspace");
    const std::string element = text_of(row, "element");
    const std::string slot = text_of(row, "slot");
    const ValuePlace place{workspace, element, slot, row.at("revision").as_int64()};
    const auto opened = database_->read(
        [&](store::Transaction& transaction) { return keys.open(transaction, bytes_of(row, "sealed"), place); });
    ASSERT_EQ(opened.ok(), row.as_object().contains("plain"));
    if (opened) {
      EXPECT_EQ(opened->expose(), text_of(row, "plain"));
    } else {
      EXPECT_EQ(opened.error().code, ErrorCode::kInternal);
    }
  }
}

TEST_P(SealedFormat, AnotherProgramReadsTheVectors) {
  const json::value vectors = read_vectors();
  const auto key = place_->folder() / "key";
  ASSERT_TRUE(write_file(key, text_of(vectors, "master_key"), 0600));
  const auto lines = read_by_another(key, SIGNET_SOURCE_DIR "/tests/server/sealing/vectors.json", 1);
  if (!lines) GTEST_SKIP() << "python3-cryptography is not installed";
  const json::array& values = vectors.at("values").as_array();
  ASSERT_EQ(lines->size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool opens = values[i].as_object().contains("plain");
    EXPECT_EQ(lines->at(i).as_object().contains("error"), !opens) << i;
    EXPECT_EQ(text_of(lines->at(i), "value"), text_of(values[i], "plain")) << i;
  }
}

TEST_P(SealedFormat, AnotherProgramReadsWhatIsStored) {
  const DataKeys keys(master_, 4);  // two keys for one of the workspaces
  std::map<std::string, std::string> wanted;
  const std::string first = make_workspace();
  for (const std::string& workspace : {first, first, make_workspace()}) {
    for (const test::Kept& value : put_many(keys, workspace, 3, "größe")) wanted[to_text(value.place())] = value.plain;
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_keys"), 3);
  const auto key = master_key_file(place_->folder());
  ASSERT_TRUE(test::master_key_of('m').save(key));
  const auto lines = read_by_another(key, place_->address(), 0);
  if (!lines) GTEST_SKIP() << "python3-cryptography is not installed";
  std::map<std::string, std::string> read;
  for (const json::value& line : *lines) read[text_of(line, "place")] = text_of(line, "value");
  EXPECT_EQ(read, wanted);
}

}  // namespace
}  // namespace signet::server
