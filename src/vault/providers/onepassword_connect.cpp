#include "vault/providers/onepassword_connect.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::size_t kMaxNames = 10;

/// A text in a SCIM filter is a JSON string (RFC 7644 §3.4.2.2).
std::string filter(std::string_view member, std::string_view text) {
  return percent_encode(fmt::format("{} eq {}", member, boost::json::serialize(json::value(text))));
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equals_ignore_case(text.substr(0, start.size()), start);
}

}  // namespace

OnePasswordConnect::OnePasswordConnect(OnePasswordConnectPlace place, ProviderContext context, std::string service)
    : place_(std::move(place)), context_(std::move(context)), transport_(context_, std::move(service)) {
  transport_.hide(place_.token.expose());
}

Result<Answer> OnePasswordConnect::ask(const std::string& path, std::string_view subject, std::string accept) {
  Call call;
  call.url = fmt::format("{}/v1/{}", place_.address, path);
  call.headers.push_back({"Authorization", fmt::format("Bearer {}", place_.token.expose()), true});
  call.subject = subject;
  call.accept = std::move(accept);
  call.clear_text = place_.clear_text;
  return transport_.exchange(std::move(call));
}

Error OnePasswordConnect::refusal(const Answer& answer, std::string_view subject) const {
  const auto document = parse_secret_json(answer.body.expose(), "the answer");
  const json::object* o = document ? document->if_object() : nullptr;
  std::string said(o == nullptr ? std::string_view() : json::string_or(*o, "message"));
  if (said.empty()) said = fmt::format("status {}", answer.code);
  std::string hint;
  if (answer.code == 401) hint = "the Connect token is wrong, expired or of another server: make a new one";
  if (answer.code == 403) hint = "the Connect token may not read this vault: give it access, or make a new one";
  return transport_.trouble(Transport::kind_of(answer.code), subject, said, std::move(hint));
}

Result<json::value> OnePasswordConnect::ask_json(const std::string& path, std::string_view subject) {
  SIGNET_TRY(const Answer answer, ask(path, subject));
  if (!answer.ok()) return refusal(answer, subject);
  return transport_.read_json(answer, subject);
}

Result<std::vector<OnePasswordNamed>> OnePasswordConnect::read_vaults() {
  SIGNET_TRY(const json::value answer, ask_json("vaults", "vaults"));
  if (!answer.is_array()) return transport_.trouble(Trouble::kBadAnswer, "vaults", "a list was expected");
  vaults_ = read_named(answer, "name");
  return vaults_;
}

Result<std::string> OnePasswordConnect::vault_id(std::string_view vault) {
  if (is_onepassword_id(vault)) return std::string(vault);
  if (const auto known = choose_named(vaults_, vault, "vault", transport_)) return known->id;
  SIGNET_TRY(const std::vector<OnePasswordNamed> vaults, read_vaults());
  SIGNET_TRY(OnePasswordNamed chosen, choose_named(vaults, vault, "vault", transport_));
  return std::move(chosen.id);
}

Result<std::string> OnePasswordConnect::item_id(const std::string& vault_id, std::string_view item) {
  if (is_onepassword_id(item)) return std::string(item);
  const std::string path = fmt::format("vaults/{}/items", percent_encode(vault_id));
  const std::string subject = fmt::format("item \"{}\"", item);
  // The filter minds the case, and spares a list of thousands where the case is right.
  SIGNET_TRY(json::value answer, ask_json(path + "?filter=" + filter("title", item), subject));
  if (const auto items = read_named(answer, "title"); !items.empty()) {
    const auto chosen = choose_named(items, item, "item", transport_);
    if (chosen || chosen.error().code != ErrorCode::kNotFound) {
      return chosen ? Result<std::string>(chosen->id) : Result<std::string>(chosen.error());
    }
  }
  SIGNET_TRY(answer, ask_json(path, subject));
  SIGNET_TRY(OnePasswordNamed chosen, choose_named(read_named(answer, "title"), item, "item", transport_));
  return std::move(chosen.id);
}

Result<std::shared_ptr<const OnePasswordConnect::Item>> OnePasswordConnect::read_item(
    const OnePasswordReference& reference) {
  SIGNET_TRY(std::string vault, vault_id(reference.vault));
  SIGNET_TRY(std::string id, item_id(vault, reference.item));
  const std::string path = fmt::format("vaults/{}/items/{}", percent_encode(vault), percent_encode(id));
  const std::string subject = fmt::format("{}/{}", reference.vault, reference.item);
  SIGNET_TRY(json::value document, ask_json(path, subject));
  if (!document.is_object()) return transport_.trouble(Trouble::kBadAnswer, subject, "an object was expected");
  // Constructed in place: an assignment would copy it into memory that is not wiped.
  return std::make_shared<const Item>(std::move(vault), std::move(id), std::move(document));
}

Result<SecretString> OnePasswordConnect::fetch_from(Items& items, std::string_view text) {
  SIGNET_TRY(const OnePasswordReference reference, parse_onepassword_reference(text));
  const std::string key = fmt::format("{}/{}", reference.vault, reference.item);
  auto read = items.find(key);
  if (read == items.end()) read = items.emplace(key, read_item(reference)).first;
  if (!read->second) return read->second.error();
  const Item& item = **read->second;
  SIGNET_TRY(OnePasswordFound found, find_in_item(item.document.get_object(), reference, transport_));
  if (found.file_id.empty()) return std::move(found.value);
  // The path that the item names for a file is the server's word: it is built here instead.
  SIGNET_TRY(Answer answer, ask(fmt::format("vaults/{}/items/{}/files/{}/content", percent_encode(item.vault_id),
                                            percent_encode(item.id), percent_encode(found.file_id)),
                                text, "application/octet-stream"));
  if (!answer.ok()) return refusal(answer, text);
  return std::move(answer.body);
}

Result<SecretString> OnePasswordConnect::fetch(std::string_view reference) {
  Items items;
  return fetch_from(items, reference);
}

std::vector<Result<SecretString>> OnePasswordConnect::fetch_all(std::span<const std::string> references) {
  Items items;
  std::vector<Result<SecretString>> values;
  values.reserve(references.size());
  for (const std::string& reference : references) values.push_back(fetch_from(items, reference));
  return values;
}

Result<std::vector<Listed>> OnePasswordConnect::list(std::string_view prefix, std::size_t limit) {
  const OnePasswordPrefix parts = read_onepassword_prefix(prefix);
  std::vector<Listed> listed;
  if (parts.names_item) {
    OnePasswordReference reference;
    reference.vault = parts.vault;
    reference.item = parts.item;
    SIGNET_TRY(const std::shared_ptr<const Item> item, read_item(reference));
    listed = list_item(item->document.get_object(), fmt::format("{}/{}/", parts.vault, parts.item));
    keep_listed(listed, prefix, limit);
    return listed;
  }
  SIGNET_TRY(const std::vector<OnePasswordNamed> vaults, read_vaults());
  for (const OnePasswordNamed& vault : vaults) {
    const bool is_meant = parts.names_vault ? equals_ignore_case(vault.name, parts.vault) || vault.id == parts.vault
                                            : starts_with_ignoring_case(vault.name, parts.vault);
    if (!is_meant || listed.size() >= limit) continue;
    SIGNET_TRY(const json::value items, ask_json(fmt::format("vaults/{}/items", percent_encode(vault.id)), vault.name));
    list_items(listed, read_named(items, "title"), parts.names_vault ? parts.vault : vault.name, vault.id);
    keep_listed(listed, prefix, limit);
  }
  return listed;
}

Result<std::string> OnePasswordConnect::test() {
  SIGNET_TRY(const std::vector<OnePasswordNamed> vaults, read_vaults());
  std::vector<std::string> names;
  for (const OnePasswordNamed& vault : vaults) {
    if (names.size() < kMaxNames) names.push_back(vault.name);
  }
  return transport_.quote(fmt::format("signed in at {} by a Connect token for {} vault{}{}{}", place_.address,
                                      vaults.size(), vaults.size() == 1 ? "" : "s", names.empty() ? "" : ": ",
                                      join(names, ", ")));
}

}  // namespace signet::vault
