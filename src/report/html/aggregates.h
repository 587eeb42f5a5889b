// Numbers of a run of any length in fixed memory: times over the run, their distribution, and percentiles.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::report {

/// Counts of values in buckets that grow by a tenth each: percentiles within 10 %.
class LogHistogram {
 public:
  void add(double milliseconds);
  /// The value that `share` (0 to 1) of all values do not exceed; 0 when there are none.
  [[nodiscard]] double percentile(double share) const;

 private:
  std::array<std::uint32_t, 230> buckets_{};  // 0.1 ms to 88 hours
  std::uint64_t total_ = 0;
};

/// Counts below 1, 2, 5, 10, 20 ... ms, for a picture.
class RoundHistogram {
 public:
  void add(double milliseconds);
  /// {upper limit, count} from the first bucket that is used to the last.
  [[nodiscard]] std::vector<std::pair<double, std::uint64_t>> bins() const;

 private:
  std::array<std::uint64_t, 22> counts_{};
};

/// Values in order, summed up in at most kMostPoints points of equally many values.
class Series {
 public:
  static constexpr std::size_t kMostPoints = 240;
  struct Point {
    std::uint64_t values = 0;
    std::uint64_t failures = 0;
    double sum = 0;
    double min = 0;
    double max = 0;
  };

  void add(double milliseconds, bool failed);
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }

 private:
  void merge_pairs();
  std::vector<Point> points_;
  std::uint64_t values_each_ = 1;
};

}  // namespace signet::report
