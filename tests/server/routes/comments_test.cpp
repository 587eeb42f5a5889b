// Comments over the API, on both databases: threads, whose text is whose, who is told, and what is left of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/comments/comments.h"
#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CommentApi : public test::WithPrivateWorkspace {
 protected:
  void SetUp() override {
    WithPrivateWorkspace::SetUp();
    if (IsSkipped()) return;
    const json::object body{{"kind", "environment"}, {"content", {{"name", "Staging"}, {"values", json::array()}}}};
    at_ = path_ + "/elements/" + test::text_at(send(mate_, "POST", path_ + "/elements", body), "id");
    list_ = at_ + "/comments";
  }

  test::Answer say(const test::Person& who, std::string_view text, const std::string& parent = "") {
    json::object body{{"body", text}};
    if (!parent.empty()) body["parent"] = parent;
    return send(who, "POST", list_, body);
  }

  /// Writes one; its path.
  std::string said(const test::Person& who, std::string_view text, const std::string& parent = "") {
    const test::Answer made = say(who, text, parent.substr(parent.rfind('/') + 1));
    EXPECT_EQ(made.status, 201U) << made.body;
    return list_ + "/" + test::text_at(made, "id");
  }

  std::vector<std::string> texts(const test::Person& who) {
    std::vector<std::string> all;
    const json::value shown = test::json_of(send(who, "GET", list_));
    for (const json::value& one : shown.at("comments").as_array()) all.emplace_back(one.at("body").as_string());
    return all;
  }

  test::Answer resolve(const test::Person& who, const std::string& comment, bool resolved) {
    return send(who, "POST", comment + "/resolve", json::object{{"resolved", resolved}});
  }

  std::vector<std::string> told(const test::Person& who, std::string_view kind = "workspace.comments.answer") {
    std::vector<std::string> all;
    const json::value shown = test::json_of(send(who, "GET", "/notifications"));
    for (const json::value& one : shown.at("notifications").as_array()) {
      if (one.at("kind").as_string() == kind) all.push_back(boost::json::serialize(one));
    }
    return all;
  }

  std::vector<std::string> actions() {
    std::vector<std::string> all;
    const json::value shown = test::json_of(send(mate_, "GET", path_ + "/changes"));
    for (const json::value& one : shown.at("changes").as_array()) all.emplace_back(one.at("action").as_string());
    return all;
  }

  std::string at_;    ///< an element in it
  std::string list_;  ///< its comments
};
SIGNET_ON_BOTH(CommentApi);

TEST_P(CommentApi, AreThreadsThatViewersWriteInToo) {
  const std::string first = said(other_, "Why is it off?");
  const std::string answer = said(mate_, "It costs too much.", first);
  said(other_, "I see.", answer);
  said(mate_, "Another thing");
  const json::value shown = test::json_of(send(other_, "GET", list_));
  ASSERT_EQ(shown.at("comments").as_array().size(), 4U);
  const json::value& first_shown = shown.at("comments").at(0);
  EXPECT_TRUE(first_shown.at("parent").is_null());
  EXPECT_EQ(first_shown.at("author"), json::value(other_.id));
  EXPECT_EQ(first_shown.at("author_name"), "otto");
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(shown.at("comments").at(i).at("parent"), first_shown.at("id")) << "an answer to an answer, too";
  }
  std::vector<std::string> all;
  std::string cursor;
  do {
    const json::value page = test::json_of(send(other_, "GET", list_ + "?limit=2" + cursor));
    for (const json::value& one : page.at("comments").as_array()) all.emplace_back(one.at("body").as_string());
    cursor = page.at("next_cursor").is_null() ? "" : "&cursor=" + std::string(page.at("next_cursor").as_string());
  } while (!cursor.empty() && all.size() < 10);
  EXPECT_THAT(all, ElementsAre("Why is it off?", "It costs too much.", "I see.", "Another thing"));
}

TEST_P(CommentApi, AreEditedByTheirAuthorsAlone) {
  const std::string one = said(other_, "frist");
  EXPECT_EQ(send(other_, "PUT", one, json::object{{"body", "first"}}).status, 428U);
  EXPECT_EQ(send(mate_, "PUT", one, json::object{{"body", "mine"}}, 1).status, 403U) << "not even by an owner";
  const test::Answer edited = send(other_, "PUT", one, json::object{{"body", "first"}}, 1);
  EXPECT_EQ(edited.status, 200U) << edited.body;
  EXPECT_FALSE(test::json_of(edited).at("edited").is_null());
  const test::Answer stale = send(other_, "PUT", one, json::object{{"body", "second"}}, 1);
  EXPECT_EQ(stale.status, 412U);
  EXPECT_EQ(test::json_of(stale).at("current").at("body"), "first");
  EXPECT_THAT(texts(other_), ElementsAre("first"));
}

TEST_P(CommentApi, AreSettledAndOpenedAgain) {
  const std::string first = said(mate_, "Done?");
  const std::string answer = said(other_, "Done.", first);
  const test::Answer resolved = resolve(other_, first, true);
  EXPECT_EQ(resolved.status, 200U) << resolved.body;
  EXPECT_EQ(test::json_of(resolved).at("resolved_by"), json::value(other_.id));
  EXPECT_EQ(resolve(mate_, first, true).status, 200U);
  EXPECT_EQ(test::json_of(resolve(mate_, first, false)).at("resolved_by"), nullptr);
  EXPECT_EQ(resolve(mate_, answer, true).status, 422U);
  EXPECT_THAT(actions(), ElementsAre("create", "comment", "comment", "resolve", "reopen"));
}

TEST_P(CommentApi, AreGoneWhenTheyAreDeleted) {
  const std::string first = said(other_, "planted-comment-1");
  const std::string answer = said(mate_, "planted-comment-2", first);
  EXPECT_EQ(send(other_, "DELETE", answer).status, 403U) << "somebody else's";
  EXPECT_EQ(send(other_, "DELETE", first).status, 409U) << "others' answers are in the thread";
  EXPECT_EQ(send(mate_, "DELETE", first).status, 204U) << "an admin of the workspace";
  EXPECT_THAT(texts(mate_), IsEmpty());
  const std::string own = said(other_, "planted-comment-3");
  EXPECT_EQ(send(other_, "DELETE", own).status, 204U);
  EXPECT_EQ(send(other_, "DELETE", own).status, 404U);
  EXPECT_THAT(audited(id_of(path_)), testing::Contains("workspace.comments.delete").Times(2));
  const auto left = database_->read(
      [](store::Transaction& transaction) { return transaction.query_one("SELECT COUNT(*) FROM comments"); });
  ASSERT_TRUE(left && *left);
  EXPECT_EQ(*(*left)->get<std::int64_t>(0), 0);
}

TEST_P(CommentApi, GoWithTheirElement) {
  said(mate_, "bye");
  ASSERT_EQ(send(mate_, "DELETE", at_).status, 204U);
  EXPECT_EQ(say(mate_, "late").status, 409U) << "in the trash";
  EXPECT_THAT(texts(mate_), ElementsAre("bye"));
  ASSERT_EQ(send(mate_, "DELETE", at_ + "/trashed").status, 204U);
  EXPECT_EQ(send(mate_, "GET", list_).status, 404U);
}

TEST_P(CommentApi, AreInTheLogOfChangesWithoutTheirTexts) {
  const std::string one = said(other_, "planted-comment-1");
  ASSERT_EQ(send(other_, "PUT", one, json::object{{"body", "planted-comment-2"}}, 1).status, 200U);
  ASSERT_EQ(send(other_, "DELETE", one).status, 204U);
  EXPECT_THAT(actions(), ElementsAre("create", "comment", "edit_comment", "delete_comment"));
  for (const std::string& path : {path_ + "/changes", path_ + "/activity"}) {
    EXPECT_THAT(send(mate_, "GET", path).body, Not(HasSubstr("planted"))) << path;
  }
  const json::value element = test::json_of(send(mate_, "GET", at_));
  EXPECT_EQ(element.at("revision"), 1) << "whoever edits the element is not in their way";
}

TEST_P(CommentApi, AreAnsweredToThoseWhoMayStillRead) {
  const std::string first = said(other_, "Who knows?");
  said(mate_, "planted-answer", first);
  ASSERT_EQ(told(other_).size(), 1U);
  EXPECT_THAT(told(other_)[0], HasSubstr("mia answered to a comment on \\\"Staging\\\""));
  EXPECT_THAT(told(other_)[0], Not(HasSubstr("planted-answer")));
  EXPECT_THAT(told(other_)[0], Not(HasSubstr("127.0.0.1"))) << "where the other one sits is nobody's business";
  EXPECT_THAT(told(mate_), IsEmpty()) << "one's own";
  ASSERT_EQ(send(mate_, "DELETE", path_ + "/users/" + other_.id).status, 204U);
  said(mate_, "More", first);
  EXPECT_EQ(told(other_).size(), 1U) << "out of the workspace";
}

TEST_P(CommentApi, TellThoseWhomTheyMentionAndWhoMayReadThem) {
  constexpr std::string_view kMention = "workspace.comments.mention";
  const auto mention = [](const test::Person& who) { return fmt::format("@[anybody](account:{})", who.id); };
  const std::string one = said(mate_, "planted-text " + mention(other_) + " and again " + mention(other_));
  ASSERT_EQ(told(other_, kMention).size(), 1U);
  EXPECT_THAT(told(other_, kMention)[0], HasSubstr("mia mentioned you in a comment on \\\"Staging\\\""));
  EXPECT_THAT(told(other_, kMention)[0], Not(HasSubstr("planted-text")));
  ASSERT_EQ(send(mate_, "PUT", one, json::object{{"body", "better " + mention(other_)}}, 1).status, 200U);
  EXPECT_EQ(told(other_, kMention).size(), 1U) << "known already";

  said(other_, "An answer", one);
  said(mate_, mention(other_), one);
  EXPECT_EQ(told(other_, kMention).size(), 2U);
  EXPECT_THAT(told(other_), IsEmpty()) << "once is enough";

  said(mate_, mention(mate_));
  EXPECT_THAT(told(mate_, kMention), IsEmpty()) << "oneself";
}

TEST_P(CommentApi, TellNothingByMentionsToWhoMayNotReadThem) {
  const auto mentioned = [this](const std::string& id) {
    const test::Answer made = say(mate_, fmt::format("@[x](account:{})", id));
    EXPECT_EQ(made.status, 201U);
    json::object shown = test::json_of(made).as_object();
    for (const char* name : {"id", "body", "created"}) shown.erase(name);
    return boost::json::serialize(shown);
  };
  const std::string nobody = mentioned("00000000-0000-4000-8000-000000000000");
  for (const test::Person* who : {&stranger_, &owner_}) {
    EXPECT_EQ(mentioned(who->id), nobody) << "the writer learns nothing of accounts";
    EXPECT_THAT(send(*who, "GET", "/notifications").body, Not(HasSubstr("mention")));
  }
  ASSERT_EQ(send(mate_, "DELETE", path_ + "/users/" + other_.id).status, 204U);
  EXPECT_EQ(mentioned(other_.id), nobody);
  EXPECT_THAT(told(other_, "workspace.comments.mention"), IsEmpty()) << "out of the workspace";
}

TEST_P(CommentApi, RefuseWhatCannotBe) {
  const std::string one = said(mate_, "here");
  const json::object environment{{"kind", "environment"}, {"content", {{"name", "E"}, {"values", json::array()}}}};
  const std::string elsewhere =
      path_ + "/elements/" + test::text_at(send(mate_, "POST", path_ + "/elements", environment), "id");
  const std::string id = one.substr(one.rfind('/') + 1);
  EXPECT_EQ(send(mate_, "POST", elsewhere + "/comments", json::object{{"body", "x"}, {"parent", id}}).status, 404U);
  EXPECT_EQ(send(mate_, "DELETE", elsewhere + "/comments/" + id).status, 404U);
  for (const std::string& text :
       {std::string(), std::string(" \n "), std::string("a\0b", 3), std::string(kMaxCommentBytes + 1, 'x'),
        std::string("ü").append(kMaxCommentBytes - 1, 'x')}) {
    EXPECT_EQ(say(mate_, text).status, 422U) << text.size();
  }
  EXPECT_EQ(send(stranger_, "POST", list_, json::object{{"body", "x"}}).status, 404U);
  EXPECT_EQ(send(owner_, "GET", list_).status, 404U) << "of the team, but not in the workspace";
  ASSERT_EQ(send(mate_, "PUT", path_ + "/archived", json::object{{"archived", true}}).status, 200U);
  EXPECT_EQ(say(mate_, "late").status, 409U);
  EXPECT_EQ(send(mate_, "DELETE", one).status, 409U);
}

TEST_P(CommentApi, AreSoManyAtMost) {
  said(mate_, "first");
  store::test::run(*database_,
                   "INSERT INTO comments (id, element_id, seq, author, body, revision, created_ms) "
                   "WITH RECURSIVE n (i) AS (SELECT CAST(100001 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2) "
                   "SELECT '00000000-0000-4000-8000-000000' || CAST(i AS TEXT), $1, 0, 'x', 'x', 1, 1 FROM n",
                   {at_.substr(at_.rfind('/') + 1), 100'000 + kMaxCommentsOfElement - 1});
  EXPECT_EQ(say(mate_, "one too many").status, 429U);
}

}  // namespace
}  // namespace signet::server
