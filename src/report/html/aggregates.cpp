#include "report/html/aggregates.h"

#include <algorithm>
#include <cmath>

namespace signet::report {

namespace {

constexpr double kSmallest = 0.1;
constexpr double kGrowth = 1.1;

constexpr double round_limit(std::size_t i) {
  constexpr std::array<double, 3> kSteps = {1, 2, 5};
  double power = 1;
  for (std::size_t k = 0; k < i / 3; ++k) power *= 10;
  return kSteps.at(i % 3) * power;
}

}  // namespace

void LogHistogram::add(double milliseconds) {
  const double at = std::ceil(std::log(std::max(milliseconds, kSmallest) / kSmallest) / std::log(kGrowth));
  ++buckets_.at(std::min(static_cast<std::size_t>(at), buckets_.size() - 1));
  ++total_;
}

double LogHistogram::percentile(double share) const {
  if (total_ == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_.at(i);
    if (seen >= wanted) return kSmallest * std::pow(kGrowth, static_cast<double>(i));
  }
  return 0;
}

void RoundHistogram::add(double milliseconds) {
  std::size_t i = 0;
  while (i + 1 < counts_.size() && milliseconds > round_limit(i)) ++i;
  ++counts_.at(i);
}

std::vector<std::pair<double, std::uint64_t>> RoundHistogram::bins() const {
  std::vector<std::pair<double, std::uint64_t>> out;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_.at(i) > 0 || !out.empty()) out.emplace_back(round_limit(i), counts_.at(i));
  }
  while (!out.empty() && out.back().second == 0) out.pop_back();
  return out;
}

void Series::add(double milliseconds, bool failed) {
  if (points_.empty() || points_.back().values == values_each_) {
    if (points_.size() == kMostPoints) merge_pairs();
    points_.push_back({.min = milliseconds, .max = milliseconds});
  }
  Point& point = points_.back();
  ++point.values;
  point.failures += failed ? 1 : 0;
  point.sum += milliseconds;
  point.min = std::min(point.min, milliseconds);
  point.max = std::max(point.max, milliseconds);
}

void Series::merge_pairs() {
  for (std::size_t i = 0; i < points_.size() / 2; ++i) {
    Point merged = points_[2 * i];
    const Point& other = points_[2 * i + 1];
    merged.values += other.values;
    merged.failures += other.failures;
    merged.sum += other.sum;
    merged.min = std::min(merged.min, other.min);
    merged.max = std::max(merged.max, other.max);
    points_[i] = merged;
  }
  points_.resize(points_.size() / 2);
  values_each_ *= 2;
}

}  // namespace signet::report
