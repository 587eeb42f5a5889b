// ClientHellos and ServerHellos as bytes.
#include "tls/inspect/hello.h"

#include <gtest/gtest.h>

namespace signet::tls {
namespace {

/// A ServerHello's body; `extensions` with their length, or empty for none.
std::string body(const std::string& version, const std::string& suite, const std::string& extensions = {}) {
  return version + std::string(32, 'r') + std::string(1, '\0') + suite + std::string(1, '\0') + extensions;
}

std::string record(std::uint8_t type, const std::string& content) {
  std::string out = {static_cast<char>(type), 3, 3, static_cast<char>(content.size() >> 8U),
                     static_cast<char>(content.size() & 0xffU)};
  return out + content;
}

std::string message(std::uint8_t type, const std::string& content) {
  std::string out = {static_cast<char>(type), 0, static_cast<char>(content.size() >> 8U),
                     static_cast<char>(content.size() & 0xffU)};
  return out + content;
}

std::string server_hello() {
  return record(22, message(2, body("\x03\x03", "\xC0\x2F")));
}

TEST(ServerHello, TellsVersionAndSuite) {
  const auto hello = parse_server_hello(body("\x03\x01", std::string("\x00\x05", 2)));
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->version, 0x0301);
  EXPECT_EQ(hello->suite, 5);
  EXPECT_FALSE(hello->retry);
}

TEST(ServerHello, TakesTheVersionOfTls13FromItsExtension) {
  const std::string extensions("\x00\x0E\x00\x2B\x00\x02\x03\x04\x00\x33\x00\x04\x00\x1D\x00\x00", 16);
  const auto hello = parse_server_hello(body("\x03\x03", "\x13\x01", extensions));
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->version, 0x0304);
  EXPECT_EQ(hello->group, 29);
}

TEST(ServerHello, KnowsSecureRenegotiationAndTheExtendedMasterSecret) {
  const std::string extensions("\x00\x09\xFF\x01\x00\x01\x00\x00\x17\x00\x00", 11);
  const auto hello = parse_server_hello(body("\x03\x03", "\xC0\x2F", extensions));
  ASSERT_TRUE(hello);
  EXPECT_TRUE(hello->secure_renegotiation);
  EXPECT_TRUE(hello->extended_master_secret);
}

TEST(ServerHello, RefusesEveryTruncation) {
  const std::string extensions("\x00\x05\xFF\x01\x00\x01\x00", 7);
  const std::string whole = body("\x03\x03", "\xC0\x2F", extensions);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bool without_extensions = size == whole.size() - extensions.size();
    EXPECT_EQ(parse_server_hello(std::string_view(whole).substr(0, size)).has_value(), without_extensions) << size;
  }
  EXPECT_FALSE(parse_server_hello(whole + "x"));
}

TEST(HelloReader, ReadsWhateverTheCut) {
  const std::string bytes = server_hello();
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    HelloReader reader;
    for (std::size_t at = 0; at < bytes.size(); at += step) reader.feed(std::string_view(bytes).substr(at, step));
    EXPECT_EQ(reader.state(), HelloReader::State::kHello) << step;
    EXPECT_EQ(reader.hello().suite, 0xC02F);
  }
}

TEST(HelloReader, JoinsAMessageThatIsSpreadOverRecords) {
  const std::string whole = message(2, body("\x03\x03", "\xC0\x2F"));
  HelloReader reader;
  reader.feed(record(22, whole.substr(0, 10)));
  EXPECT_EQ(reader.state(), HelloReader::State::kReading);
  reader.feed(record(22, whole.substr(10)));
  EXPECT_EQ(reader.state(), HelloReader::State::kHello);
}

TEST(HelloReader, TellsTheAlert) {
  HelloReader reader;
  reader.feed(record(21, "\x02\x28"));
  EXPECT_EQ(reader.state(), HelloReader::State::kAlert);
  EXPECT_EQ(reader.alert(), 40);
}

TEST(HelloReader, GoesOnAfterAWarning) {
  HelloReader reader;
  reader.feed(record(21, "\x01\x70") + server_hello());
  EXPECT_EQ(reader.state(), HelloReader::State::kHello);
}

TEST(HelloReader, KnowsWhatIsNoTls) {
  const std::vector<std::string> answers = {"HTTP/1.1 400 Bad Request\r\n\r\n",
                                            "SSH-2.0-OpenSSH_9.2\r\n",
                                            "220 mail ready\r\n",
                                            std::string(100, '\0'),
                                            record(22, message(11, "certificate")),
                                            std::string("\x16\x03\x03\xff\xff", 5)};
  for (const std::string& answer : answers) {
    HelloReader reader;
    EXPECT_EQ(reader.feed(answer), HelloReader::State::kNotTls) << answer;
  }
}

TEST(HelloReader, GivesUpOnAFloodOfWarnings) {
  HelloReader reader;
  for (int i = 0; i < 100'000 && reader.state() == HelloReader::State::kReading; ++i) {
    reader.feed(record(21, "\x01\x70"));
  }
  EXPECT_EQ(reader.state(), HelloReader::State::kNotTls);
}

TEST(ClientHello, HasTheNameOnlyWithExtensions) {
  RawOffer offer;
  offer.version = 0x0303;
  offer.suites = {5};
  offer.server_name = "name.example";
  EXPECT_NE(client_hello(offer, {}).find("name.example"), std::string::npos);
  offer.version = 0x0300;
  EXPECT_EQ(client_hello(offer, {}).find("name.example"), std::string::npos);
}

TEST(ClientHello, CountsItsOwnLength) {
  RawOffer offer;
  offer.version = 0x0303;
  for (std::uint16_t i = 0; i < 200; ++i) offer.suites.push_back(i);
  const std::string hello = client_hello(offer, std::string(32, 'r'));
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(hello[at])); };
  EXPECT_EQ(byte(3) << 8U | byte(4), hello.size() - 5);
  EXPECT_EQ(byte(6) << 16U | byte(7) << 8U | byte(8), hello.size() - 9);
}

TEST(NamedCurve, IsReadFromAKeyExchange) {
  EXPECT_EQ(parse_named_curve(std::string("\x03\x00\x17\x41", 4)), 23);
  EXPECT_EQ(parse_named_curve(std::string("\x01\x00\x17", 3)), 0);
  EXPECT_EQ(parse_named_curve("\x03"), 0);
  EXPECT_EQ(parse_named_curve(""), 0);
}

}  // namespace
}  // namespace signet::tls
