#include "app/local/history.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"

namespace signet::app {

namespace {

constexpr std::string_view kEntries = "history";
constexpr std::string_view kDetails = "history-detail";
constexpr std::array<std::string_view, 2> kBoth = {kEntries, kDetails};
constexpr std::string_view kSettings = "history-settings";
constexpr std::string_view kKeeping = "keeping";
constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

std::string_view text_of(const json::object& object, std::string_view key) {
  return json::string_or(object, key);
}

/// The beginning of a text, with no letter cut in two.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  constexpr unsigned kContinuing = 0x80;
  constexpr unsigned kContinuingMask = 0xC0;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & kContinuingMask) == kContinuing) --most;
  return text.substr(0, most);
}

/// The request that the person sent: the last one that no script did.
const json::object* main_request(const json::object& told) {
  const json::array* requests = json::find_array(told, "requests");
  if (requests == nullptr) return nullptr;
  for (auto one = requests->rbegin(); one != requests->rend(); ++one) {
    const json::object* request = one->if_object();
    if (request != nullptr && !json::bool_or(*request, "from_script", false)) return request;
  }
  return nullptr;
}

json::value member_or_null(const json::object* object, std::string_view key) {
  const json::value* found = object == nullptr ? nullptr : json::find(*object, key);
  return found == nullptr ? json::value() : *found;
}

json::object entry_of(const SentFrom& from, const json::object& item, const json::object& told) {
  const json::object* request = main_request(told);
  const json::object* body = request == nullptr ? nullptr : json::find_object(*request, "body");
  const json::object* timings = request == nullptr ? nullptr : json::find_object(*request, "timings");
  return {{"workspace", from.workspace},
          {"element", from.element},
          {"collection", from.collection},
          {"name", text_of(item, "name")},
          {"method", member_or_null(request, "method")},
          {"url", member_or_null(request, "url")},
          {"status", member_or_null(request, "status")},
          {"time_ms", member_or_null(timings, "total")},
          {"size", member_or_null(body, "size")}};
}

/// Bodies as far as they are kept; their ids mean nothing later.
void shorten_bodies(json::object& told, std::size_t most) {
  json::value* requests = told.if_contains("requests");
  if (requests == nullptr || !requests->is_array()) return;
  for (json::value& one : requests->get_array()) {
    json::value* body = one.is_object() ? one.get_object().if_contains("body") : nullptr;
    if (body == nullptr || !body->is_object()) continue;
    json::value* text = body->get_object().if_contains("text");
    if (text != nullptr && text->is_string()) *text = std::string(beginning(text->get_string(), most));
  }
}

std::string searchable(const json::object& entry) {
  std::string text;
  for (const std::string_view key : {"method", "url", "name"}) text += std::string(text_of(entry, key)) + ' ';
  if (const json::value* status = json::find(entry, "status"); status != nullptr && status->is_int64()) {
    text += std::to_string(status->get_int64());
  }
  return to_lower(text);
}

json::object shown(const json::object& entry) {
  json::object copy = entry;
  copy.erase("workspace");
  return copy;
}

}  // namespace

Result<std::unique_ptr<History>> History::open(LocalStore& local, HistoryLimits limits,
                                               std::function<std::int64_t()> now_ms) {
  if (now_ms == nullptr) now_ms = unix_now_ms;
  std::unique_ptr<History> history(new History(local, limits, std::move(now_ms)));
  SIGNET_CHECK(history->load_keeping());
  SIGNET_TRY(const auto items, local.list(kEntries));
  for (const LocalStore::Item& item : items) {
    SIGNET_TRY(json::value entry, json::parse(item.bytes.expose(), "an entry of the history"));
    if (!entry.is_object()) return fail(ErrorCode::kInternal, "an entry of the history is none");
    history->entries_.push_back(std::move(entry.get_object()));
  }
  SIGNET_CHECK(history->forget_old());
  return history;
}

Status History::forget(const std::vector<std::string>& ids) {
  if (!ids.empty()) SIGNET_CHECK(local_.remove(kBoth, ids));
  return {};
}

Result<std::deque<json::object>::iterator> History::find(std::string_view id) {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [id](const json::object& one) { return text_of(one, "id") == id; });
  if (entry == entries_.end()) return fail(ErrorCode::kNotFound, "the history has that no more");
  return entry;
}

Status History::load_keeping() {
  SIGNET_TRY(const auto item, local_.get(kSettings, kKeeping));
  if (!item) return {};
  SIGNET_TRY(const json::value document, json::parse(item->bytes.expose(), "the settings of the history"));
  if (!document.is_object()) return fail(ErrorCode::kInternal, "the settings of the history are none");
  const json::object& kept = document.get_object();
  keeping_ = {static_cast<int>(json::int64_or(kept, "days", keeping_.days)),
              json::bool_or(kept, "is_paused", keeping_.is_paused)};
  return {};
}

HistoryKeeping History::keeping() const {
  const std::lock_guard lock(mutex_);
  return keeping_;
}

Status History::keep(HistoryKeeping keeping) {
  const std::string text =
      boost::json::serialize(json::object{{"days", keeping.days}, {"is_paused", keeping.is_paused}});
  const std::lock_guard lock(mutex_);
  SIGNET_CHECK(local_.put(kSettings, kKeeping, now_ms_(), text));
  keeping_ = keeping;
  return forget_old();
}

Status History::forget_old() {
  const std::int64_t oldest = now_ms_() - keeping_.days * kDayMs;
  const std::size_t most = keeping_.days == 0 ? 0 : limits_.entries;
  auto end = entries_.begin() + static_cast<std::ptrdiff_t>(std::min(entries_.size(), most));
  while (end != entries_.begin() && json::int64_or(*std::prev(end), "at_ms", 0) < oldest) --end;
  std::vector<std::string> ids;
  for (auto entry = end; entry != entries_.end(); ++entry) ids.emplace_back(text_of(*entry, "id"));
  SIGNET_CHECK(forget(ids));
  entries_.erase(end, entries_.end());
  return {};
}

Status History::add(const SentFrom& from, json::object item, json::object told) {
  if (const HistoryKeeping wanted = keeping(); wanted.is_paused || wanted.days == 0) return {};
  const std::int64_t now = now_ms_();
  json::object entry = entry_of(from, item, told);
  const std::string id = make_uuid();
  entry["id"] = id;
  entry["at_ms"] = now;
  shorten_bodies(told, limits_.body_bytes);
  const json::object detail{{"item", std::move(item)}, {"result", std::move(told)}};
  const std::string entry_text = boost::json::serialize(entry);
  const std::string detail_text = boost::json::serialize(detail);
  const std::lock_guard lock(mutex_);
  SIGNET_CHECK(local_.put(
      std::array{LocalStore::Entry{kEntries, id, now, entry_text}, LocalStore::Entry{kDetails, id, now, detail_text}}));
  entries_.push_front(std::move(entry));
  return forget_old();
}

Result<bool> History::has_in_body(std::string_view id, std::string_view search) {
  SIGNET_TRY(const auto detail, local_.get(kDetails, id));
  if (!detail) return false;
  SIGNET_TRY(const json::value document, json::parse(detail->bytes.expose(), "an entry of the history"));
  const json::object* told = json::find_object(document.as_object(), "result");
  const json::object* request = told == nullptr ? nullptr : main_request(*told);
  const json::object* body = request == nullptr ? nullptr : json::find_object(*request, "body");
  return body != nullptr && to_lower(text_of(*body, "text")).find(search) != std::string::npos;
}

Result<json::array> History::list(const HistoryQuery& query) {
  const std::string search = to_lower(query.search);
  json::array found;
  const std::lock_guard lock(mutex_);
  bool is_reached = query.before.empty();
  for (const json::object& entry : entries_) {
    const std::string_view id = text_of(entry, "id");
    if (!std::exchange(is_reached, is_reached || id == query.before)) continue;
    if (text_of(entry, "workspace") != query.workspace) continue;
    bool matches = search.empty() || searchable(entry).find(search) != std::string::npos;
    if (!matches && query.in_bodies) {
      SIGNET_TRY(matches, has_in_body(id, search));
    }
    if (!matches) continue;
    found.push_back(shown(entry));
    if (found.size() >= query.limit) break;
  }
  return found;
}

Result<json::object> History::read(std::string_view id) {
  const std::lock_guard lock(mutex_);
  SIGNET_TRY(const auto entry, find(id));
  SIGNET_TRY(const auto detail, local_.get(kDetails, id));
  if (!detail) return fail(ErrorCode::kNotFound, "the history has that no more");
  SIGNET_TRY(json::value document, json::parse(detail->bytes.expose(), "an entry of the history"));
  json::object all = std::move(document.as_object());
  all["entry"] = shown(*entry);
  return all;
}

Status History::remove(std::string_view id) {
  const std::lock_guard lock(mutex_);
  SIGNET_TRY(const auto entry, find(id));
  SIGNET_CHECK(forget({std::string(id)}));
  entries_.erase(entry);
  return {};
}

Status History::clear(std::string_view workspace) {
  const std::lock_guard lock(mutex_);
  const auto is_of_it = [workspace](const json::object& entry) { return text_of(entry, "workspace") == workspace; };
  std::vector<std::string> ids;
  for (const json::object& entry : entries_) {
    if (is_of_it(entry)) ids.emplace_back(text_of(entry, "id"));
  }
  SIGNET_CHECK(forget(ids));
  std::erase_if(entries_, is_of_it);
  return {};
}

}  // namespace signet::app
