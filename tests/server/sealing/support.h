// A database of either kind with a master key, and workspaces whose values are sealed as the server seals them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/ids.h"
#include "server/sealing/data_keys.h"
#include "store/migrations.h"
#include "tests/store/support.h"

namespace signet::server::test {

inline MasterKey master_key_of(char c) {
  return *MasterKey::from_bytes(SecretString(std::string(crypto::kKeyBytes, c)));
}

/// A value's place that owns its names, and what was put there.
struct Kept {
  std::string workspace;
  std::string element;
  std::string slot;
  std::int64_t revision = 1;
  std::string plain;

  [[nodiscard]] ValuePlace place() const { return {workspace, element, slot, revision}; }
};

class WithSealedValues : public store::test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    const auto migrated = store::migrate(*database_);
    ASSERT_TRUE(migrated) << migrated.error().to_string();
    const auto claimed = database_->write(
        [&](store::Transaction& transaction) { return claim_database(transaction, master_, now_ms_); });
    ASSERT_TRUE(claimed) << claimed.error().to_string();
  }

  std::string make_workspace(std::string_view name = "Payments") {
    const std::string owner = make_uuid();
    store::test::run(*database_,
                     "INSERT INTO users (id, email, email_canonical, name, created_ms) VALUES ($1, $1, $1, 'Ada', 1)",
                     {owner});
    std::string id = make_uuid();
    store::test::run(*database_,
                     "INSERT INTO workspaces (id, kind, owner_id, name, description, created_ms) "
                     "VALUES ($1, 'personal', $2, $3, '', 1)",
                     {id, owner, name});
    return id;
  }

  std::string make_element(const std::string& workspace) {
    std::string id = make_uuid();
    store::test::run(
        *database_,
        "INSERT INTO elements (id, workspace_id, kind, position, name, revision, version, seq, created_ms, "
        "created_by, changed_ms, changed_by) VALUES ($1, $2, 'environment', 1, 'Production', 1, 1, 1, 1, "
        "'ada', 1, 'ada')",
        {id, workspace});
    return id;
  }

  /// Seals and stores values of one workspace in one transaction.
  Status put(const DataKeys& keys, const std::vector<Kept>& values) {
    return database_->write([&](store::Transaction& transaction) -> Status {
      SIGNET_TRY(Sealer sealer,
                 keys.sealer(transaction, values.front().workspace, static_cast<std::int64_t>(values.size()), now_ms_));
      for (const Kept& value : values) {
        SIGNET_TRY(SealedValue sealed, sealer.seal(value.plain, value.place()));
        const auto added = transaction.execute(
            "INSERT INTO sealed_values (element_id, slot, revision, key_id, sealed) VALUES ($1, $2, $3, $4, $5)",
            {value.element, value.slot, value.revision, sealed.key_id, store::Blob{std::move(sealed.bytes)}});
        if (!added) return added.error();
      }
      return {};
    });
  }

  /// A new element with so many values; `plain` starts each of them.
  std::vector<Kept> put_many(const DataKeys& keys, const std::string& workspace, int count,
                             std::string_view plain = "value") {
    std::vector<Kept> values;
    const std::string element = make_element(workspace);
    for (int i = 0; i < count; ++i) {
      values.push_back({workspace, element, fmt::format("variable/{:06}", i), 1, fmt::format("{}-{}", plain, i)});
    }
    const Status done = put(keys, values);
    EXPECT_TRUE(done) << done.error().to_string();
    return values;
  }

  /// What is stored there, opened.
  Result<std::string> get(const DataKeys& keys, const ValuePlace& place) {
    return database_->read([&](store::Transaction& transaction) -> Result<std::string> {
      SIGNET_TRY(const auto row, transaction.query_one("SELECT sealed FROM sealed_values WHERE element_id = $1 "
                                                       "AND slot = $2 AND revision = $3",
                                                       {place.element, place.slot, place.revision}));
      if (!row) return fail(ErrorCode::kNotFound, "no such value");
      SIGNET_TRY(const auto sealed, row->get<store::Blob>(0));
      SIGNET_TRY(const SecretString plain, keys.open(transaction, sealed.bytes, place));
      return std::string(plain.expose());
    });
  }

  void expect_all(const DataKeys& keys, const std::vector<Kept>& values) {
    for (const Kept& value : values) {
      const auto got = get(keys, value.place());
      ASSERT_TRUE(got) << got.error().to_string();
      ASSERT_EQ(*got, value.plain) << value.slot;
    }
  }

  std::int64_t count(store::Sql sql, const store::Values& values = {}) {
    const store::Value value = store::test::read_value(*database_, sql, values);
    return value.if_integer() == nullptr ? -1 : *value.if_integer();
  }

  std::atomic<std::int64_t> now_ms_ = 1'800'000'000'000;
  MasterKeys master_{master_key_of('m')};
};

}  // namespace signet::server::test
