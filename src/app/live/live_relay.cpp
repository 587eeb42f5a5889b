#include "app/live/live_relay.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "app/page/one_time.h"
#include "app/page/routes.h"
#include "server/api/problem.h"
#include "server/front/upgrade.h"

namespace signet::app {

namespace {

namespace asio = boost::asio;

constexpr std::string_view kFolder = "/live/";
constexpr unsigned kSwitchingProtocols = 101;
constexpr unsigned kNotFound = 404;
constexpr std::size_t kMostChannels = 100;
constexpr std::size_t kMostPaths = 100;
constexpr std::chrono::seconds kLifeOfPath{30};
constexpr std::chrono::seconds kFirstPause{1};
constexpr std::chrono::seconds kLongestPause{60};
constexpr std::string_view kAway = R"({"type":"away"})";
/// For who comes when the server has said so to others before.
constexpr std::string_view kReady = R"({"type":"ready"})";

}  // namespace

struct LiveRelay::Impl {
  explicit Impl(ServerFeedOptions with) : options(std::move(with)) {}

  /// Those who follow a workspace, and whether a connection to the server is kept for them.
  struct Followed {
    std::vector<std::weak_ptr<server::Channel>> channels;
    bool is_followed = false;
    bool is_live = false;  ///< the server tells of changes
  };

  /// Sends to all who follow the workspace. False when nobody does any more; the entry is gone then.
  bool tell(const std::string& workspace, std::string text, bool is_live) {
    const auto shared = std::make_shared<const std::string>(std::move(text));
    const std::lock_guard lock(mutex);
    const auto found = followed.find(workspace);
    if (found == followed.end()) return false;
    found->second.is_live = is_live;
    auto& channels = found->second.channels;
    std::erase_if(channels, [](const auto& one) { return one.expired(); });
    for (const auto& one : channels) {
      if (const auto channel = one.lock()) channel->send({shared});
    }
    if (!channels.empty()) return true;
    followed.erase(found);
    return false;
  }

  asio::awaitable<void> keep_following(std::string workspace) {
    std::chrono::seconds pause = kFirstPause;
    asio::steady_timer timer(context);
    do {
      bool has_begun = false;
      const Error ended = co_await follow_once(options, workspace, [&](std::string text) {
        has_begun = true;
        static_cast<void>(tell(workspace, std::move(text), true));
      });
      pause = has_begun ? kFirstPause : std::min(2 * pause, kLongestPause);
      if (!tell(workspace, std::string(kAway), false)) break;
      timer.expires_after(pause);
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    } while (tell(workspace, std::string(kAway), false));
  }

  ServerFeedOptions options;
  OneTime<std::string> workspaces{kMostPaths, kLifeOfPath};  ///< by the token of their WebSocket's address
  std::mutex mutex;
  std::map<std::string, Followed> followed;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  std::thread thread{[this] { context.run(); }};
};

LiveRelay::LiveRelay(ServerFeedOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

LiveRelay::~LiveRelay() {
  end();
}

void LiveRelay::end() {
  impl_->context.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
  const std::lock_guard lock(impl_->mutex);
  for (auto& [workspace, one] : impl_->followed) {
    for (const auto& weak : one.channels) {
      if (const auto channel = weak.lock()) channel->end(nullptr, server::CloseCode::kGoingAway);
    }
  }
}

std::string LiveRelay::make_path(std::string_view workspace) {
  return fmt::format("{}{}", kFolder, impl_->workspaces.keep(std::string(workspace)));
}

server::Response LiveRelay::open(const server::Request& request) {
  if (auto refusal = server::refuse_upgrade(request)) return *std::move(refusal);
  const auto workspace = impl_->workspaces.take(request.target.segments.back());
  if (!workspace) {
    return server::problem_response({.status = kNotFound, .detail = "this address was used before, or is too old"});
  }
  auto channel = follow(*workspace);
  if (!channel) return server::to_response(channel.error(), request.id);
  server::Response response;
  response.status = kSwitchingProtocols;
  response.channel = *std::move(channel);
  return response;
}

Result<std::shared_ptr<server::Channel>> LiveRelay::follow(const std::string& workspace) {
  auto channel = std::make_shared<server::Channel>();
  const std::lock_guard lock(impl_->mutex);
  std::size_t count = 0;
  for (auto& [name, one] : impl_->followed) {
    std::erase_if(one.channels, [](const auto& weak) { return weak.expired(); });
    count += one.channels.size();
  }
  if (count >= kMostChannels) {
    return fail(ErrorCode::kLimit, "too many pages follow changes", "close some of them");
  }
  Impl::Followed& followed = impl_->followed[workspace];
  followed.channels.push_back(channel);
  if (followed.is_live) channel->send({std::make_shared<const std::string>(kReady)});
  if (!std::exchange(followed.is_followed, true)) {
    asio::co_spawn(impl_->context, impl_->keep_following(workspace), asio::detached);
  }
  return channel;
}

std::vector<server::Route> live_relay_routes(LiveRelay& relay) {
  server::Route route = declare_route(
      server::Method::kPost, "/agent/v1/live", "followLive", [&relay](server::Call& call) -> Result<server::Response> {
        return server::json_response(201,
                                     json::object{{"path", relay.make_path(json::string_or(call.body, "workspace"))}});
      });
  route.body = {{.name = "workspace", .required = true, .format = "uuid"}};
  return {std::move(route)};
}

bool is_live_path(const server::Request& request) {
  const auto& segments = request.target.segments;
  return segments.size() == 2 && segments.front() == "live";
}

}  // namespace signet::app
