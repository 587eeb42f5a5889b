#include "tls/suites.h"

#include <fmt/format.h>

#include <new>

#include "base/text.h"
#include "tls/openssl.h"

namespace signet::tls {

namespace {

constexpr char kEverything[] = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
/// All five of RFC 8446 §B.4; OpenSSL has the two CCM ones off by default.
constexpr char kAllTls13[] =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:"
    "TLS_AES_128_CCM_8_SHA256";

ContextPtr make_context() {
  ContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_security_level(context.get(), 0);
  return context;
}

Suite describe(const SSL_CIPHER* cipher) {
  Suite suite;
  suite.id = SSL_CIPHER_get_protocol_id(cipher);
  suite.openssl_name = SSL_CIPHER_get_name(cipher);
  const char* standard = SSL_CIPHER_standard_name(cipher);
  suite.iana_name = standard != nullptr ? standard : suite.openssl_name;
  suite.tls13 = suite.openssl_name.starts_with("TLS_");
  suite.bits = SSL_CIPHER_get_bits(cipher, nullptr);
  return suite;
}

std::vector<Suite> list_suites() {
  const ContextPtr context = make_context();
  std::vector<Suite> out;
  if (SSL_CTX_set_ciphersuites(context.get(), kAllTls13) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), kEverything) != 1) {
    (void)take_openssl_error();
    return out;
  }
  const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context.get());
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) out.push_back(describe(sk_SSL_CIPHER_value(ciphers, i)));
  return out;
}

/// Whether OpenSSL's cipher list language has this word ("HIGH", "ECDHE+AESGCM"); leading "!", "-", "+" are taken off.
bool is_list_word(std::string_view word) {
  if (word.starts_with('@')) return word == "@STRENGTH" || word.starts_with("@SECLEVEL=");
  const std::string_view bare = word.find_first_of("!+-") == 0 ? word.substr(1) : word;
  if (bare.empty()) return false;
  const ContextPtr context = make_context();
  const bool known = SSL_CTX_set_cipher_list(context.get(), std::string(bare).c_str()) == 1;
  (void)take_openssl_error();
  return known;
}

Error unknown_suite(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Suite& suite : known_suites()) {
    names.push_back(suite.openssl_name);
    names.push_back(suite.iana_name);
  }
  const std::string_view near = nearest(to_upper(word), names);
  return fail(ErrorCode::kInvalidInput, fmt::format("unknown cipher suite \"{}\"", word),
              near.empty() ? "use a name of OpenSSL or IANA; `openssl ciphers -stdname ALL` lists them"
                           : fmt::format("did you mean {}?", near));
}

void append(std::string& list, std::string_view word) {
  if (!list.empty()) list += ':';
  list += word;
}

Status take_word(SuiteSelection& selection, std::string_view word) {
  const std::size_t prefix = word.find_first_of("!+-") == 0 ? 1 : 0;
  const Suite* suite = find_suite(word.substr(prefix));
  if (suite != nullptr && suite->tls13) {
    if (prefix != 0) {
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\": a TLS 1.3 suite cannot be taken away", word),
                  "list the TLS 1.3 suites that are wanted");
    }
    append(selection.tls13, suite->openssl_name);
    return {};
  }
  if (suite != nullptr) {
    append(selection.list, std::string(word.substr(0, prefix)) + suite->openssl_name);
    return {};
  }
  if (!is_list_word(word)) return unknown_suite(word);
  append(selection.list, word);
  return {};
}

/// What the list allows once OpenSSL has read the whole of it: its words act on each other.
Status weigh(SuiteSelection& selection) {
  const ContextPtr context = make_context();
  if (SSL_CTX_set_ciphersuites(context.get(), selection.tls13.c_str()) != 1 ||
      (!selection.list.empty() && SSL_CTX_set_cipher_list(context.get(), selection.list.c_str()) != 1)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the cipher suites \"{}\" leave none", selection.list),
                take_openssl_error());
  }
  if (selection.list.empty()) return {};
  const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context.get());
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
    const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
    selection.weakest_bits = std::min(selection.weakest_bits, SSL_CIPHER_get_bits(cipher, nullptr));
    selection.anonymous = selection.anonymous || SSL_CIPHER_get_auth_nid(cipher) == NID_auth_null;
  }
  return {};
}

}  // namespace

const std::vector<Suite>& known_suites() {
  static const std::vector<Suite> suites = list_suites();
  return suites;
}

const Suite* find_suite(std::string_view name) {
  for (const Suite& suite : known_suites()) {
    if (equals_ignore_case(suite.openssl_name, name) || equals_ignore_case(suite.iana_name, name)) return &suite;
  }
  return nullptr;
}

const Suite* find_suite(std::uint16_t id) {
  for (const Suite& suite : known_suites()) {
    if (suite.id == id) return &suite;
  }
  return nullptr;
}

Result<SuiteSelection> select_suites(std::span<const std::string> entries) {
  SuiteSelection selection;
  if (entries.empty()) return selection;
  for (const std::string& entry : entries) {
    for (const std::string& part : split(replace_all(replace_all(entry, ",", ":"), " ", ":"), ':')) {
      if (!trim(part).empty()) SIGNET_CHECK(take_word(selection, trim(part)));
    }
  }
  SIGNET_CHECK(weigh(selection));
  return selection;
}

}  // namespace signet::tls
