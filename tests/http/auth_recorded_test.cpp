// Signet signs requests as postman-runtime signs them: hundreds of recorded cases, see data/record_signed_requests.mjs.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <set>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "http/auth/asap.h"
#include "http/auth/aws_signature.h"
#include "http/auth/edgegrid.h"
#include "http/auth/hawk.h"
#include "http/auth/jwt.h"
#include "http/auth/oauth1.h"
#include "tests/http/signing_support.h"

namespace signet::http {
namespace {

std::int64_t recorded_now;
std::string recorded_uuid;

Sources pinned() {
  return {[] { return recorded_now; }, [] { return recorded_uuid; }};
}

std::unique_ptr<Authorizer> make(const model::Auth& auth) {
  if (auth.type == "oauth1") return make_oauth1(auth, pinned());
  if (auth.type == "awsv4") return make_aws_signature(auth, pinned());
  if (auth.type == "hawk") return make_hawk(auth, pinned());
  if (auth.type == "edgegrid") return make_edgegrid(auth, pinned());
  if (auth.type == "asap") return make_asap(auth, pinned());
  return make_jwt(auth);
}

/// "@rsa" → the key in PEM; "!line" and "!der" are forms of it inside other text, as the recording script has them.
std::string with_keys(std::string text) {
  static const auto kKeys = test_keys();
  for (const auto& [name, key] : kKeys) {
    if (text == fmt::format("@{}", name)) return key.pem();
    text = replace_all(text, fmt::format("@{}!der", name), key.der_base64);
    text = replace_all(text, fmt::format("@{}!line", name), key.pem(""));
  }
  return text;
}

void put_keys(json::value& request) {
  json::object& auth = request.as_object().at("auth").as_object();
  for (json::value& entry : auth.at(auth.at("type").as_string()).as_array()) {
    json::value* value = entry.as_object().if_contains("value");
    if (value != nullptr && value->is_string()) *value = with_keys(std::string(value->as_string()));
  }
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers expected_headers(const json::object& expected) {
  Headers out;
  for (const json::value& pair : expected.at("headers").as_array()) {
    out.emplace_back(std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string()));
  }
  return out;
}

/// The user's headers and those that signing adds; the others that the client adds are not there yet in the recording.
Headers signed_headers(const model::Request& shown, const Headers& expected) {
  std::set<std::string> names = {"Authorization"};
  for (const auto& [name, value] : expected) names.insert(name);
  Headers out;
  for (const model::Param& header : shown.headers) {
    if (header.disabled || (header.system && !names.contains(header.key))) continue;
    out.emplace_back(header.key, header.value.value_or(""));
  }
  return out;
}

/// Whether `signature` is one of `key` over `bytes`, for the algorithms that sign with fresh randomness each time.
bool verifies(const std::string& algorithm, const std::string& pem, std::string_view bytes, std::string signature) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  const std::string hash = "SHA" + algorithm.substr(2);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  EVP_DigestVerifyInit_ex(context, &options, hash.c_str(), nullptr, nullptr, key, nullptr);
  if (algorithm.starts_with("PS")) {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  } else {
    const auto* raw = reinterpret_cast<const unsigned char*>(signature.data());
    const int half = static_cast<int>(signature.size() / 2);
    ECDSA_SIG* parts = ECDSA_SIG_new();
    ECDSA_SIG_set0(parts, BN_bin2bn(raw, half, nullptr), BN_bin2bn(raw + half, half, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(parts, &der);
    signature.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    ECDSA_SIG_free(parts);
  }
  const bool good =
      EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  BIO_free(bio);
  return good;
}

/// Checks a random signature and cuts it off, as the recording has it.
void check_and_cut_signature(Headers& headers, const model::Auth& auth) {
  const std::string algorithm = auth.type == "jwt" ? auth.get("algorithm") : auth.get("alg");
  if (!algorithm.starts_with("PS") && !algorithm.starts_with("ES")) return;
  for (auto& [name, value] : headers) {
    const std::size_t dot = value.rfind('.');
    if (name != "Authorization" || dot == std::string::npos) continue;
    const std::size_t space = value.find(' ');
    std::string base64 = replace_all(replace_all(value.substr(dot + 1), "-", "+"), "_", "/");
    EXPECT_TRUE(verifies(algorithm, auth.get("privateKey"), value.substr(space + 1, dot - space - 1),
                         base64_decode(base64).value_or("")));
    value.resize(dot + 1);
  }
}

/// Where Signet does better on purpose (docs/compatibility.md).
const std::map<std::string, std::string> kDifferences = {
    {"awsv4: old data taken away, in headers", "Postman takes the old parameters away, but signs the URL with them"},
    {"awsv4: old data taken away, in the query", "the same, and takes its date from the old parameter"},
};

TEST(RecordedSignatures, AreThoseOfPostman) {
  const json::value data = test_data("signed_requests.json");
  recorded_now = data.at("now_ms").as_int64();
  recorded_uuid = data.at("uuid").as_string();
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / make_uuid();
  std::filesystem::create_directory(folder);
  ASSERT_TRUE(write_file(folder / "upload.txt", std::string(data.at("file_text").as_string())));
  for (const json::value& entry : data.at("cases").as_array()) {
    const json::object& recorded = entry.as_object();
    const std::string name(json::string_or(recorded, "name"));
    SCOPED_TRACE(name);
    if (kDifferences.contains(name)) continue;
    json::value definition = recorded.at("request");
    put_keys(definition);
    const auto request = model::Request::from_json(definition, name);
    ASSERT_TRUE(request) << request.error().to_string();
    Settings settings;
    settings.disable_url_encoding = json::bool_or(recorded, "disableUrlEncoding", false);
    auto prepared = prepare(*request, settings, {folder, true});
    ASSERT_TRUE(prepared) << prepared.error().to_string();
    const Status status = make(*request->auth)->sign(prepared->wire, prepared->shown);

    const json::object& expected = recorded.at("expected").as_object();
    const Headers headers = expected_headers(expected);
    Headers got = signed_headers(prepared->shown, headers);
    check_and_cut_signature(got, *request->auth);
    EXPECT_EQ(got, headers) << (status ? "" : status.error().to_string());
    EXPECT_EQ(prepared->wire.url, json::string_or(expected, "url"));
    EXPECT_EQ(prepared->shown.url.to_string(), prepared->wire.url);
    if (expected.contains("error")) {
      EXPECT_FALSE(status) << json::string_or(expected, "error");
    }
    if (expected.contains("form") && prepared->wire.method != "GET") {
      const auto* body = std::get_if<std::string>(&prepared->wire.body);
      EXPECT_EQ(body == nullptr ? "" : *body, json::string_or(expected, "form"));
    }
    for (const auto& [header, value] : got) {
      if (!equals_ignore_case(header, "authorization")) continue;
      EXPECT_TRUE(sent(*prepared, header).starts_with(value));
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace signet::http
