#include "app/agent/collection_runs.h"

#include <algorithm>
#include <map>

#include "app/agent/shown.h"
#include "base/ids.h"
#include "base/time.h"
#include "mask/mask.h"
#include "model/load.h"

namespace signet::app {

namespace {

constexpr std::size_t kMostKept = 20;
constexpr std::size_t kMostAtOnce = 4;
constexpr std::chrono::milliseconds kWait{1000};

/// All items by the elements that they are.
using Items = std::map<std::string_view, const model::Item*>;

void add_items(const std::vector<std::unique_ptr<model::Item>>& items, Items& all) {  // NOLINT(misc-no-recursion)
  for (const auto& item : items) {
    all.emplace(element_of(*item), item.get());
    add_items(item->children, all);
  }
}

/// The ids that the runner knows the elements by.
Result<std::vector<std::string>> select(const Items& all, const RunRequest& request) {
  std::vector<std::string> wanted = request.items;
  if (wanted.empty() && !request.folder.empty()) wanted.push_back(request.folder);
  std::vector<std::string> ids;
  for (const std::string& element : wanted) {
    const auto item = all.find(element);
    if (item == all.end()) {
      return fail(ErrorCode::kNotFound, "the collection does not have that folder or request any more",
                  "choose anew what to run");
    }
    ids.push_back(item->second->id);
  }
  return ids;
}

}  // namespace

struct CollectionRuns::Run {
  explicit Run(RunRequest asked) : request(std::move(asked)) {}
  ~Run() {
    stop = true;
    if (thread.joinable()) thread.join();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  const std::string id = make_uuid();
  const std::int64_t started_ms = unix_now_ms();
  const RunRequest request;
  RequestContext context;
  std::unique_ptr<model::DataRows> data;
  std::vector<std::string> selected;
  std::string folder;  ///< its name; empty: the whole collection
  Mask mask;
  RunProgress progress{report::Masking([this](std::string text) { return mask(std::move(text)); })};
  std::atomic<bool> stop{false};
  std::atomic<bool> is_over{false};
  std::thread thread;
};

CollectionRuns::~CollectionRuns() {
  const std::lock_guard lock(mutex_);
  for (const auto& run : runs_) run->stop = true;
  runs_.clear();
}

/// Forgets the oldest that are over.
Status CollectionRuns::make_room() {
  const auto going_on = std::count_if(runs_.begin(), runs_.end(), [](const auto& run) { return !run->is_over; });
  if (static_cast<std::size_t>(going_on) >= kMostAtOnce) {
    return fail(ErrorCode::kLimit, "four runs are going on", "wait for one of them, or cancel it");
  }
  while (runs_.size() >= kMostKept) {
    runs_.erase(std::find_if(runs_.begin(), runs_.end(), [](const auto& run) { return run->is_over.load(); }));
  }
  return {};
}

Result<std::string> CollectionRuns::start(RunRequest request) {
  const auto run = std::make_shared<Run>(std::move(request));
  SIGNET_TRY(run->context, sender_.load_collection(run->request.place));
  Items all;
  add_items(run->context.collection->items, all);
  SIGNET_TRY(run->selected, select(all, run->request));
  if (const auto folder = all.find(run->request.folder); folder != all.end()) run->folder = folder->second->name;
  if (!run->request.data_name.empty()) {
    SIGNET_TRY(run->data, model::read_data(run->request.data, run->request.data_name));
  }
  const std::lock_guard lock(mutex_);
  SIGNET_CHECK(make_room());
  runs_.push_back(run);
  run->thread = std::thread([&sender = sender_, at = run.get()] { work(sender, *at); });
  return run->id;
}

void CollectionRuns::work(Sender& sender, Run& run) {
  run::RunOptions options = sender.options_for(run.context, run.mask, run.stop);
  (run.request.items.empty() ? options.folders : options.order) = run.selected;
  if (run.request.iterations > 0) options.iterations = run.request.iterations;
  options.delay_request_ms = run.request.delay_ms;
  options.bail.stop = run.request.stop_on_failure;
  options.data = run.data.get();
  const Sender::Executed executed = sender.execute(run.request.place, run.context, std::move(options), run.progress);
  const run::RunResult& result = executed.result;
  run.is_over = true;
  const std::string no_vault = executed.has_vault ? "" : no_vault_notice(run.progress.vault_names());
  run.progress.tell(join_notices(run.context.notice, no_vault));
  run.progress.end(result.interrupted ? "cancelled" : result.error ? "failed" : "done", result.error);
}

std::shared_ptr<CollectionRuns::Run> CollectionRuns::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(runs_.begin(), runs_.end(), [id](const auto& run) { return run->id == id; });
  return found == runs_.end() ? nullptr : *found;
}

std::optional<json::object> CollectionRuns::read(std::string_view id, std::size_t after) const {
  const auto run = find(id);
  if (run == nullptr) return std::nullopt;
  return run->progress.read(after, kWait);
}

json::array CollectionRuns::list() const {
  const std::lock_guard lock(mutex_);
  json::array list;
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    json::object shown{{"id", (*run)->id},
                       {"collection", (*run)->request.place.parents.front()},
                       {"folder", (*run)->folder},
                       {"name", (*run)->context.collection->name},
                       {"started", iso_time((*run)->started_ms)}};
    for (auto& member : (*run)->progress.summary()) shown[member.key()] = std::move(member.value());
    list.push_back(std::move(shown));
  }
  return list;
}

bool CollectionRuns::cancel(std::string_view id) {
  const auto run = find(id);
  if (run == nullptr) return false;
  run->stop = true;
  return true;
}

}  // namespace signet::app
