// Shapes of answers: https://developer.1password.com/docs/connect/api-reference and op 2's --format json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/command.h"
#include "base/file.h"
#include "base/text.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/onepassword_cli.h"
#include "vault/providers/onepassword_reference.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "connect-token-of-the-test";
constexpr const char* kVaultId = "aaaaaaaaaaaaaaaaaaaaaaaaa1";
constexpr const char* kItemId = "bbbbbbbbbbbbbbbbbbbbbbbbb1";
constexpr const char* kVaults =
    R"([{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa1","name":"Prod"},{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa2","name":"Dev"}])";
constexpr const char* kItems =
    R"([{"id":"bbbbbbbbbbbbbbbbbbbbbbbbb1","title":"Database","vault":{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa1"},)"
    R"("category":"LOGIN"}])";
constexpr const char* kItem = R"({"id":"bbbbbbbbbbbbbbbbbbbbbbbbb1","title":"Database","category":"LOGIN",
  "vault":{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa1"},
  "sections":[{"id":"sec1","label":"Admin"},{"id":"sec2","label":"Backup"},{"id":"add more"}],
  "fields":[
    {"id":"username","type":"STRING","purpose":"USERNAME","label":"username","value":"app"},
    {"id":"password","type":"CONCEALED","purpose":"PASSWORD","label":"password","value":"horse-staple"},
    {"id":"notesPlain","type":"STRING","purpose":"NOTES","label":"notesPlain"},
    {"id":"f1","type":"CONCEALED","label":"password","value":"admin-pw","section":{"id":"sec1"}},
    {"id":"f2","type":"STRING","label":"port","value":"5432","section":{"id":"sec1"}},
    {"id":"f3","type":"STRING","label":"host","value":"a.test","section":{"id":"sec1"}},
    {"id":"f4","type":"STRING","label":"host","value":"b.test","section":{"id":"sec2"}},
    {"id":"f5","type":"STRING","label":"Region","value":"eu","section":{"id":"add more"}},
    {"id":"f6","type":"STRING","label":"region","value":"us","section":{"id":"add more"}},
    {"id":"TOTP_1","type":"OTP","label":"one-time password","value":"otpauth://totp/x","totp":"123456"},
    {"id":"private_key","type":"SSHKEY","label":"private key","value":"-----BEGIN PRIVATE KEY-----"}],
  "files":[{"id":"file1","name":"ca.pem","size":35,"content_path":"https://evil.test/steal"},
           {"id":"file2","name":"old.pem","size":3,"section":{"id":"sec2"}}]})";

// --- References ---

TEST(OnePasswordReferences, HaveVaultItemSectionAndField) {
  struct Case {
    const char* text;
    OnePasswordReference expected;
  };
  for (const Case& c :
       {Case{"op://Prod/Database/password", {"Prod", "Database", "", "password", "", ""}},
        Case{"Prod/Database/password", {"Prod", "Database", "", "password", "", ""}},
        Case{"Prod/My Database/Admin area/pass word", {"Prod", "My Database", "Admin area", "pass word", "", ""}},
        Case{"op://P/D/one-time password?attribute=otp", {"P", "D", "", "one-time password", "otp", ""}},
        Case{"op://P/D/f?ATTRIBUTE=OTP", {"P", "D", "", "f", "otp", ""}},
        Case{"op://P/D/private key?ssh-format=openssh", {"P", "D", "", "private key", "", "openssh"}},
        Case{"op://P/D/f?attribute=type&ssh-format=openssh", {"P", "D", "", "f", "type", "openssh"}}}) {
    const auto parsed = parse_onepassword_reference(c.text);
    ASSERT_TRUE(parsed) << c.text;
    EXPECT_EQ(*parsed, c.expected) << c.text;
  }
}

TEST(OnePasswordReferences, RefuseWhatIsNone) {
  for (const std::string& text :
       {std::string(), std::string("op://"), std::string("a/b"), std::string("op://a/b"), std::string("a/b/c/d/e"),
        std::string("a//c"), std::string("/a/b"), std::string("a/ /c"), std::string("a/b/c?x=y"),
        std::string("a/b/c?attribute=nothing"), std::string("a/b/c?ssh-format=putty"), std::string("a/b/c?"),
        std::string("a/b/c\n"), std::string("a/b/\xff"), "a/b/" + std::string(2000, 'c')}) {
    const auto parsed = parse_onepassword_reference(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(parsed.error().hint, HasSubstr("VAULT/ITEM/FIELD"));
  }
}

TEST(OnePasswordReferences, WriteThemselvesAsOpTakesThem) {
  const auto parsed = parse_onepassword_reference("P/My item/S/f?attr=OTP");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->uri(), "op://P/My item/S/f?attribute=otp");
}

// --- Connect ---

class ConnectTest : public ::testing::Test {
 protected:
  std::unique_ptr<Provider> provider() {
    auto made = make_provider(
        make_config("1password", {{"method", "connect"}, {"address", "https://connect.test/v1"}}, {{"token", kToken}}),
        world_.context());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }
  void expect(const std::string& path, const std::string& body, int code = 200) {
    world_.expect("GET https://connect.test/v1/" + path, code, body);
  }
  void expect_database() {
    expect("vaults", kVaults);
    expect(items_ + "?filter=title%20eq%20%22Database%22", kItems);
    expect(item_, kItem);
  }
  /// The value of a reference into the item of the test.
  std::string value(const std::string& rest) {
    expect(item_, kItem);
    return shown(provider()->fetch(fmt::format("{}/{}/{}", kVaultId, kItemId, rest)));
  }

  World world_;
  std::string items_ = fmt::format("vaults/{}/items", kVaultId);
  std::string item_ = fmt::format("vaults/{}/items/{}", kVaultId, kItemId);
};

TEST_F(ConnectTest, FindsVaultAndItemByNameAndSendsTheToken) {
  expect_database();
  EXPECT_EQ(shown(provider()->fetch("op://Prod/Database/password")), "horse-staple");
  EXPECT_TRUE(world_.is_done());
  for (std::size_t i = 0; i < world_.sent.size(); ++i) {
    EXPECT_EQ(world_.header(i, "Authorization"), std::string("Bearer ") + kToken);
  }
}

TEST_F(ConnectTest, FindsNamesInAnyCase) {
  expect("vaults", kVaults);
  expect(items_ + "?filter=title%20eq%20%22DATABASE%22", "[]");
  expect(items_, kItems);
  expect(item_, kItem);
  EXPECT_EQ(shown(provider()->fetch("prod/DATABASE/PassWord")), "horse-staple");
  EXPECT_TRUE(world_.is_done());
}

TEST_F(ConnectTest, AsksForIdsAtOnce) {
  EXPECT_EQ(value("password"), "horse-staple");
  EXPECT_EQ(world_.sent.size(), 1U);
}

TEST_F(ConnectTest, PutsQuotesInTitlesIntoTheFilterAsTextOnly) {
  expect("vaults", kVaults);
  expect(items_ + "?filter=title%20eq%20%22a%5C%22%20or%20title%20pr%22", "[]");
  expect(items_, "[]");
  EXPECT_THAT(shown(provider()->fetch("Prod/a\" or title pr/f")), HasSubstr("not found: item"));
}

TEST_F(ConnectTest, FindsFieldsByTheRulesOfReferences) {
  struct Case {
    const char* rest;
    const char* expected;
  };
  for (const Case& c : {Case{"password", "horse-staple"},    // outside of sections goes first
                        Case{"Admin/password", "admin-pw"},  // by the section's label
                        Case{"sec1/password", "admin-pw"},   // by its id
                        Case{"ADMIN/PASSWORD", "admin-pw"},  // in any case
                        Case{"port", "5432"},                // in one section only
                        Case{"Backup/host", "b.test"}, Case{"f4", "b.test"},
                        Case{"Region", "eu"},  // the very name before one in another case
                        Case{"add more/region", "us"}, Case{"one-time password", "otpauth://totp/x"},
                        Case{"one-time password?attribute=otp", "123456"}, Case{"password?attribute=type", "CONCEALED"},
                        Case{"password?attribute=purpose", "PASSWORD"}, Case{"Admin/password?attribute=id", "f1"},
                        Case{"password?attribute=value", "horse-staple"}, Case{"ca.pem?attribute=size", "35"},
                        Case{"ca.pem?attribute=id", "file1"}, Case{"CA.PEM?attribute=name", "ca.pem"}}) {
    EXPECT_EQ(value(c.rest), c.expected) << c.rest;
  }
}

TEST_F(ConnectTest, SaysWhyAFieldIsNotFound) {
  struct Case {
    const char* rest;
    const char* expected;
  };
  for (const Case& c :
       {Case{"host", "2 fields have this name"}, Case{"REGION", "2 fields have this name"},
        Case{"passwrd", "did you mean password?"}, Case{"Nowhere/password", "not found"},
        Case{"notesPlain", "the field is empty"}, Case{"password?attribute=otp", "holds no one-time password"},
        Case{"password?attribute=size", "size is an attribute of files"}, Case{"ca.pem?attribute=otp", "it is a file"},
        Case{"private key?ssh-format=openssh", "PKCS#8 only"}}) {
    const std::string error = value(c.rest);
    EXPECT_THAT(error, AllOf(HasSubstr("ERROR: "), HasSubstr(c.expected))) << c.rest;
    EXPECT_THAT(error, AllOf(Not(HasSubstr("horse-staple")), Not(HasSubstr("a.test")), Not(HasSubstr(kToken))));
  }
}

TEST_F(ConnectTest, ReadsFilesByAPathOfItsOwn) {
  expect(item_, kItem);
  expect(item_ + "/files/file1/content", std::string("\0\x01pem", 5));
  const auto content = provider()->fetch(fmt::format("{}/{}/ca.pem", kVaultId, kItemId));
  EXPECT_EQ(shown(content), std::string("\0\x01pem", 5));
  EXPECT_EQ(world_.header(1, "Accept"), "application/octet-stream");
  expect(item_, kItem);
  expect(item_ + "/files/file2/content", "old");
  EXPECT_EQ(shown(provider()->fetch(fmt::format("{}/{}/Backup/old.pem", kVaultId, kItemId))), "old");
}

TEST_F(ConnectTest, ReadsAnItemOnceForAllItsFields) {
  expect_database();
  const std::vector<std::string> references = {"Prod/Database/username", "Prod/Database/password", "bad",
                                               "Prod/Database/Admin/port"};
  const auto values = provider()->fetch_all(references);
  ASSERT_EQ(values.size(), 4U);
  EXPECT_EQ(shown(values[0]), "app");
  EXPECT_EQ(shown(values[1]), "horse-staple");
  EXPECT_FALSE(values[2]);
  EXPECT_EQ(shown(values[3]), "5432");
  EXPECT_TRUE(world_.is_done());
}

TEST_F(ConnectTest, SaysWhichNamesAreNotThereOrNotClear) {
  expect("vaults", kVaults);
  EXPECT_THAT(shown(provider()->fetch("Prd/Database/password")),
              AllOf(HasSubstr("not found: vault \"Prd\""), HasSubstr("did you mean Prod?")));
  expect("vaults",
         R"([{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa1","name":"X"},{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa2","name":"X"}])");
  expect("vaults",
         R"([{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa1","name":"X"},{"id":"aaaaaaaaaaaaaaaaaaaaaaaaa2","name":"X"}])");
  const auto once = provider();
  EXPECT_THAT(shown(once->fetch("X/Database/password")), HasSubstr("2 vaults have this name"));
  EXPECT_THAT(shown(once->fetch("X/Database/password")), HasSubstr("write the vault's id"));
}

TEST_F(ConnectTest, TellsRefusalsApart) {
  struct Case {
    int code;
    const char* body;
    ErrorCode error;
    const char* expected;
  };
  for (const Case& c :
       {Case{401, R"({"status":401,"message":"Invalid token signature"})", ErrorCode::kInvalidInput,
             "login has expired"},
        Case{403, R"({"status":403,"message":"vault is not in scope"})", ErrorCode::kInvalidInput, "no permission"},
        Case{404, R"({"status":404,"message":"item not found"})", ErrorCode::kNotFound, "not found"},
        Case{400, R"({"status":400,"message":"Invalid Item UUID"})", ErrorCode::kInvalidInput, "Invalid Item UUID"},
        Case{404, "<html>", ErrorCode::kNotFound, "status 404"},
        Case{404, R"({"message":7})", ErrorCode::kNotFound, "status 404"},
        Case{404, R"(["message"])", ErrorCode::kNotFound, "status 404"}}) {
    expect(item_, c.body, c.code);
    const auto result = provider()->fetch(fmt::format("{}/{}/password", kVaultId, kItemId));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, c.error) << c.body;
    EXPECT_THAT(result.error().to_string(), HasSubstr(c.expected));
  }
}

TEST_F(ConnectTest, RefusesAnswersThatAreNone) {
  for (const char* body : {"", "[]", "null", "7", "\"x\"", "{", R"({"fields":7})",
                           R"({"fields":[7,null,{"label":7,"value":"horse-staple"}]})",
                           R"({"fields":[{"id":"password","label":"password","value":{"horse-staple":1}}]})",
                           R"({"fields":[{"id":"password","section":7}]})",
                           R"({"sections":7,"fields":[{"id":"x","section":{"id":"s"}}]})"}) {
    expect(item_, body);
    const std::string error = shown(provider()->fetch(fmt::format("{}/{}/password", kVaultId, kItemId)));
    EXPECT_THAT(error, AllOf(HasSubstr("ERROR"), Not(HasSubstr("horse-staple")))) << body;
  }
}

TEST_F(ConnectTest, FollowsNoRedirectElsewhere) {
  world_.expect("GET https://connect.test/v1/" + item_, 307, "", {{"Location", "https://evil.test/v1/" + item_}});
  const std::string error = shown(provider()->fetch(fmt::format("{}/{}/password", kVaultId, kItemId)));
  EXPECT_THAT(error, AllOf(HasSubstr("leads to https://evil.test"), Not(HasSubstr(kToken))));
  EXPECT_EQ(world_.sent.size(), 1U);
}

TEST_F(ConnectTest, HidesTheTokenShouldTheServerSendItBack) {
  expect(item_, fmt::format(R"({{"message":"bad token {}"}})", kToken), 401);
  EXPECT_THAT(shown(provider()->fetch(fmt::format("{}/{}/password", kVaultId, kItemId))),
              AllOf(HasSubstr("bad token ••••"), Not(HasSubstr(kToken))));
}

TEST_F(ConnectTest, ListsItemsAndTheirFields) {
  const auto references = [](const Result<std::vector<Listed>>& listed) {
    std::vector<std::string> all;
    if (!listed) return std::vector<std::string>{listed.error().to_string()};
    for (const Listed& one : *listed) all.push_back(one.reference);
    return all;
  };
  expect("vaults", kVaults);
  expect(items_, R"([{"id":"bbbbbbbbbbbbbbbbbbbbbbbbb1","title":"Database"},
                     {"id":"bbbbbbbbbbbbbbbbbbbbbbbbb2","title":"a/b"},
                     {"id":"bbbbbbbbbbbbbbbbbbbbbbbbb3","title":"Gone","state":"ARCHIVED"},{"title":"no id"},7])");
  expect("vaults/aaaaaaaaaaaaaaaaaaaaaaaaa2/items", "[]");
  EXPECT_THAT(references(provider()->list("", 100)), ElementsAre("Prod/Database/", "Prod/bbbbbbbbbbbbbbbbbbbbbbbbb2/"));
  expect("vaults", kVaults);
  expect(items_, kItems);
  EXPECT_THAT(references(provider()->list("pro", 100)), ElementsAre("Prod/Database/"));
  expect_database();
  const auto fields = provider()->list("Prod/Database/", 5);
  EXPECT_THAT(references(fields),
              ElementsAre("Prod/Database/username", "Prod/Database/password", "Prod/Database/Admin/password",
                          "Prod/Database/Admin/port", "Prod/Database/Admin/host"));
  expect_database();
  EXPECT_THAT(references(provider()->list("Prod/Database/ca", 5)), ElementsAre("Prod/Database/ca.pem"));
}

TEST_F(ConnectTest, SaysWhatItIsSignedInFor) {
  expect("vaults", kVaults);
  const auto result = provider()->test();
  ASSERT_TRUE(result) << result.error().to_string();
  EXPECT_EQ(*result, "signed in at https://connect.test by a Connect token for 2 vaults: Prod, Dev");
}

TEST(OnePasswordSettings, ChooseTheWayByWhatIsThere) {
  World world;
  world.environment["OP_CONNECT_HOST"] = "https://connect.test";
  world.environment["OP_CONNECT_TOKEN"] = kToken;
  world.expect("GET https://connect.test/v1/vaults", 200, "[]");
  const auto by_environment = make_provider(make_config("1password", {}), world.context());
  ASSERT_TRUE(by_environment);
  EXPECT_THAT(*(*by_environment)->test(), HasSubstr("0 vaults"));
  world.environment.clear();
  world.program_output = "value";
  const auto by_program = make_provider(make_config("1password", {}), world.context());
  ASSERT_TRUE(by_program);
  EXPECT_EQ(shown((*by_program)->fetch("a/b/c")), "value");
}

TEST(OnePasswordSettings, RefuseWhatCannotWork) {
  struct Case {
    std::map<std::string, std::string, std::less<>> settings;
    std::map<std::string, std::string> credentials;
    const char* expected;
  };
  const Case cases[] = {
      {{{"method", "connect"}}, {{"token", kToken}}, "needs the Connect server's address"},
      {{{"method", "connect"}, {"address", "https://c.test"}}, {}, "needs the Connect server's token"},
      {{{"address", "http://c.test"}}, {{"token", kToken}}, "plain http"},
      {{{"address", "https://u@c.test"}}, {{"token", kToken}}, "user name"},
      {{{"method", "magic"}}, {}, "method is none of connect|cli"},
  };
  for (const Case& c : cases) {
    World world;
    const auto made = make_provider(make_config("1password", c.settings, c.credentials), world.context());
    ASSERT_FALSE(made) << c.expected;
    EXPECT_THAT(made.error().to_string(), AllOf(HasSubstr(c.expected), Not(HasSubstr(kToken))));
  }
}

// --- The op program ---

/// A script in the place of op, which notes its words and environment.
class OpTest : public ::testing::Test {
 protected:
  std::unique_ptr<Provider> provider(const std::string& script, std::map<std::string, std::string> credentials = {},
                                     std::map<std::string, std::string, std::less<>> settings = {}) {
    const auto op = folder_.path() / "op";
    EXPECT_TRUE(
        write_file(op, "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'" + words_ + "'; env >'" + environment_ + "'\n" + script,
                   0700)
            .ok());
    settings.emplace("method", "cli");
    settings.emplace("program", op.string());
    ProviderContext context = world_.context();
    context.run = [](const std::vector<std::string>& words, const std::vector<std::string>& changes) {
      return run_program(words, changes);
    };
    auto made = make_provider(make_config("1password", std::move(settings), credentials), std::move(context));
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }
  std::vector<std::string> words() const { return split(trim(*read_file(words_)), '\n'); }
  std::string environment() const { return "\n" + *read_file(environment_); }

  World world_;
  signet::test::TemporaryFolder folder_;
  std::string words_ = (folder_.path() / "words").string();
  std::string environment_ = (folder_.path() / "environment").string();
};

TEST_F(OpTest, ReadsAReferenceByteForByte) {
  EXPECT_EQ(shown(provider("printf 'line\\n\\nend\\n'")->fetch("Prod/My item/password")), "line\n\nend\n");
  EXPECT_THAT(words(), ElementsAre("read", "--no-newline", "op://Prod/My item/password"));
}

TEST_F(OpTest, GivesTheTokenInTheEnvironmentOnly) {
  ASSERT_EQ(setenv("OP_CONNECT_HOST", "https://connect.test", 1), 0);
  ASSERT_EQ(setenv("OP_FORMAT", "json", 1), 0);
  const auto made = provider("printf v", {{"service_account_token", "service-token-of-the-test"}});
  EXPECT_EQ(shown(made->fetch("a/b/c")), "v");
  EXPECT_THAT(*read_file(words_), Not(HasSubstr("service-token")));
  EXPECT_THAT(environment(), HasSubstr("\nOP_SERVICE_ACCOUNT_TOKEN=service-token-of-the-test\n"));
  EXPECT_THAT(environment(), AllOf(Not(HasSubstr("OP_CONNECT_HOST")), Not(HasSubstr("OP_FORMAT"))));
  unsetenv("OP_CONNECT_HOST");
  unsetenv("OP_FORMAT");
}

TEST_F(OpTest, AsksAnAccountWithoutTheTokenOfTheEnvironment) {
  ASSERT_EQ(setenv("OP_SERVICE_ACCOUNT_TOKEN", "other-token", 1), 0);
  EXPECT_EQ(shown(provider("printf v", {}, {{"account", "team.1password.com"}})->fetch("a/b/c")), "v");
  EXPECT_THAT(words(), ElementsAre("read", "--no-newline", "op://a/b/c", "--account", "team.1password.com"));
  EXPECT_THAT(environment(), Not(HasSubstr("OP_SERVICE_ACCOUNT_TOKEN")));
  EXPECT_EQ(shown(provider("printf v")->fetch("a/b/c")), "v");
  EXPECT_THAT(environment(), HasSubstr("OP_SERVICE_ACCOUNT_TOKEN=other-token"));
  unsetenv("OP_SERVICE_ACCOUNT_TOKEN");
}

TEST_F(OpTest, TellsComplaintsApart) {
  struct Case {
    const char* complaint;
    ErrorCode code;
    const char* expected;
  };
  for (const Case& c : {
           Case{"[ERROR] 2026/01/02 03:04:05 You are not currently signed in. Please run `op signin --help`",
                ErrorCode::kInvalidInput, "not signed in"},
           Case{"[ERROR] 2026/01/02 03:04:05 account is not signed in", ErrorCode::kInvalidInput, "op signin"},
           Case{"[ERROR] 2026/01/02 03:04:05 could not read secret 'op://Prod/not found/permission': \"not found\" "
                "isn't an item in the \"Prod\" vault",
                ErrorCode::kNotFound, "not found"},
           Case{"[ERROR] 2026/01/02 03:04:05 could not get item Prod/x: \"Prod\" isn't a vault in this account",
                ErrorCode::kNotFound, "isn't a vault"},
           Case{"[ERROR] 2026/01/02 03:04:05 (403) Forbidden: you do not have permission to perform this action",
                ErrorCode::kInvalidInput, "no permission"},
           Case{"[ERROR] 2026/01/02 03:04:05 More than one item matches \"x\"", ErrorCode::kInvalidInput,
                "write the id in place of the name"},
           Case{"[ERROR] 2026/01/02 03:04:05 too many requests, try later", ErrorCode::kLimit, "throttled"},
           Case{"[ERROR] 2026/01/02 03:04:05 dial tcp: lookup my.1password.com: no such host", ErrorCode::kNetwork,
                "network"},
           Case{"[ERROR] 2026/01/02 03:04:05 connecting to desktop app: read: connection reset", ErrorCode::kNetwork,
                "start the 1Password app"},
           Case{"something else", ErrorCode::kInvalidInput, "something else"},
           Case{"", ErrorCode::kInvalidInput, "op gave no reason"},
       }) {
    const auto complaint = folder_.write("complaint", c.complaint);
    const auto result = provider("cat '" + complaint.string() + "' >&2; exit 1")->fetch("Prod/not found/permission");
    ASSERT_FALSE(result) << c.complaint;
    EXPECT_EQ(result.error().code, c.code) << result.error().to_string();
    EXPECT_THAT(result.error().to_string(), HasSubstr(c.expected));
  }
}

TEST_F(OpTest, HidesTheTokenShouldOpPrintIt) {
  const auto made = provider("echo \"[ERROR] bad service account token $OP_SERVICE_ACCOUNT_TOKEN\" >&2; exit 6",
                             {{"service_account_token", "service-token-of-the-test"}});
  EXPECT_THAT(shown(made->fetch("a/b/c")), AllOf(HasSubstr("••••"), HasSubstr("give the provider a new one"),
                                                 Not(HasSubstr("service-token-of-the-test"))));
}

TEST_F(OpTest, ShowsNoControlCharactersOfOp) {
  EXPECT_THAT(shown(provider("printf '\\033[2Jgone\\007' >&2; exit 1")->fetch("a/b/c")),
              AllOf(HasSubstr("gone"), Not(HasSubstr("\033")), Not(HasSubstr("\007"))));
}

TEST_F(OpTest, AsksNoFurtherWhenTheLoginFails) {
  const auto values = provider("echo 'authorization prompt dismissed, please try again' >&2; exit 1")
                          ->fetch_all(std::vector<std::string>{"a/b/c", "a/b/d", "a/b/e"});
  ASSERT_EQ(values.size(), 3U);
  for (const auto& value : values) EXPECT_THAT(shown(value), HasSubstr("not signed in"));
  EXPECT_EQ(words().size(), 3U) << "op ran more than once";
}

TEST_F(OpTest, GoesOnWhenOneSecretIsNotThere) {
  const auto values = provider("case $3 in */c) echo \"isn't an item\" >&2; exit 1;; *) printf v;; esac")
                          ->fetch_all(std::vector<std::string>{"a/b/c", "a/b/d"});
  ASSERT_EQ(values.size(), 2U);
  EXPECT_FALSE(values[0]);
  EXPECT_EQ(shown(values[1]), "v");
}

TEST_F(OpTest, ListsItemsAndTheirFields) {
  const auto item = folder_.write("item", kItem);
  const std::string script = fmt::format(R"(case "$1 $2" in
"vault list") printf '%s' '{}';;
"item list") [ "$3" = --vault={} ] && printf '%s' '{}' || printf '[]';;
"item get") cat '{}';;
esac)",
                                         kVaults, kVaultId, kItems, item.string());
  const auto items = provider(script)->list("Prod/", 10);
  ASSERT_TRUE(items) << items.error().to_string();
  ASSERT_EQ(items->size(), 1U);
  EXPECT_EQ(items->front().reference, "Prod/Database/");
  EXPECT_EQ(items->front().note, "LOGIN");
  const auto fields = provider(script)->list("Prod/Database/pass", 10);
  ASSERT_TRUE(fields) << fields.error().to_string();
  ASSERT_EQ(fields->size(), 1U);
  EXPECT_EQ(fields->front().reference, "Prod/Database/password");
}

TEST_F(OpTest, SaysAsWhomItIsSignedIn) {
  const auto who = provider(R"(case $1 in vault) echo '[{"id":"a","name":"x"}]';;
whoami) echo '{"url":"https://team.1password.com","email":"ann@example.com","user_uuid":"X"}';; esac)")
                       ->test();
  ASSERT_TRUE(who) << who.error().to_string();
  EXPECT_EQ(*who, "signed in as ann@example.com at https://team.1password.com by op, with 1 vault");
}

TEST_F(OpTest, IsSignedInWhereOpDoesNotKnowAsWhom) {
  const auto who =
      provider(R"([ $1 = vault ] && echo '[]' || { echo 'account is not signed in' >&2; exit 1; })")->test();
  ASSERT_TRUE(who) << who.error().to_string();
  EXPECT_EQ(*who, "signed in by op, with 0 vaults");
}

TEST_F(OpTest, RefusesOutputThatIsNoList) {
  for (const char* script : {"echo '{}'", "echo 7", "printf 'not json'", ":"}) {
    EXPECT_FALSE(provider(script)->list("", 10)) << script;
    EXPECT_FALSE(provider(script)->test()) << script;
  }
}

TEST(OpProgram, SaysThatItIsNotInstalled) {
  World world;
  ProviderContext context = world.context();
  context.run = [](const std::vector<std::string>& words, const std::vector<std::string>& changes) {
    return run_program(words, changes);
  };
  const auto made = make_provider(make_config("1password", {{"program", "/nonexistent/op"}}), std::move(context));
  ASSERT_TRUE(made);
  const auto result = (*made)->fetch("a/b/c");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(result.error().to_string(), HasSubstr("install the 1Password CLI"));
}

}  // namespace
}  // namespace signet::vault::test
