#include "model/faker/random.h"

#include <sodium.h>

#include <array>
#include <bit>

#include "faker_text.h"

namespace signet::model::faker {

namespace {

/// xoshiro256** by David Blackman and Sebastiano Vigna (public domain), https://prng.di.unimi.it/
class Generator {
 public:
  Generator() {
    do {
      randombytes_buf(state_.data(), sizeof(state_));
    } while (state_ == std::array<std::uint64_t, 4>{});
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace

std::int64_t number(std::int64_t min, std::int64_t max) {
  thread_local Generator generator;
  const std::uint64_t range = static_cast<std::uint64_t>(max - min) + 1;
  // Values past the last whole range would make low results likelier; they are drawn again.
  const std::uint64_t end = ~std::uint64_t{0} - ~std::uint64_t{0} % range;
  std::uint64_t drawn = generator.next();
  while (drawn >= end) drawn = generator.next();
  return min + static_cast<std::int64_t>(drawn % range);
}

char pick(std::string_view set) {
  return set[static_cast<std::size_t>(number(static_cast<std::int64_t>(set.size()) - 1))];
}

std::string_view pick(std::initializer_list<std::string_view> words) {
  return words.begin()[number(static_cast<std::int64_t>(words.size()) - 1)];
}

std::string_view pick(List list) {
  const auto index = static_cast<std::size_t>(list);
  const auto word = static_cast<std::size_t>(number(kFirstWord[index], kFirstWord[index + 1] - 1));
  return {kText + kWordStart[word], kWordStart[word + 1] - kWordStart[word]};
}

std::string fill_digits(std::string_view format) {
  std::string out(format);
  for (char& c : out) {
    if (c == '#') c = static_cast<char>('0' + number(9));
    if (c == '!') c = static_cast<char>('0' + number(2, 9));
  }
  return out;
}

}  // namespace signet::model::faker
