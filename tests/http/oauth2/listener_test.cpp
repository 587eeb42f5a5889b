#include "http/oauth2/listener.h"

#include <thread>

#include "tests/http/support.h"

namespace signet::http::oauth2 {
namespace {

using Reply = std::pair<Page, bool>;

TEST(RedirectListener, ReadsOnlyWholeGetRequests) {
  EXPECT_EQ(redirect_target("GET /cb?code=1 HTTP/1.1\r\nHost: x\r\n\r\n"), "/cb?code=1");
  for (const std::string_view head :
       {"", "GET", "GET /cb HTTP/1.1\r\n", "POST /cb HTTP/1.1\r\n\r\n", "GET http://x/cb HTTP/1.1\r\n\r\n",
        "GET /cb\r\n\r\n", "GET /c b HTTP/1.1\r\n\r\n", "GET /c\x01 HTTP/1.1\r\n\r\n", "GET /cb SPDY/3\r\n\r\n"}) {
    EXPECT_EQ(redirect_target(head), "") << head;
  }
}

TEST(RedirectListener, KeepsTheRedirectUriAsItIsRegistered) {
  const auto own = RedirectListener::open("");
  ASSERT_TRUE(own);
  EXPECT_TRUE((*own)->redirect_uri().starts_with("http://127.0.0.1:")) << (*own)->redirect_uri();
  EXPECT_TRUE((*own)->redirect_uri().ends_with("/callback"));
  const auto local = RedirectListener::open("http://localhost/a/b/");
  ASSERT_TRUE(local);
  EXPECT_TRUE((*local)->redirect_uri().starts_with("http://localhost:"));
  EXPECT_TRUE((*local)->redirect_uri().ends_with("/a/b/"));
  const std::string taken = (*local)->redirect_uri();
  const auto second = RedirectListener::open(taken);
  ASSERT_FALSE(second) << "the port is taken";
  EXPECT_NE(second.error().message.find("cannot listen"), std::string::npos);
}

TEST(RedirectListener, RefusesAddressesOfOtherMachines) {
  for (const std::string uri : {"https://oauth.pstmn.io/v1/callback", "http://example.com/cb", "https://127.0.0.1/cb",
                                "http://127.0.0.1.evil.example/cb", "http://127.0.0.1@evil.example/", "myapp:/cb",
                                "http://127.0.0.1:port/cb", "http://127.0.0.1:99999/cb"}) {
    const auto listener = RedirectListener::open(uri);
    ASSERT_FALSE(listener) << uri;
    EXPECT_NE(listener.error().hint.find("http://127.0.0.1"), std::string::npos);
  }
}

/// Serves on a thread until a query begins with "code".
class Serving {
 public:
  Serving() : listener_(*RedirectListener::open("")) {
    thread_ = std::thread([this] {
      done_ = listener_->serve(
          [this](std::string_view query) -> Reply {
            queries_.emplace_back(query);
            return {{query.starts_with("code") ? 200 : 400, "words"}, query.starts_with("code")};
          },
          [this] { return !stop_; });
    });
  }
  ~Serving() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  void wait() { thread_.join(); }
  [[nodiscard]] std::string url(std::string_view rest) const { return listener_->redirect_uri() + std::string(rest); }
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] const std::vector<std::string>& queries() const { return queries_; }

 private:
  std::unique_ptr<RedirectListener> listener_;
  std::thread thread_;
  std::atomic<bool> stop_ = false;
  bool done_ = false;
  std::vector<std::string> queries_;
};

TEST(RedirectListener, ServesTheBrowserUntilTheRightAnswerComes) {
  Serving serving;
  EXPECT_EQ(send_alone(get(serving.url("/favicon.ico")))->code, 404);
  EXPECT_EQ(send_alone(get(serving.url("?state=wrong")))->code, 400);
  const Response last = *send_alone(get(serving.url("?code=1")));
  EXPECT_EQ(last.code, 200);
  EXPECT_NE(last.body.find("<p>words</p>"), std::string::npos);
  EXPECT_EQ(*last.header("Cache-Control"), "no-store");
  EXPECT_EQ(*last.header("Referrer-Policy"), "no-referrer");
  serving.wait();
  EXPECT_TRUE(serving.done());
  EXPECT_EQ(serving.queries(), (std::vector<std::string>{"state=wrong", "code=1"}));
}

int connect_silently(const std::string& uri) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(uri.substr(std::string_view("http://127.0.0.1:").size()))));
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

TEST(RedirectListener, IsNotHeldUpByConnectionsThatSendNothingOrTooMuch) {
  Serving serving;
  std::vector<int> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(connect_silently(serving.url("")));
  const std::string flood(20000, 'x');
  EXPECT_GT(::send(silent.back(), flood.data(), flood.size(), MSG_NOSIGNAL), 0);
  EXPECT_EQ(send_alone(get(serving.url("?code=1")))->code, 200);
  serving.wait();
  EXPECT_TRUE(serving.done());
  for (const int fd : silent) ::close(fd);
}

TEST(RedirectListener, EndsWhenNobodyWaitsAnyMore) {
  const auto listener = *RedirectListener::open("");
  int asked = 0;
  EXPECT_FALSE(listener->serve([](std::string_view) -> Reply { return {{}, true}; }, [&asked] { return ++asked < 2; }));
}

}  // namespace
}  // namespace signet::http::oauth2
