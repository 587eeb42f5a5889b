// Tells before the machine sleeps (logind's PrepareForSleep on the system bus), and after it did (a clock that counts
// sleep has run ahead of one that does not), for machines without logind.
#pragma once

#include <gio/gio.h>

#include <cstdint>
#include <functional>

namespace signet::vault {

class SleepWatch {
 public:
  /// `on_sleep` is called on the main loop. While it has not returned, sleep is held off (an inhibitor lock of kind
  /// "delay"), as far as logind allows.
  explicit SleepWatch(std::function<void()> on_sleep);
  ~SleepWatch();
  SleepWatch(const SleepWatch&) = delete;
  SleepWatch& operator=(const SleepWatch&) = delete;

  /// To be called every few seconds: notices a sleep that has passed.
  void look();

 private:
  static void on_signal(GDBusConnection* bus, const gchar* sender, const gchar* path, const gchar* interface,
                        const gchar* signal, GVariant* parameters, gpointer self);
  void hold_off();
  void let_go();

  std::function<void()> on_sleep_;
  GDBusConnection* bus_ = nullptr;
  guint subscription_ = 0;
  int inhibitor_ = -1;
  std::int64_t slept_ms_ = 0;
};

}  // namespace signet::vault
