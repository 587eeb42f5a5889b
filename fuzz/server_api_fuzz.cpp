// Drives every route of the API by any bytes, on a database of its own, as the one whom the first byte names: 'c' a
// browser with its cookie and its token against CSRF, 'b' a program with a session's token, 'k' an API key, anything
// else nobody but what the bytes say. No answer may be a server's error, and none other than the description has it.
// The ids of kStandIns stand for a workspace and its elements, which are that one's own.
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz/served_request.h"
#include "server/accounts/api_keys.h"
#include "server/api/openapi.h"
#include "server/routes/authentication.h"
#include "server/server.h"
#include "store/migrations.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace signet;          // NOLINT(google-build-using-namespace): a program of one file
using namespace signet::server;  // NOLINT(google-build-using-namespace)

constexpr std::string_view kPassword = "plum-harbor-tin-eagle";
/// In the inputs: a workspace, and in it a collection, a folder, a request, an environment.
constexpr std::array<std::string_view, 5> kStandIns = {
    "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000001",
    "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003",
    "00000000-0000-4000-8000-000000000004"};
constexpr std::int64_t kStepMs = 2LL * 60 * 1000;  // between inputs, so that nobody has to wait for failures for long

template <typename T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
    std::abort();
  }
  return *std::move(result);
}

/// A server without its front.
class World {
 public:
  World() {
    store::DatabaseOptions options;
    options.address = SecretString((folder_.path() / "signet.db").string());
    database_ = std::make_unique<store::Database>(must(store::Database::open(std::move(options))));
    (void)must(store::migrate(*database_));
    const auto clock = [this] { return now_ms_; };
    AccountsOptions accounts;
    accounts.sign_up = SignUpPolicy::kOpen;
    accounts.password_cost = {8, 1};
    accounts_ = std::make_unique<Accounts>(*database_, outbox_, std::move(accounts), clock);
    live_ = std::make_unique<LiveHub>(*database_, LiveOptions(), clock, nullptr);
    services_ = std::make_unique<Services>(Services{*database_, *accounts_, clock, outbox_, keys_, *live_});
    DispatcherOptions dispatching;
    dispatching.authorizer = make_authorizer(*database_, clock);
    dispatching.notice = [](std::string_view line) { std::fprintf(stderr, "%s\n", std::string(line).c_str()); };
    dispatcher_ = std::make_unique<Dispatcher>(must(Dispatcher::make(all_routes(services_.get()), dispatching)));
    const json::object described = describe(dispatcher_->routes());
    for (const auto& path : described.at("paths").as_object()) {
      for (const auto& method : path.value().as_object()) {
        for (const auto& answer : method.value().at("responses").as_object()) {
          described_.insert(std::string(method.key()) + " " + std::string(path.key()) + " " +
                            std::string(answer.key()));
        }
      }
    }
  }

  /// Serves all requests in `bytes` as the one whom `who` names.
  void serve(char who, std::string_view bytes) {
    now_ms_ += kStepMs;
    sign_in_again_if_needed();
    const std::string input = with_ids(bytes);
    std::string_view left = input;
    while (fuzz::serve_one(
        left, *dispatcher_, [&](Request& request) { introduce(who, request); },
        [&](const Request& request, const Response& response) { check(request, response); })) {
    }
  }

 private:
  /// The id of what a request made.
  std::string make(std::string_view path, const json::object& body) {
    const std::string text = boost::json::serialize(body);
    const std::string request = fmt::format(
        "POST /api/v1/workspaces{} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
        "{}\r\n\r\n{}",
        path, text.size(), text);
    std::string_view left = request;
    std::string id;
    fuzz::serve_one(
        left, *dispatcher_, [&](Request& made) { introduce('b', made); },
        [&](const Request&, const Response& response) {
          id = json::string_or(must(json::parse(response.body, "answer")).as_object(), "id");
        });
    if (id.empty()) std::abort();
    return id;
  }

  void make_workspace() {
    const std::string workspace = make("", {{"kind", "personal"}, {"name", "Orders"}});
    const auto element = [&](std::string_view kind, const std::string& parent, json::object content) {
      json::object body{{"kind", kind}, {"content", std::move(content)}};
      if (!parent.empty()) body["parent"] = parent;
      return make("/" + workspace + "/elements", body);
    };
    const json::value variable{{"id", "v"}, {"key", "token"}, {"value", "secret"}, {"type", "secret"}};
    const std::string collection = element("collection", "", {{"info", {{"name", "c"}}}});
    const std::string folder = element("folder", collection, {{"name", "f"}});
    const std::string request = element("request", folder, {{"name", "r"}, {"request", "https://a.example"}});
    const std::string environment = element("environment", "", {{"name", "e"}, {"values", json::array{variable}}});
    ids_ = {workspace, collection, folder, request, environment};
  }

  /// `bytes` with what the stand-ins stand for in their places.
  std::string with_ids(std::string_view bytes) {
    std::string text(bytes);
    for (std::size_t i = 0; i < kStandIns.size(); ++i) {
      for (std::size_t at = text.find(kStandIns[i]); at != std::string::npos; at = text.find(kStandIns[i], at)) {
        if (ids_.empty()) make_workspace();
        text.replace(at, kStandIns[i].size(), ids_[i]);
      }
    }
    return text;
  }

  void sign_in_again_if_needed() {
    const auto found = must(database_->read(
        [&](store::Transaction& transaction) { return find_session(transaction, session_.token.expose(), now_ms_); }));
    if (found && found->identity.is_fresh) return;
    const std::string email = "somebody" + std::to_string(++number_) + "@example.com";
    const Origin home{"172.16." + std::to_string(number_ % 200) + ".1", "", ""};
    must_be_done(accounts_->sign_up({email, "Somebody", SecretString(kPassword), {}}, home));
    must_be_done(database_->write([&](store::Transaction& transaction) -> Status {
      const auto done = transaction.execute("UPDATE users SET email_verified_ms = 1");
      return done ? Status() : Status(done.error());
    }));
    auto in = must(accounts_->sign_in({email, SecretString(kPassword), {}}, home));
    session_ = std::move(std::get<SignedInNow>(in).session);
    ids_.clear();
    const auto user = must(database_->read(
        [&](store::Transaction& transaction) { return find_session(transaction, session_.token.expose(), now_ms_); }));
    key_ = must(database_->write([&](store::Transaction& transaction) {
             return make_api_key(transaction, user->session.user_id, {"key", Scope::kWrite, std::nullopt}, now_ms_);
           })).key;
  }

  static void must_be_done(const Status& status) {
    if (!status) must(Result<int>(status.error()));
  }

  void introduce(char who, Request& request) const {
    request.client = "10.0." + std::to_string(now_ms_ / kStepMs % 200) + ".1";
    if (who == 'c') {
      request.headers.add("Cookie", std::string(kSessionCookie) + "=" + std::string(session_.token.expose()));
      request.headers.add(std::string(kCsrfHeader), std::string(session_.csrf_token.expose()));
    }
    if (who == 'b') request.headers.add("Authorization", "Bearer " + std::string(session_.token.expose()));
    if (who == 'k') request.headers.add("X-Api-Key", std::string(key_.expose()));
  }

  void check(const Request& request, const Response& response) const {
    constexpr unsigned kFirstServerError = 500;
    if (response.status >= kFirstServerError) std::abort();
    if (response.route.empty()) return;
    // HEAD is described by GET; OPTIONS and what the path does not have, by HTTP.
    const Method method = request.method == Method::kHead ? Method::kGet : request.method;
    if (method == Method::kOptions || response.status == 405) return;
    const std::string answer = to_lower(to_text(method)) + " " + response.route + " " + std::to_string(response.status);
    if (described_.contains(answer)) return;
    std::fprintf(stderr, "not described: %s\n", answer.c_str());
    std::abort();
  }

  signet::test::TemporaryFolder folder_{std::filesystem::exists("/dev/shm") ? std::filesystem::path("/dev/shm")
                                                                            : std::filesystem::temp_directory_path()};
  std::int64_t now_ms_ = 1'800'000'000'000;
  int number_ = 0;
  NewSession session_;
  SecretString key_;
  std::vector<std::string> ids_;  ///< as kStandIns; empty: not made yet
  std::set<std::string> described_;
  std::unique_ptr<store::Database> database_;
  const Outbox outbox_{"https://signet.example",
                       MasterKeys(must(MasterKey::from_bytes(SecretString(std::string(32, 'm')))))};
  const DataKeys keys_{outbox_.master};
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<LiveHub> live_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kInputsOfAWorld = 2'000;  // then the database is long, and begins anew
  static std::unique_ptr<World> world;
  static int inputs = 0;
  if (inputs++ % kInputsOfAWorld == 0) world = std::make_unique<World>();
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  world->serve(bytes.front(), bytes.substr(1));
  return 0;
}
