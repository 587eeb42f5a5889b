#include "script/worker/sandbox.h"

#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace signet::worker {

namespace {

void limit(decltype(RLIMIT_CORE) resource, rlim_t value) {
  const rlimit both{value, value};
  setrlimit(resource, &both);
}

/// With TZ set, neither ICU nor the C library looks for /etc/localtime once files are out of reach.
void settle_time_zone() {
  constexpr std::string_view kZones = "zoneinfo/";
  if (getenv("TZ") == nullptr) {
    char target[512];
    const ssize_t n = readlink("/etc/localtime", target, sizeof target - 1);
    std::string_view zone(target, n > 0 ? static_cast<std::size_t>(n) : 0);
    const std::size_t at = zone.find(kZones);
    zone = at == std::string_view::npos ? std::string_view() : zone.substr(at + kZones.size());
    setenv("TZ", zone.empty() ? "UTC" : std::string(zone).c_str(), 1);
  }
  tzset();
}

/// The flags of glibc's pthread_create: a thread of this process, never a process.
constexpr unsigned long kThreadFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
                                       CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

/// What a JavaScript engine needs to compute, collect garbage and speak over a socket that is already open.
constexpr std::initializer_list<int> kAllowed = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(recvfrom),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(sendto),
    SCMP_SYS(close),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(futex),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(membarrier),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getcpu),
};

/// What libraries ask in passing and can do without: refused with an error instead of the end of the process.
constexpr std::initializer_list<int> kRefused = {
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(ioctl),
    SCMP_SYS(fcntl),
    SCMP_SYS(lseek),
    SCMP_SYS(prctl),
    SCMP_SYS(prlimit64),
    SCMP_SYS(getrlimit),
    SCMP_SYS(uname),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getppid),
    SCMP_SYS(getrusage),
    SCMP_SYS(times),
    SCMP_SYS(sched_setscheduler),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_setaffinity),
    SCMP_SYS(setpriority),
    SCMP_SYS(getpriority),
    SCMP_SYS(eventfd2),
    SCMP_SYS(pipe2),
    SCMP_SYS(memfd_create),
    SCMP_SYS(statfs),
    SCMP_SYS(mlock),
};

/// Returns 0, or the first error as libseccomp gives it.
int add_rules(scmp_filter_ctx filter) {
  int error = 0;
  const auto rule = [&](std::uint32_t action, int call) {
    if (error == 0) error = seccomp_rule_add(filter, action, call, 0);
  };
  const auto rule_if = [&](std::uint32_t action, int call, scmp_arg_cmp condition) {
    if (error == 0) error = seccomp_rule_add(filter, action, call, 1, condition);
  };
  for (const int call : kAllowed) rule(SCMP_ACT_ALLOW, call);
  for (const int call : kRefused) rule(SCMP_ACT_ERRNO(EPERM), call);
  // Memory may be mapped but never be executable: with the JIT off no page needs to be.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    rule_if(SCMP_ACT_ALLOW, call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    rule_if(SCMP_ACT_ERRNO(EPERM), call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  }
  // The engine starts helper threads late. clone3's flags are out of a filter's sight: glibc falls back to clone.
  rule_if(SCMP_ACT_ALLOW, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_EQ, kThreadFlags));
  rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  // abort() and the engine's stopping of its own threads; no other process can be signalled.
  rule_if(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid())));
  return error;
}

}  // namespace

void prepare_process() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
  settle_time_zone();
}

std::string close_sandbox() {
  limit(RLIMIT_NOFILE, 1);  // what is open stays open and nothing more can be; 0 would make poll(2) fail
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return std::string("PR_SET_NO_NEW_PRIVS: ") + strerror(errno);
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return "seccomp_init failed";
  int error = add_rules(filter);
  if (error == 0) error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
  if (error == 0) error = seccomp_load(filter);
  seccomp_release(filter);
  return error == 0 ? std::string() : std::string("seccomp: ") + strerror(-error);
}

}  // namespace signet::worker
