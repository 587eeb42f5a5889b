# Compiler and linker flags of every target: warnings, hardening, sanitizers, ccache, one precompiled header.

find_program(CCACHE ccache)
if(CCACHE)
  # A precompiled header is only cacheable when ccache may ignore its time stamps and macros.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

add_library(signet_options INTERFACE)
target_compile_options(signet_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
                                                -fno-omit-frame-pointer -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(signet_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  # gcc 12 warns about its own library's std::variant and std::optional copies at -O2 (GCC bug 105562 and kin).
  target_compile_options(signet_options INTERFACE -Wno-maybe-uninitialized -Wno-dangling-pointer)
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # Debian's and OpenSSF's hardening set; CET (-fcf-protection) exists on x86 only.
  string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
  target_compile_options(signet_options INTERFACE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|i.86")
    # Debian's own start files carry no CET mark, so the linker would drop the program's. Theirs is safe for the shadow
    # stack, which Linux has for user space; indirect branch tracking it has not.
    target_compile_options(signet_options INTERFACE -fcf-protection=full)
    target_link_options(signet_options INTERFACE -Wl,-z,shstk)
  endif()
  target_link_options(signet_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed -Wl,-O1)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

if(SIGNET_SANITIZE)
  target_compile_options(signet_options INTERFACE -fsanitize=${SIGNET_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(signet_options INTERFACE -fsanitize=${SIGNET_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 cannot assemble coroutines with this one of UBSan's checks.
    target_compile_options(signet_options INTERFACE -fno-sanitize=function)
  endif()
  if(SIGNET_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio's fences, which ThreadSanitizer does not model: fine, as Asio also locks where it fences. And gcc 12 warns
    # about std::string's own copies when instrumented (GCC bug 105329).
    target_compile_options(signet_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-tsan -Wno-array-bounds>)
  endif()
endif()
if(SIGNET_FUZZ)
  target_compile_options(signet_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(signet_options INTERFACE -O1 -g1 -D_GLIBCXX_ASSERTIONS)
endif()
