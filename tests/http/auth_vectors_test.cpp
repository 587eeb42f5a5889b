// Signatures against the vectors that specifications and vendors publish, and what a user is told when one is
// impossible.
#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"
#include "http/auth/asap.h"
#include "http/auth/aws_signature.h"
#include "http/auth/edgegrid.h"
#include "http/auth/hawk.h"
#include "http/auth/jws.h"
#include "http/auth/jwt.h"
#include "http/auth/oauth1.h"
#include "tests/http/signing_support.h"

namespace signet::http {
namespace {

model::Param pair(std::string key, std::optional<std::string> value) {
  model::Param param;
  param.key = std::move(key);
  param.value = std::move(value);
  return param;
}

struct OAuth1Case {
  std::string name;
  std::string request;
  std::string auth;
  std::string header;
};

constexpr std::string_view kPhotos = R"("consumerKey":"dpf43f3p2l4k3l03","consumerSecret":"kd94hf93k423kf44",
    "signatureMethod":"HMAC-SHA1","addParamsToHeader":true)";

// RFC 5849 §1.2 and §3.4.1.1 (signature as in verified erratum 2550), OAuth Core 1.0a appendix A.5.
TEST(OAuth1, MakesTheSignaturesOfTheSpecification) {
  const std::vector<OAuth1Case> cases = {
      {"temporary credentials", R"({"method":"POST","url":"https://photos.example.net/initiate"})",
       R"("timestamp":"137131200","nonce":"wIjqoS","callback":"http://printer.example.com/ready")",
       "74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"},
      {"token", R"({"method":"POST","url":"https://photos.example.net/token"})",
       R"("token":"hh5s93j4hdidpola","tokenSecret":"hdhd0244k9j7ao03","timestamp":"137131201","nonce":"walatlh",
          "verifier":"hfdp7dh39dks9884")",
       "gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"},
      {"resource", R"({"method":"GET","url":"http://photos.example.net/photos?file=vacation.jpg&size=original"})",
       R"("token":"nnch734d00sl2jdk","tokenSecret":"pfkkdhi9sl3r4s00","timestamp":"137131202","nonce":"chapoH")",
       "MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"},
      {"core", R"({"method":"GET","url":"http://photos.example.net/photos?file=vacation.jpg&size=original"})",
       R"("token":"nnch734d00sl2jdk","tokenSecret":"pfkkdhi9sl3r4s00","timestamp":"1191242096",
          "nonce":"kllo9940pd9333jh","version":"1.0")",
       "tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"},
      {"form", R"({"method":"POST","url":"http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
          "body":{"mode":"urlencoded","urlencoded":[{"key":"c2","value":""},{"key":"a3","value":"2 q"}]}})",
       R"("consumerKey":"9djdj82h48djs9d2","consumerSecret":"j49sk3j29djd","token":"kkk9d7dh3k39sjv7",
          "tokenSecret":"dh893hdasih9","timestamp":"137131201","nonce":"7d8f3e4a")",
       "r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D"},
  };
  for (const OAuth1Case& c : cases) {
    Prepared p = prepare_json(c.request);
    const std::string auth = fmt::format(R"({{"type":"oauth1","oauth1":{{{},{}}}}})", kPhotos, c.auth);
    ASSERT_TRUE(make_oauth1(auth_json(auth), {})->sign(p.wire, p.shown)) << c.name;
    EXPECT_TRUE(sent(p, "Authorization").ends_with("oauth_signature=\"" + c.header + "\"")) << c.name;
  }
}

TEST(OAuth1, MakesTheBaseStringOfTheRfc) {
  OAuth1Input input;
  input.method = "POST";
  input.url = "http://example.com/request";
  input.params = *oauth1_decode_form("b5=%3D%253D&a3=a&c%40=&a2=r%20b");
  for (const model::Param& param :
       {pair("oauth_consumer_key", "9djdj82h48djs9d2"), pair("oauth_token", "kkk9d7dh3k39sjv7"),
        pair("oauth_signature_method", "HMAC-SHA1"), pair("oauth_timestamp", "137131201"),
        pair("oauth_nonce", "7d8f3e4a"), pair("c2", std::nullopt), pair("a3", "2 q")}) {
    input.params.push_back(param);
  }
  EXPECT_EQ(oauth1_base_string(input),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540"
            "%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method"
            "%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
}

// wiki.oauth.net/TestCases, "RSA-SHA1"; the file name is spelt so there.
TEST(OAuth1, SignsWithRsaAsInTheTestCases) {
  OAuth1Input input;
  input.method = "GET";
  input.url = "http://photos.example.net/photos";
  input.signature_method = "RSA-SHA1";
  input.params = *oauth1_decode_form(
      "file=vacaction.jpg&size=original&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_signature_method=RSA-SHA1&"
      "oauth_version=1.0&oauth_timestamp=1196666512&oauth_nonce=13917289812797014437");
  input.private_key = test_keys().at("oauth").pem();
  EXPECT_EQ(
      *oauth1_signature(input),
      "jvTp/wX1TYtByB1m+Pbyo0lnCOLIsyGCH7wke8AUs3BpnwZJtAuEJkvQL2/9n4s5wUmUl4aCI4BwpraNx4RtEXMe5qg5T1LVTGliMRpKasKs"
      "W//e+RinhejgCuzoH26dyF8iY2ZZ/5D1ilgeijhV/vBka5twt399mXwaYdCwFYE=");
  input.private_key = test_keys().at("p256").pem();
  EXPECT_EQ(oauth1_signature(input).error().message, "RSA-SHA1 needs an RSA key");
}

// OAuth Request Body Hash, draft-eaton-oauth-bodyhash-00, appendix A.
TEST(OAuth1, HashesBodiesAsTheExtensionSays) {
  for (const auto& [body, hash] :
       {std::pair(R"(,"body":{"mode":"raw","raw":"Hello World!"})", "Lve95gjOVATpfV8EL5X4nxwjKHE%3D"),
        std::pair("", "2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D")}) {
    Prepared p = prepare_json(fmt::format(R"({{"method":"PUT","url":"http://www.example.com/resource"{}}})", body));
    const std::string auth = fmt::format(R"({{"type":"oauth1","oauth1":{{{},"includeBodyHash":true}}}})", kPhotos);
    ASSERT_TRUE(make_oauth1(auth_json(auth), {})->sign(p.wire, p.shown));
    EXPECT_NE(sent(p, "Authorization").find(fmt::format("oauth_body_hash=\"{}\"", hash)), std::string::npos) << body;
  }
}

TEST(OAuth1, LeavesTheBodyOutOfTheSignatureWhenItIsNotSent) {
  const std::string auth = fmt::format(R"({{"type":"oauth1","oauth1":{{{},"nonce":"n","timestamp":"1"}}}})", kPhotos);
  const auto sign = [&](std::string_view body) {
    Prepared p = prepare_json(fmt::format(R"({{"method":"GET","url":"http://h/"{}}})", body));
    EXPECT_TRUE(make_oauth1(auth_json(auth), {})->sign(p.wire, p.shown));
    return sent(p, "Authorization");
  };
  EXPECT_EQ(sign(R"(,"body":{"mode":"urlencoded","urlencoded":[{"key":"a","value":"1"}]})"), sign(""));
}

TEST(OAuth1, MakesAnotherNonceEachTime) {
  const auto oauth1 = make_oauth1(auth_json(fmt::format(R"({{"type":"oauth1","oauth1":{{{}}}}})", kPhotos)), {});
  std::set<std::string> headers;
  for (int i = 0; i < 20; ++i) {
    Prepared p = prepare_json(R"({"method":"GET","url":"http://h/"})");
    ASSERT_TRUE(oauth1->sign(p.wire, p.shown));
    headers.insert(sent(p, "Authorization"));
  }
  EXPECT_EQ(headers.size(), 20U);
}

struct HawkCase {
  std::string algorithm;
  std::string method;
  std::string host;
  std::string port;
  std::string target;
  std::string timestamp;
  std::string nonce;
  std::string id;
  std::string key;
  std::string ext;
  std::optional<std::string> payload;
  std::string type;
  std::string rest;  ///< of the header, behind the nonce
};

// mozilla/hawk: API.md, "Protocol Example" and "Payload Validation"; test/client.js.
TEST(Hawk, MakesTheHeadersOfItsSpecification) {
  const std::string id = "dh37fgj492je";
  const std::string key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
  const std::string path = "/somewhere/over/the/rainbow";
  const std::vector<HawkCase> cases = {
      {"sha256", "GET", "example.com", "8000", "/resource/1?b=1&a=2", "1353832234", "j4h3g2", id, key,
       "some-app-ext-data", std::nullopt, "",
       R"(ext="some-app-ext-data", mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=")"},
      {"sha256", "POST", "example.com", "8000", "/resource/1?b=1&a=2", "1353832234", "j4h3g2", id, key,
       "some-app-ext-data", "Thank you for flying Hawk", "text/plain",
       R"(hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=", ext="some-app-ext-data", mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=")"},
      {"sha1", "POST", "example.net", "80", path, "1353809207", "Ygvqdz", "123456", "2983d45yun89q", "Bazinga!",
       "something to write about", "",
       R"(hash="bsvY3IfUllw6V5rvk4tStEvpBhE=", ext="Bazinga!", mac="qbf1ZPG/r/e06F4ht+T77LXi5vw=")"},
      {"sha256", "POST", "example.net", "443", path, "1353809207", "Ygvqdz", "123456", "2983d45yun89q", "Bazinga!",
       "something to write about", "text/plain",
       R"(hash="2QfCt3GuY9HQnHWyWD3wX68ZOKbynqlfYmuO2ZBRqtY=", ext="Bazinga!", mac="q1CwFoSHzPZSkbIvl0oYlD+91rBUEvFk763nMjMndj8=")"},
      {"sha256", "POST", "example.net", "443", path, "1353809207", "Ygvqdz", "123456", "2983d45yun89q", "",
       "something to write about", "text/plain",
       R"(hash="2QfCt3GuY9HQnHWyWD3wX68ZOKbynqlfYmuO2ZBRqtY=", mac="HTgtd0jPI6E4izx8e4OHdO36q00xFCU0FolNq3RiCYs=")"},
      {"sha256", "POST", "example.net", "443", path, "1353809207", "Ygvqdz", "123456", "2983d45yun89q", "", "",
       "text/plain",
       R"(hash="q/t+NNAkQZNlq/aAD6PlexImwQTxwgT2MahfTa9XRLA=", mac="U5k16YEzn3UnBHKeBzsDXn067Gu3R4YaY6xOt9PYRZM=")"},
  };
  for (const HawkCase& c : cases) {
    HawkInput input;
    input.algorithm = c.algorithm;
    input.method = c.method;
    input.host = c.host;
    input.port = c.port;
    input.target = c.target;
    input.timestamp = c.timestamp;
    input.nonce = c.nonce;
    input.id = c.id;
    input.key = c.key;
    input.ext = c.ext;
    if (c.payload) input.payload_hash = *hawk_payload_hash(c.algorithm, c.type, *c.payload);
    EXPECT_EQ(*hawk_header(input),
              fmt::format("Hawk id=\"{}\", ts=\"{}\", nonce=\"{}\", {}", c.id, c.timestamp, c.nonce, c.rest));
  }
}

// A nonce used twice is a replay, which a Hawk server refuses.
TEST(Hawk, MakesAnotherNonceEachTime) {
  const auto hawk =
      make_hawk(auth_json(R"({"type":"hawk","hawk":{"authId":"i","authKey":"k","algorithm":"sha256"}})"), {});
  std::set<std::string> headers;
  for (int i = 0; i < 20; ++i) {
    Prepared p = prepare_json(R"({"method":"GET","url":"http://h/"})");
    ASSERT_TRUE(hawk->sign(p.wire, p.shown));
    headers.insert(sent(p, "Authorization"));
  }
  EXPECT_EQ(headers.size(), 20U);
}

std::vector<model::Param> header_list(const json::value& vector) {
  std::vector<model::Param> headers;
  for (const json::value& header : vector.at("headers").as_array()) {
    headers.push_back(pair(std::string(header.at(0).as_string()), std::string(header.at(1).as_string())));
  }
  return headers;
}

TEST(EdgeGrid, MakesTheHeadersOfAkamaisTests) {
  const json::value vectors = test_data("published_vectors.json");
  for (const json::value& vector : vectors.at("edgegrid").as_array()) {
    const json::object& v = vector.as_object();
    model::Request request;
    request.method = json::string_or(v, "method");
    request.url = model::Url::parse("https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net" +
                                    std::string(json::string_or(v, "target")));
    request.headers = header_list(vector);
    request.body.emplace().mode = model::BodyMode::kRaw;
    request.body->raw = json::string_or(v, "body");
    if (const json::value* count = v.if_contains("body_of_d")) request.body->raw.assign(count->as_int64(), 'd');
    Prepared p = *prepare(request, {}, {});
    const auto auth = auth_json(R"({"type":"edgegrid","edgegrid":{
        "accessToken":"akab-access-token-xxx-xxxxxxxxxxxxxxxx","clientToken":"akab-client-token-xxx-xxxxxxxxxxxxxxxx",
        "clientSecret":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=","maxBodySize":2048,
        "headersToSign":["X-Test1","X-Test2","X-Test3"],
        "nonce":"nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx","timestamp":"20140321T19:34:21+0000"}})");
    ASSERT_TRUE(make_edgegrid(auth, {})->sign(p.wire, p.shown));
    EXPECT_EQ(sent(p, "Authorization"),
              "EG1-HMAC-SHA256 client_token=akab-client-token-xxx-xxxxxxxxxxxxxxxx;"
              "access_token=akab-access-token-xxx-xxxxxxxxxxxxxxxx;timestamp=20140321T19:34:21+0000;"
              "nonce=nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx;signature=" +
                  std::string(json::string_or(v, "signature")))
        << json::string_or(v, "name");
  }
}

TEST(EdgeGrid, HashesTheFirst128KilobytesOfABody) {
  const auto sign = [](std::size_t size) {
    model::Request request;
    request.method = "POST";
    request.url = model::Url::parse("https://h/");
    request.body.emplace().mode = model::BodyMode::kRaw;
    request.body->raw.assign(size, 'x');
    Prepared p = *prepare(request, {}, {});
    EXPECT_TRUE(make_edgegrid(auth_json(R"({"type":"edgegrid","edgegrid":{"accessToken":"a","clientToken":"c",
        "clientSecret":"s","nonce":"n","timestamp":"t"}})"),
                              {})
                    ->sign(p.wire, p.shown));
    return sent(p, "Authorization");
  };
  EXPECT_EQ(sign(131072), sign(131073));
  EXPECT_NE(sign(131071), sign(131072));
}

AwsInput suite_input() {
  AwsInput input;
  input.access_key = "AKIDEXAMPLE";
  input.secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  input.region = "us-east-1";
  input.service = "service";
  input.host = "example.amazonaws.com";
  input.now_ms = 1440938160000;  // 2015-08-30T12:36:00Z
  return input;
}

TEST(AwsSignature, MakesTheSignaturesOfTheTestSuite) {
  const json::value vectors = test_data("published_vectors.json");
  for (const json::value& vector : vectors.at("aws").as_array()) {
    const json::object& v = vector.as_object();
    SCOPED_TRACE(json::string_or(v, "name"));
    AwsInput input = suite_input();
    input.method = json::string_or(v, "method");
    input.target = json::string_or(v, "target");
    input.session_token = json::string_or(v, "token");
    input.headers = header_list(vector);
    const auto in_header = aws_sign(input);
    ASSERT_TRUE(in_header);
    EXPECT_TRUE(in_header->headers.back().value->ends_with(json::string_or(v, "header_signature")));

    input.in_query = true;
    input.target += (input.target.find('?') == std::string::npos ? "?" : "&") + std::string("X-Amz-Expires=3600");
    const auto in_query = aws_sign(input);
    ASSERT_TRUE(in_query);
    EXPECT_EQ(*in_query->query.back().value, json::string_or(v, "query_signature"));
  }
}

// Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header" and "Using Query Parameters".
TEST(AwsSignature, MakesTheSignaturesOfTheS3Documentation) {
  AwsInput input;
  input.access_key = "AKIAIOSFODNN7EXAMPLE";
  input.secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  input.region = "us-east-1";
  input.service = "s3";
  input.method = "GET";
  input.host = "examplebucket.s3.amazonaws.com";
  input.now_ms = 1369353600000;  // 2013-05-24T00:00:00Z
  for (const auto& [target, signature] :
       {std::pair("/?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        std::pair("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")}) {
    input.target = target;
    EXPECT_TRUE(aws_sign(input)->headers.back().value->ends_with(signature)) << target;
  }
  input.target = "/test.txt?X-Amz-Expires=86400";
  input.in_query = true;
  EXPECT_EQ(*aws_sign(input)->query.back().value, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

struct PlaceCase {
  std::string host;
  std::string service;
  std::string region;
};

TEST(AwsSignature, KnowsServiceAndRegionByTheHost) {
  const std::vector<PlaceCase> cases = {
      {"xyz.execute-api.eu-west-1.amazonaws.com", "execute-api", "eu-west-1"},
      {"dynamodb.us-west-2.amazonaws.com", "dynamodb", "us-west-2"},
      {"ec2.cn-north-1.amazonaws.com.cn", "ec2", "cn-north-1"},
      {"iam.amazonaws.com", "iam", ""},
      {"bucket.s3.amazonaws.com", "s3", "us-east-1"},
      {"bucket.s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"},
      {"s3-eu-west-1.amazonaws.com", "s3", "eu-west-1"},
      {"search-x.us-east-1.es.amazonaws.com", "es", "us-east-1"},
      {"api.example.com", "", ""},
      {"evilamazonaws.com", "", ""},
  };
  for (const PlaceCase& c : cases) {
    const AwsPlace place = aws_place_of(c.host);
    EXPECT_EQ(place.service, c.service) << c.host;
    EXPECT_EQ(place.region, c.region) << c.host;
  }
}

TEST(AwsSignature, TakesServiceAndRegionFromTheHostWhenNoneIsGiven) {
  Prepared p = prepare_json(R"({"method":"GET","url":"https://dynamodb.eu-west-3.amazonaws.com/"})");
  const auto aws = make_aws_signature(auth_json(R"({"type":"awsv4","awsv4":{"accessKey":"A","secretKey":"s"}})"), {});
  ASSERT_TRUE(aws->sign(p.wire, p.shown));
  EXPECT_NE(sent(p, "Authorization").find("/eu-west-3/dynamodb/aws4_request"), std::string::npos);
  EXPECT_EQ(sent(p, "Host"), "dynamodb.eu-west-3.amazonaws.com");
}

TEST(Jws, MakesTheWellKnownTokenOfJwtIo) {
  const json::value claims = *json::parse(R"({"sub":"1234567890","name":"John Doe","iat":1516239022})", "t");
  EXPECT_EQ(*jws_with_secret("HS256", {{"alg", "HS256"}, {"typ", "JWT"}}, claims, "your-256-bit-secret"),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5"
            "MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c");
}

// RFC 7515 appendices A.1 and A.2 over their exact signing input.
TEST(Signing, MakesTheSignaturesOfRfc7515) {
  const std::string claims =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string secret =
      *base64_decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==");
  EXPECT_EQ(base64url_encode(*hmac("SHA256", secret, "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + claims)),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  const auto key = PrivateKey::from_pem(test_keys().at("rsa").pem());
  ASSERT_TRUE(key);
  EXPECT_EQ(base64url_encode(*key->sign(Scheme::kPkcs1, "SHA256", "eyJhbGciOiJSUzI1NiJ9." + claims)),
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb"
            "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383"
            "LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy"
            "wlVmtVrBp0igcN_IoypGlUPQGe77Rw");
}

TEST(Signing, RefusesAKeyThatWantsAPassphraseWithoutAskingForOne) {
  EXPECT_EQ(PrivateKey::from_pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
                .error()
                .message,
            "the private key cannot be read");
  EXPECT_FALSE(PrivateKey::from_der(""));
}

struct MissingCase {
  std::string auth;
  std::string message;
};

TEST(SigningAuth, SaysWhatIsMissingAndLeavesTheRequestAlone) {
  const std::vector<MissingCase> cases = {
      {R"({"type":"oauth1","oauth1":{"consumerKey":"k"}})", "OAuth 1.0 needs consumerKey and consumerSecret"},
      {R"({"type":"oauth1","oauth1":{"consumerKey":"k","signatureMethod":"RSA-SHA1"}})",
       "OAuth 1.0 needs consumerKey and privateKey"},
      {R"({"type":"awsv4","awsv4":{"accessKey":"a"}})", "AWS Signature needs an access key and a secret key"},
      {R"({"type":"hawk","hawk":{"authId":"i"}})", "Hawk needs an Auth ID and an Auth Key"},
      {R"({"type":"edgegrid","edgegrid":{"accessToken":"a"}})",
       "EdgeGrid needs an access token, a client token and a client secret"},
      {R"({"type":"jwt","jwt":{"algorithm":"HS256"}})", "Invalid secret key. Enter a valid key."},
      {R"({"type":"jwt","jwt":{"algorithm":"none"}})", "invalid algorithm"},
      {R"({"type":"asap","asap":{"iss":"i"}})", "One or more of required claims missing"},
  };
  for (const MissingCase& c : cases) {
    Prepared p =
        prepare_json(R"({"method":"GET","url":"http://h/?a=1","header":[{"key":"Authorization","value":"mine"}]})");
    const std::size_t headers = p.wire.headers.size();
    const auto authorizer = make_authorizer(auth_json(c.auth));
    ASSERT_TRUE(authorizer) << c.auth;
    const Status status = (*authorizer)->sign(p.wire, p.shown);
    ASSERT_FALSE(status) << c.auth;
    EXPECT_EQ(status.error().message, c.message);
    EXPECT_NE(status.error().hint, "");
    EXPECT_EQ(sent(p, "Authorization"), "mine");
    EXPECT_EQ(p.wire.headers.size(), headers);
    EXPECT_EQ(p.wire.url, "http://h/?a=1");
  }
}

TEST(SigningAuth, TellsNoSecretInItsErrors) {
  const std::vector<std::string> auths = {
      R"({"type":"jwt","jwt":{"algorithm":"RS256","privateKey":"TOPSECRET","payload":"{}"}})",
      R"({"type":"jwt","jwt":{"algorithm":"HS256","secret":"TOPSECRET","payload":"{\"TOPSECRET\": TOPSECRET"}})",
      R"({"type":"asap","asap":{"iss":"i","aud":"a","kid":"k","privateKey":"TOPSECRET"}})",
      R"({"type":"oauth1","oauth1":{"consumerKey":"c","signatureMethod":"RSA-SHA1","privateKey":"TOPSECRET"}})",
      R"({"type":"oauth1","oauth1":{"consumerKey":"c","signatureMethod":"X","consumerSecret":"TOPSECRET"}})",
      R"({"type":"hawk","hawk":{"authId":"i","authKey":"TOPSECRET","algorithm":"x"}})",
  };
  for (const std::string& auth : auths) {
    Prepared p = prepare_json(R"({"method":"GET","url":"http://h/"})");
    const Status status = (*make_authorizer(auth_json(auth)))->sign(p.wire, p.shown);
    ASSERT_FALSE(status) << auth;
    EXPECT_EQ(status.error().to_string().find("TOPSECRET"), std::string::npos) << status.error().to_string();
  }
}

}  // namespace
}  // namespace signet::http
