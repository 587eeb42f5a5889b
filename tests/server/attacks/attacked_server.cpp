#include "tests/server/attacks/attacked_server.h"

#include <thread>

#include "tests/server/mails.h"

namespace signet::server::test {

AttackedServer::AttackedServer(store::test::Kind kind, const std::function<void(ServerOptions&)>& change)
    : place_(kind) {
  ServerOptions options;
  options.data = place_.folder() / "server";
  options.database = SecretString(place_.address());
  options.accounts.password_cost = {64, 1};
  options.accounts.sign_up = SignUpPolicy::kOpen;
  options.public_url = kPublicUrl;
  options.front.trusted_proxies = {"127.0.0.1/32"};
  options.front.metrics_listen = {"127.0.0.1:0"};
  options.front.io_threads = 2;
  options.front.workers = 16;
  options.front.access_log = log.sink();
  options.front.notice = notices.sink();
  if (change) change(options);
  auto started = Server::start(std::move(options));
  if (!started) {
    ADD_FAILURE() << started.error().to_string();
    std::abort();
  }
  server_ = *std::move(started);
  database_ = std::make_unique<store::Database>(place_.open());
}

namespace {

std::string request_to(std::string_view method, std::string_view target, const json::value& body,
                       const HeaderLines& headers) {
  std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n", method, target);
  for (const std::string& header : headers) request += header + "\r\n";
  if (body.is_null()) return request + (method == "GET" ? "\r\n" : "Content-Length: 0\r\n\r\n");
  const std::string text = boost::json::serialize(body);
  return fmt::format("{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", request, text.size(), text);
}

}  // namespace

std::string AttackedServer::bytes_of(std::string_view method, std::string_view path, const json::value& body,
                                     const HeaderLines& headers) {
  return request_to(method, fmt::format("/api/v1{}", path), body, headers);
}

Answer AttackedServer::ask(std::string_view method, std::string_view target, const json::value& body,
                           const HeaderLines& headers) const {
  return Client(port()).ask(request_to(method, target, body, headers));
}

Answer AttackedServer::send(std::string_view method, std::string_view path, const json::value& body,
                            const HeaderLines& headers) const {
  return Client(port()).ask(bytes_of(method, path, body, headers));
}

std::vector<Answer> AttackedServer::send_at_once(std::size_t connections, const std::string& bytes) const {
  std::vector<Answer> answers(connections);
  std::vector<std::thread> threads;
  for (Answer& answer : answers) {
    threads.emplace_back([this, &answer, &bytes] { answer = Client(port()).ask(bytes); });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

void AttackedServer::make_account(const std::string& email) const {
  const Answer up = post("/sign-up", json::object{{"email", email}, {"name", "Some Body"}, {"password", kPassword}});
  ASSERT_EQ(up.status, 202U) << up.body;
  const Answer verified = post("/sign-up/verify", json::object{{"token", token_of_last_mail(email)}});
  ASSERT_EQ(verified.status, 204U) << verified.body;
}

Answer AttackedServer::try_sign_in(std::string_view email, std::string_view password,
                                   const HeaderLines& headers) const {
  return post("/sign-in", json::object{{"email", email}, {"password", password}}, headers);
}

Browser AttackedServer::browser_of(const Answer& answer) {
  EXPECT_EQ(answer.status, 200U) << answer.body;
  const std::string set = answer.header("Set-Cookie");
  return {"Cookie: " + set.substr(0, set.find(';')), "X-CSRF-Token: " + text_at(answer, "csrf_token"),
          text_at(answer, "session")};
}

Browser AttackedServer::sign_in(std::string_view email, const HeaderLines& headers) const {
  return browser_of(try_sign_in(email, kPassword, headers));
}

MadeKey AttackedServer::make_key(const Browser& browser, std::string_view scope) const {
  const Answer made = post("/account/api-keys", json::object{{"name", "CI"}, {"scope", scope}}, browser.headers());
  EXPECT_EQ(made.status, 201U) << made.body;
  return {text_at(made, "id"), text_at(made, "key")};
}

std::string AttackedServer::last_mail(std::string_view to) const {
  const auto master = MasterKeys::load(place_.folder() / "server", false);
  EXPECT_TRUE(master);
  std::string text;
  for (const test::SentMail& mail : test::read_mails(*database_, *master)) {
    if (mail.to == to) text = mail.text;
  }
  return text;
}

std::string AttackedServer::token_of_last_mail(std::string_view to) const {
  const std::string text = last_mail(to);
  const std::size_t at = text.find('#');
  return at == std::string::npos ? "" : text.substr(at + 1, text.find('\n', at) - at - 1);
}

std::int64_t AttackedServer::count_mails(std::string_view to) const {
  return *store::test::read_value(*database_, "SELECT COUNT(*) FROM mail_queue WHERE recipient = $1", {to})
              .if_integer();
}

std::uint64_t AttackedServer::hashes() const {
  const std::string text = Client(server_->front().metrics_ports().front()).ask(get("/metrics")).body;
  constexpr std::string_view kName = "\nsignet_password_hashes_total ";
  const std::size_t at = text.find(kName);
  EXPECT_NE(at, std::string::npos) << text;
  return std::stoull(text.substr(at + kName.size()));
}

std::string from_address(unsigned n) {
  return fmt::format("X-Forwarded-For: 203.0.{}.{}", n / 250, n % 250 + 1);
}

std::string comparable(const Answer& answer) {
  std::string text = std::to_string(answer.status) + "\n";
  for (const auto& [name, value] : answer.headers) {
    if (name != "Date" && name != "X-Request-Id" && name != "Content-Length") text += name + ": " + value + "\n";
  }
  json::value body = answer.body.empty() ? json::value() : json_of(answer);
  if (auto* object = body.if_object()) object->erase("request_id");
  return text + boost::json::serialize(body);
}

}  // namespace signet::server::test
