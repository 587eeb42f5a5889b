// [base, mine, theirs] merged: what one side left alone comes from the other, agreement is no conflict, and without a
// conflict the sides can be exchanged. Lists of texts are merged as orders, too.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "app/sync/merge.h"

namespace {

using namespace signet;       // NOLINT(google-build-using-namespace): a program of one file
using namespace signet::app;  // NOLINT(google-build-using-namespace)

void expect(bool holds) {
  if (!holds) std::abort();
}

void check_merge(const json::value& b, const json::value& m, const json::value& t) {
  for (const json::value* x : {&b, &m, &t}) {
    expect(is_same(*x, *x));
    for (const json::value* y : {&b, &m, &t}) {
      expect(is_same(*x, *y) == is_same(*y, *x));
      const Merged left = merge_json(*x, *x, *y);
      expect(left.conflicts.empty() && is_same(left.value, *y));
      const Merged right = merge_json(*x, *y, *x);
      expect(right.conflicts.empty() && is_same(right.value, *y));
      const Merged both = merge_json(*x, *y, *y);
      expect(both.conflicts.empty() && is_same(both.value, *y));
    }
  }
  const Merged merged = merge_json(b, m, t);
  expect(merged.conflicts.size() == merge_json(b, t, m).conflicts.size());
  // What was merged is agreed on: with it, neither side has anything to say that is not in it.
  if (merged.conflicts.empty()) {
    expect(is_same(merge_json(m, m, merged.value).value, merged.value));
    expect(merge_json(t, merged.value, t).conflicts.empty());
  }
}

Order order_of(const json::value& list) {
  Order order;
  std::set<std::string> known;
  for (const json::value& one : list.is_array() ? list.get_array() : json::array()) {
    std::string id = boost::json::serialize(one);
    if (known.insert(id).second) order.push_back(std::move(id));
  }
  return order;
}

void check_order(const Order& b, const Order& m, const Order& t) {
  const MergedOrder merged = merge_order(b, m, t);
  std::set<std::string> all(m.begin(), m.end());
  all.insert(t.begin(), t.end());
  expect(std::set<std::string>(merged.order.begin(), merged.order.end()) == all && merged.order.size() == all.size());
  expect(merge_order(b, b, b).order == b);
  expect(merge_order(b, m, m).order == m);
  expect(moved_ids(m, m).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = json::parse({reinterpret_cast<const char*>(data), size}, "input");
  if (!document || !document->is_array() || document->get_array().size() != 3) return 0;
  const json::array& three = document->get_array();
  check_merge(three[0], three[1], three[2]);
  check_order(order_of(three[0]), order_of(three[1]), order_of(three[2]));
  return 0;
}
