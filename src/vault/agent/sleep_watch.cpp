#include "vault/agent/sleep_watch.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include <ctime>

#include "base/owned.h"

namespace signet::vault {

namespace {

using Variant = Owned<GVariant, g_variant_unref>;

constexpr std::int64_t kMillisecondsPerSecond = 1000;
constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
/// Less than this is no sleep, only the two clocks being read one after the other.
constexpr std::int64_t kShortestSleepMs = 1000;

std::int64_t read_clock(clockid_t clock) {
  timespec time{};
  (void)::clock_gettime(clock, &time);
  return time.tv_sec * kMillisecondsPerSecond + time.tv_nsec / kNanosecondsPerMillisecond;
}

/// How long the machine has slept since it started.
std::int64_t slept_ms() {
  return read_clock(CLOCK_BOOTTIME) - read_clock(CLOCK_MONOTONIC);
}

}  // namespace

SleepWatch::SleepWatch(std::function<void()> on_sleep) : on_sleep_(std::move(on_sleep)), slept_ms_(slept_ms()) {
  bus_ = g_bus_get_sync(G_BUS_TYPE_SYSTEM, nullptr, nullptr);
  if (bus_ == nullptr) return;
  g_dbus_connection_set_exit_on_close(bus_, FALSE);
  // From any sender: who forges the signal only locks the vault.
  subscription_ = g_dbus_connection_signal_subscribe(bus_, nullptr, "org.freedesktop.login1.Manager", "PrepareForSleep",
                                                     "/org/freedesktop/login1", nullptr, G_DBUS_SIGNAL_FLAGS_NONE,
                                                     on_signal, this, nullptr);
  hold_off();
}

SleepWatch::~SleepWatch() {
  let_go();
  if (bus_ == nullptr) return;
  g_dbus_connection_signal_unsubscribe(bus_, subscription_);
  g_object_unref(bus_);
}

void SleepWatch::hold_off() {
  constexpr int kTimeoutMs = 1000;
  GUnixFDList* descriptors = nullptr;
  const Variant answer(g_dbus_connection_call_with_unix_fd_list_sync(
      bus_, "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "Inhibit",
      g_variant_new("(ssss)", "sleep", "Signet", "the vault is being locked", "delay"), G_VARIANT_TYPE("(h)"),
      G_DBUS_CALL_FLAGS_NONE, kTimeoutMs, nullptr, &descriptors, nullptr, nullptr));
  if (answer == nullptr || descriptors == nullptr) return;  // no logind: look() notices the sleep afterwards
  gint32 index = 0;
  g_variant_get(answer.get(), "(h)", &index);
  inhibitor_ = g_unix_fd_list_get(descriptors, index, nullptr);
  g_object_unref(descriptors);
}

void SleepWatch::let_go() {
  if (inhibitor_ >= 0) ::close(inhibitor_);
  inhibitor_ = -1;
}

void SleepWatch::on_signal(GDBusConnection* /*bus*/, const gchar* /*sender*/, const gchar* /*path*/,
                           const gchar* /*interface*/, const gchar* /*signal*/, GVariant* parameters, gpointer self) {
  if (g_variant_is_of_type(parameters, G_VARIANT_TYPE("(b)")) == FALSE) return;
  gboolean goes_to_sleep = FALSE;
  g_variant_get(parameters, "(b)", &goes_to_sleep);
  auto* watch = static_cast<SleepWatch*>(self);
  if (goes_to_sleep == FALSE) return watch->hold_off();
  watch->on_sleep_();
  watch->let_go();
}

void SleepWatch::look() {
  const std::int64_t slept = slept_ms();
  if (slept - slept_ms_ >= kShortestSleepMs) on_sleep_();
  slept_ms_ = slept;
}

}  // namespace signet::vault
