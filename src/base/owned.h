// Owners of objects that a C library makes and frees: Owned<EVP_MD, EVP_MD_free> is a unique_ptr of no extra size.
#pragma once

#include <memory>

namespace signet {

/// Calls `Free` with the object.
template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

}  // namespace signet
