// Attempts that hostile native code would make after a hole in the engine. Run only by `--self-test NAME`, in tests.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "script/worker/sandbox.h"

namespace signet::worker {

namespace {

struct Attempt {
  std::string_view name;
  long (*run)();
};

long map_executable() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? -1 : 0;
}

long make_executable() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? 0 : mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

long run_program() {
  char program[] = "/bin/true";
  char* arguments[] = {program, nullptr};
  return execve(program, arguments, arguments + 1);
}

long raise_file_limit() {
  const rlimit more{64, 64};
  return setrlimit(RLIMIT_NOFILE, &more);
}

constexpr Attempt kAttempts[] = {
    {"open", [] { return static_cast<long>(open("/etc/passwd", O_RDONLY)); }},
    {"write-file", [] { return static_cast<long>(open("/tmp/signet-escape", O_WRONLY | O_CREAT, 0600)); }},
    {"unlink", [] { return static_cast<long>(unlink("/tmp/signet-no-such-file")); }},
    {"socket", [] { return static_cast<long>(socket(AF_INET, SOCK_STREAM, 0)); }},
    {"unix-socket", [] { return static_cast<long>(socket(AF_UNIX, SOCK_STREAM, 0)); }},
    {"execve", run_program},
    {"fork", [] { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {"vfork", [] { return syscall(SYS_clone3, nullptr, 0); }},
    {"kill-parent", [] { return static_cast<long>(kill(getppid(), 0)); }},
    {"tgkill-parent", [] { return syscall(SYS_tgkill, 1, 1, 0); }},
    {"ptrace", [] { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
    {"read-memory", [] { return syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0); }},
    {"io-uring", [] { return syscall(SYS_io_uring_setup, 1, nullptr); }},
    {"bpf", [] { return syscall(SYS_bpf, 0, nullptr, 0); }},
    {"keyctl", [] { return syscall(SYS_keyctl, 0, 0, 0); }},
    {"unshare", [] { return syscall(SYS_unshare, 0x10000000); }},
    {"map-executable", map_executable},
    {"make-executable", make_executable},
    {"raise-file-limit", raise_file_limit},
};

}  // namespace

int try_forbidden(std::string_view what) {
  for (const Attempt& attempt : kAttempts) {
    if (attempt.name == what) return attempt.run() == -1 ? errno : 0;
  }
  return ENOENT;
}

}  // namespace signet::worker
