// Memory for secrets: pages of their own, locked against swapping as far as RLIMIT_MEMLOCK allows, left out of core
// dumps, and wiped when they are given back. SecretString lives in it; whole JSON trees of secrets can, too.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <memory_resource>

namespace signet {

/// Thread-safe, for small and large blocks. Blocks are wiped by those who give them back (SecretString, secret_json()).
[[nodiscard]] std::pmr::memory_resource& secret_memory();

/// The same for Boost.JSON; each block is wiped when the value that held it is destroyed or grows.
[[nodiscard]] boost::json::storage_ptr secret_json();

/// This process writes no core dump from now on, and no other process of the same user may read its memory.
void keep_out_of_core_dumps();

}  // namespace signet
