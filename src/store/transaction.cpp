#include "store/transaction.h"

#include <algorithm>

#include "store/errors.h"
#include "store/session.h"

namespace signet::store {

Status Transaction::check(const Sql& sql, const Values& values) {
  if (failure_) return *failure_;
  const auto checked = [&]() -> Status {
    if (values.size() != sql.parameters()) {
      return fail(ErrorCode::kInternal, fmt::format("{} values for {} parameters, in: {}", values.size(),
                                                    sql.parameters(), shown(sql.text())));
    }
    return check_values(values);
  };
  auto status = checked();
  if (!status) failure_ = status.error();
  return status;
}

Result<std::int64_t> Transaction::run(const Sql& sql, const Values& values, const See& see) {
  SIGNET_CHECK(check(sql, values));
  auto changed = session_.run(sql.text(), values, see);
  if (!changed) failure_ = changed.error();
  return changed;
}

Result<std::vector<Row>> Transaction::query(Sql sql, const Values& values) {
  std::vector<Row> rows;
  SIGNET_TRY([[maybe_unused]] const std::int64_t changed, run(sql, values, [&](Row row) -> Status {
               if (rows.size() == kMaxRows) {
                 return fail(ErrorCode::kLimit, fmt::format("more than {} rows, in: {}", kMaxRows, shown(sql.text())));
               }
               rows.push_back(std::move(row));
               return {};
             }));
  return rows;
}

Result<std::optional<Row>> Transaction::query_one(Sql sql, const Values& values) {
  std::optional<Row> only;
  SIGNET_TRY([[maybe_unused]] const std::int64_t changed, run(sql, values, [&](Row row) -> Status {
               if (only) return fail(ErrorCode::kInternal, "more than one row, in: " + shown(sql.text()));
               only = std::move(row);
               return {};
             }));
  return only;
}

Result<std::int64_t> Transaction::execute(Sql sql, const Values& values) {
  return run(sql, values, [](const Row& /*row*/) { return Status(); });
}

Status Transaction::enqueue(Sql sql, const Values& values) {
  SIGNET_CHECK(check(sql, values));
  auto sent = session_.enqueue(sql.text(), values);
  if (!sent) failure_ = sent.error();
  return sent;
}

Status Transaction::each(Sql sql, const Values& values, const std::function<Status(const Row&)>& see) {
  SIGNET_TRY([[maybe_unused]] const std::int64_t changed, run(sql, values, [&](const Row& row) { return see(row); }));
  return {};
}

void Transaction::announce(std::string_view topic) {
  if (std::find(announced_.begin(), announced_.end(), topic) == announced_.end()) announced_.emplace_back(topic);
}

}  // namespace signet::store
