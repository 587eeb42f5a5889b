// {"state": ..., "file": ...}: a state as .signet/state.json holds it, and a collection, environment or globals file
// beside it, as anybody may have written them. Both are refused with a hint, or what was read stays what it is:
// elements stand below one another without circles, and are taken and planned without an end of the program.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "app/sync/give.h"
#include "app/sync/take.h"

namespace {

using namespace signet;       // NOLINT(google-build-using-namespace): a program of one file
using namespace signet::app;  // NOLINT(google-build-using-namespace)

void expect(bool holds) {
  if (!holds) std::abort();
}

void check_tree(const LocalNodes& nodes) {
  std::size_t reached = 0;
  for (const auto& [id, node] : nodes) {
    for (const std::string& child : node.children) expect(nodes.at(child).parent == id);
    if (node.parent.empty()) reached += nodes_below(nodes, id).size();
  }
  expect(reached == nodes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = json::parse({reinterpret_cast<const char*>(data), size}, "input");
  const json::object* o = document ? document->if_object() : nullptr;
  const json::value* text = o == nullptr ? nullptr : json::find(*o, "state");
  const json::value* file = o == nullptr ? nullptr : json::find(*o, "file");
  if (text == nullptr || file == nullptr) return 0;
  auto state = parse_copy_state(boost::json::serialize(*text), "state.json");
  if (!state) {
    expect(!state.error().hint.empty());
    return 0;
  }
  const std::string again = write_copy_state(*state);
  const auto back = parse_copy_state(again, "state.json");
  expect(back && write_copy_state(*back) == again);
  const bool is_environment = file->is_object() && file->get_object().contains("values");
  auto nodes = read_local(*state, {{"x", is_environment ? "environment" : "collection", *file}});
  if (!nodes) return 0;
  check_tree(*nodes);
  const Taken taken = take_theirs(*state, *nodes);
  check_tree(*nodes);
  (void)plan_calls(state->entries, *nodes, taken.held);
  for (const Conflict& conflict : taken.conflicts) {
    CopyState one = *state;
    LocalNodes here = *nodes;
    resolve(conflict, conflict.places.size() % 2 == 0 ? Side::kMine : Side::kTheirs, one, here);
    (void)take_theirs(one, here);
    check_tree(here);
  }
  return 0;
}
