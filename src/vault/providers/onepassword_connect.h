// Secrets of 1Password by the REST API of a Connect server.
// Source: https://developer.1password.com/docs/connect/api-reference
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vault/providers/onepassword_item.h"
#include "vault/providers/provider.h"
#include "vault/providers/transport.h"

namespace signet::vault {

struct OnePasswordConnectPlace {
  std::string address;  ///< checked, without /v1
  bool clear_text = false;
  SecretString token;
};

class OnePasswordConnect : public Provider {
 public:
  OnePasswordConnect(OnePasswordConnectPlace place, ProviderContext context, std::string service);

  Result<SecretString> fetch(std::string_view reference) override;
  /// Each item is read once for all its fields.
  std::vector<Result<SecretString>> fetch_all(std::span<const std::string> references) override;
  /// Items as "VAULT/ITEM/"; a prefix with both lists the item's fields and files.
  Result<std::vector<Listed>> list(std::string_view prefix, std::size_t limit) override;
  Result<std::string> test() override;

 private:
  struct Item {
    std::string vault_id;
    std::string id;
    json::value document;

    Item(std::string in_vault, std::string own_id, json::value&& own)
        : vault_id(std::move(in_vault)), id(std::move(own_id)), document(std::move(own)) {}
  };
  /// Items of one fetch, by vault and item as written.
  using Items = std::map<std::string, Result<std::shared_ptr<const Item>>>;

  [[nodiscard]] Result<Answer> ask(const std::string& path, std::string_view subject,
                                   std::string accept = "application/json");
  [[nodiscard]] Result<json::value> ask_json(const std::string& path, std::string_view subject);
  [[nodiscard]] Error refusal(const Answer& answer, std::string_view subject) const;

  [[nodiscard]] Result<std::string> vault_id(std::string_view vault);
  [[nodiscard]] Result<std::string> item_id(const std::string& vault_id, std::string_view item);
  [[nodiscard]] Result<std::shared_ptr<const Item>> read_item(const OnePasswordReference& reference);
  [[nodiscard]] Result<SecretString> fetch_from(Items& items, std::string_view text);
  [[nodiscard]] Result<std::vector<OnePasswordNamed>> read_vaults();

  OnePasswordConnectPlace place_;
  ProviderContext context_;
  Transport transport_;
  std::vector<OnePasswordNamed> vaults_;  ///< as read last
};

}  // namespace signet::vault
