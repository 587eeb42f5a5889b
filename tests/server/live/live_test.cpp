// Live changes over the API, on both databases: they arrive, in order, once each, whatever is lost on the way, and they
// arrive at nobody who may not read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>

#include "tests/server/websocket.h"
#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using test::Answer;
using test::Person;
using test::WebSocket;

constexpr milliseconds kSoon{20};
constexpr hours kNever{1'000};

json::object environment(std::string_view name) {
  return {{"name", name}, {"values", json::array()}};
}

std::string type_of(const json::object& message) {
  return std::string(json::string_or(message, "type"));
}

class Live : public test::WithPrivateWorkspace {
 protected:
  void adjust(ServerOptions& options) override {
    options.live.look = kSoon;
    options.front.trusted_proxies = {"127.0.0.1"};  // as many connections as a test likes
    options.front.limits.connections = 3'000;
  }

  /// Makes an environment, which is one change.
  void change(std::string_view name = "Production") { change(*client_, name); }
  void change(test::Client& client, std::string_view name) {
    const std::string body =
        boost::json::serialize(json::object{{"kind", "environment"}, {"content", environment(name)}});
    const Answer made = client.ask(test::post("/api/v1" + path_ + "/elements", body, mate_.headers));
    EXPECT_EQ(made.status, 201U) << made.body;
  }

  [[nodiscard]] std::string live(std::optional<std::int64_t> after = {}) const {
    return "/api/v1" + path_ + "/live" + (after ? fmt::format("?after={}", *after) : "");
  }
  [[nodiscard]] std::uint16_t port() const { return server_->front().ports().front(); }

  /// A stream that has got what it missed.
  std::unique_ptr<WebSocket> follow(const std::vector<std::string>& headers) {
    auto socket = std::make_unique<WebSocket>(port(), live(), headers);
    EXPECT_EQ(socket->answer.status, 101U) << socket->answer.body;
    EXPECT_EQ(type_of(socket->next()), "ready");
    return socket;
  }

  /// Adds changes past the server, as another process may, whose names are as long.
  void change_beside(std::int64_t count, std::size_t name_size = 10) {
    write([&](store::Transaction& transaction) -> Result<std::int64_t> {
      SIGNET_TRY(const auto row,
                 transaction.query_one("SELECT last_seq FROM workspaces WHERE id = $1", {id_of(path_)}));
      SIGNET_TRY(const std::int64_t last, row->get<std::int64_t>(0));
      for (std::int64_t seq = last + 1; seq <= last + count; ++seq) {
        const auto added = transaction.execute(
            "INSERT INTO workspace_changes (workspace_id, seq, at_ms, actor, action, element_id, kind, name, revision) "
            "VALUES ($1, $2, 1, 'a', 'change', 'e', 'environment', $3, 1)",
            {id_of(path_), seq, std::string(name_size, 'n')});
        if (!added) return added.error();
      }
      return transaction.execute("UPDATE workspaces SET last_seq = $2 WHERE id = $1", {id_of(path_), last + count});
    });
  }
};
SIGNET_ON_BOTH(Live);

TEST_P(Live, TellsOfAChangeAsTheListOfChangesDoes) {
  const auto socket = follow(other_.headers);
  change("Zürich");
  json::object message = socket->next();
  EXPECT_EQ(type_of(message), "change");
  message.erase("type");
  const json::value listed = test::json_of(send(other_, "GET", path_ + "/changes"));
  EXPECT_EQ(json::value(message), listed.at("changes").as_array().back());
}

TEST_P(Live, GivesFirstWhatWasMissed) {
  for (int i = 0; i < 5; ++i) change();
  for (const std::int64_t after : {0, 2, 4, 5}) {
    WebSocket socket(port(), live(after), other_.headers);
    for (std::int64_t seq = after + 1; seq <= 5; ++seq) EXPECT_EQ(socket.next().at("seq").as_int64(), seq);
    const json::object ready = socket.next();
    EXPECT_EQ(type_of(ready), "ready");
    EXPECT_EQ(ready.at("last_seq").as_int64(), 5);
  }
  change();
  WebSocket fresh(port(), live(), other_.headers);
  EXPECT_EQ(fresh.next().at("last_seq").as_int64(), 6) << "without a seq only what is new comes";
}

TEST_P(Live, FindsWhatOtherProcessesHaveWritten) {
  const auto socket = follow(other_.headers);
  change_beside(1);
  EXPECT_EQ(socket->next().at("seq").as_int64(), 1);
}

TEST_P(Live, SendsALongPastPieceByPiece) {
  constexpr std::int64_t kMany = 1'501;
  change_beside(kMany);
  WebSocket socket(port(), live(0), other_.headers);
  for (std::int64_t seq = 1; seq <= kMany; ++seq) ASSERT_EQ(socket.next().at("seq").as_int64(), seq);
  EXPECT_EQ(type_of(socket.next()), "ready");
}

TEST_P(Live, LosesAndRepeatsNothingWhenClientsComeAndGoAmongWrites) {
  constexpr std::int64_t kChanges = 60;
  std::thread writer([this] {
    test::Client client(port());
    for (std::int64_t i = 0; i < kChanges; ++i) change(client, "E");
  });
  std::vector<std::int64_t> seqs;
  while (std::int64_t(seqs.size()) < kChanges) {
    WebSocket socket(port(), live(seqs.empty() ? 0 : seqs.back()), other_.headers);
    for (int taken = 0; taken < 7 && std::int64_t(seqs.size()) < kChanges;) {
      const json::object message = socket.next();
      if (message.empty()) break;
      if (type_of(message) != "change") continue;
      seqs.push_back(message.at("seq").as_int64());
      ++taken;
    }
  }
  writer.join();
  std::vector<std::int64_t> expected(kChanges);
  std::iota(expected.begin(), expected.end(), 1);
  EXPECT_EQ(seqs, expected);
}

TEST_P(Live, OpensToNobodyWhoMayNotRead) {
  const std::string none = "/api/v1/workspaces/00000000-0000-4000-8000-000000000000/live";
  const WebSocket of_stranger(port(), live(), stranger_.headers);
  const WebSocket of_none(port(), none, stranger_.headers);
  EXPECT_EQ(of_stranger.answer.status, 404U);
  EXPECT_EQ(test::text_at(of_stranger.answer, "detail"), test::text_at(of_none.answer, "detail"));
  EXPECT_EQ(WebSocket(port(), live()).answer.status, 401U);
  EXPECT_EQ(WebSocket(port(), live(), {"X-Api-Key: sgnt_x"}).answer.status, 401U);
  EXPECT_EQ(WebSocket(port(), live() + "?token=x", other_.headers).answer.status, 422U);
  EXPECT_EQ(WebSocket(port(), live(1), other_.headers).answer.status, 409U) << "nothing has that seq yet";
  EXPECT_EQ(WebSocket(port(), live(), key_of(other_, Scope::kRead)).answer.status, 101U);
}

TEST_P(Live, OpensToNoPageOfAnotherSite) {
  const std::string& bearer = other_.headers.front();
  const std::string cookie = "Cookie: __Host-signet-session=" + bearer.substr(bearer.rfind(' ') + 1);
  const auto status = [&](const std::vector<std::string>& headers) {
    return WebSocket(port(), live(), headers).answer.status;
  };
  EXPECT_EQ(status({cookie, "Origin: http://localhost"}), 101U) << "the client asks for localhost";
  EXPECT_EQ(status({cookie}), 403U) << "a browser says where a page is from";
  EXPECT_EQ(status({cookie, "Origin: null"}), 403U);
  EXPECT_EQ(status({cookie, "Origin: http://localhost.evil.example"}), 403U);
  EXPECT_EQ(status({cookie, "Origin: http://localhost", "Sec-Fetch-Site: cross-site"}), 403U);
  EXPECT_EQ(status({bearer, "Origin: http://evil.example"}), 403U);
}

TEST_P(Live, EndsWithTheRightToRead) {
  const Person admin = make_person("ada", true);
  const auto end_of = [&](const std::vector<std::string>& headers, const std::function<void()>& take_away) {
    const auto socket = follow(headers);
    take_away();
    change("after it");  // which must not come
    const json::object end = socket->next();
    EXPECT_EQ(type_of(end), "end") << boost::json::serialize(end);
    EXPECT_TRUE(socket->next().empty());
    EXPECT_EQ(socket->close_code, 1008);
    return std::string(json::string_or(end, "reason"));
  };
  const auto done = [](const Answer& answer) { EXPECT_EQ(answer.status / 100, 2U) << answer.body; };
  const auto put_back = [&] { done(put_user(mate_, path_, other_, "viewer")); };

  EXPECT_EQ(end_of(session_of(other_), [&] { done(send(other_, "POST", "/account/sessions/revoke-others")); }),
            "signed_out");
  EXPECT_EQ(end_of(key_of(other_, Scope::kRead),
                   [&] {
                     const json::value keys = test::json_of(send(other_, "GET", "/account/api-keys"));
                     const auto& id = keys.at("api_keys").as_array().front().at("id").as_string();
                     done(send(other_, "DELETE", "/account/api-keys/" + std::string(id)));
                   }),
            "signed_out");
  EXPECT_EQ(end_of(other_.headers, [&] { done(send(mate_, "DELETE", path_ + "/users/" + other_.id)); }), "no_access");
  put_back();
  EXPECT_EQ(end_of(other_.headers, [&] { done(send(owner_, "DELETE", "/teams/" + team_ + "/members/" + other_.id)); }),
            "no_access");
  join(team_, other_, TeamRole::kMember);
  put_back();
  EXPECT_EQ(
      end_of(other_.headers,
             [&] {
               done(send(admin, "POST", "/server/users/" + other_.id + "/disable", json::object{{"reason", "test"}}));
             }),
      "signed_out");
}

TEST_P(Live, EndsWithTheWorkspace) {
  const auto socket = follow(other_.headers);
  EXPECT_EQ(send(mate_, "DELETE", path_).status, 204U);
  EXPECT_EQ(json::string_or(socket->next(), "reason"), "no_access");
}

TEST_P(Live, EndsWhenTheDatabaseWasPutBack) {
  change_beside(3);
  const auto socket = follow(other_.headers);
  store::test::run(*database_, "UPDATE workspaces SET last_seq = 2 WHERE id = $1", {id_of(path_)});
  EXPECT_EQ(json::string_or(socket->next(), "reason"), "stale");
}

TEST_P(Live, EndsWithTheServer) {
  const auto socket = follow(other_.headers);
  std::thread client([&] {
    const json::object end = socket->next();
    EXPECT_EQ(json::string_or(end, "reason"), "shutdown");
    EXPECT_TRUE(socket->next().empty());
    EXPECT_EQ(socket->close_code, 1001);
  });
  EXPECT_TRUE(server_->front().stop(std::chrono::seconds(10))) << "nothing had to be cut off";
  client.join();
}

class LiveLimits : public Live {
 protected:
  void adjust(ServerOptions& options) override {
    Live::adjust(options);
    options.live.followers_of_user = 2;
    options.front.metrics_listen = {"127.0.0.1:0"};
  }
  /// Asks until so many streams are open.
  void wait_for_streams(int count) {
    const std::string line = fmt::format("\nsignet_live_streams {}\n", count);
    test::Client metrics(server_->front().metrics_ports().front());
    for (int i = 0; i < 100'000; ++i) {
      if (metrics.ask(test::get("/metrics")).body.find(line) != std::string::npos) return;
    }
    ADD_FAILURE() << "there are not " << count;
  }
};
SIGNET_ON_BOTH(LiveLimits);

TEST_P(LiveLimits, BoundTheStreamsOfAPerson) {
  auto first = follow(other_.headers);
  const auto second = follow(key_of(other_, Scope::kRead));
  EXPECT_EQ(WebSocket(port(), live(), other_.headers).answer.status, 429U);
  EXPECT_EQ(WebSocket(port(), live(), mate_.headers).answer.status, 101U) << "others have their own";
  wait_for_streams(2);
  first.reset();
  wait_for_streams(1);
  follow(other_.headers);
}

class LiveSlow : public LiveLimits {
 protected:
  void adjust(ServerOptions& options) override {
    LiveLimits::adjust(options);
    options.live.slowest = milliseconds(200);
    options.front.limits.write_time = milliseconds(100);
  }
};
SIGNET_ON_BOTH(LiveSlow);

TEST_P(LiveSlow, ClientIsClosedAndGoesOnWhereItWas) {
  change_beside(200, 100'000);
  WebSocket socket(port(), live(0), other_.headers);
  wait_for_streams(0);
  std::int64_t last = 0;
  for (json::object message = socket.next(); !message.empty(); message = socket.next()) {
    if (type_of(message) != "change") break;
    EXPECT_EQ(message.at("seq").as_int64(), ++last);
  }
  EXPECT_LT(last, 200);
  EXPECT_EQ(WebSocket(port(), live(last), other_.headers).next().at("seq").as_int64(), last + 1) << "it goes on there";
}

class LiveCrowd : public Live {
 protected:
  void adjust(ServerOptions& options) override {
    Live::adjust(options);
    options.live.followers_of_user = 2'000;
  }
};
INSTANTIATE_TEST_SUITE_P(On, LiveCrowd, ::testing::Values(store::test::Kind::kSqlite), store::test::name_of_kind);

TEST_P(LiveCrowd, OfAThousandIsToldOfEachChange) {
  std::vector<std::unique_ptr<WebSocket>> sockets;
  for (int i = 0; i < 1'000; ++i) sockets.push_back(follow(other_.headers));
  change();
  for (const auto& socket : sockets) EXPECT_EQ(socket->next().at("seq").as_int64(), 1);
}

/// Two servers on one PostgreSQL that never look by themselves: news alone tell them.
class LiveReplicas : public Live {
 protected:
  void SetUp() override {
    Live::SetUp();
    if (IsSkipped()) return;
    ServerOptions options;
    options.data = place_->folder() / "data";
    options.database = SecretString(place_->address());
    options.accounts.password_cost = {64, 1};
    options.front.workers = 2;
    options.live.look = kNever;
    auto started = Server::start(std::move(options));
    ASSERT_TRUE(started) << started.error().to_string();
    other_server_ = *std::move(started);
  }
  void TearDown() override {
    if (is_stopped_) store::test::shared_postgres().start();
  }
  void adjust(ServerOptions& options) override {
    Live::adjust(options);
    options.live.look = kNever;
  }

  std::unique_ptr<WebSocket> follow_there() {
    auto socket = std::make_unique<WebSocket>(other_server_->front().ports().front(), live(), other_.headers);
    EXPECT_EQ(socket->answer.status, 101U) << socket->answer.body;
    EXPECT_EQ(type_of(socket->next()), "ready");
    return socket;
  }

  std::unique_ptr<Server> other_server_;
  bool is_stopped_ = false;
};
INSTANTIATE_TEST_SUITE_P(On, LiveReplicas, ::testing::Values(store::test::Kind::kPostgres), store::test::name_of_kind);

TEST_P(LiveReplicas, TellOneAnother) {
  const auto here = follow(other_.headers);
  const auto there = follow_there();
  for (std::int64_t seq = 1; seq <= 20; ++seq) {
    change();
    EXPECT_EQ(here->next().at("seq").as_int64(), seq);
    EXPECT_EQ(there->next().at("seq").as_int64(), seq);
  }
}

TEST_P(LiveReplicas, GoOnWhenTheDatabaseIsBack) {
  const auto there = follow_there();
  for (std::int64_t seq = 1; seq <= 2; ++seq) {
    store::test::shared_postgres().stop(signet::test::Postgres::Stop::kImmediate);
    is_stopped_ = true;
    store::test::shared_postgres().start();
    is_stopped_ = false;
    change();
    EXPECT_EQ(there->next().at("seq").as_int64(), seq);
  }
}

}  // namespace
}  // namespace signet::server
