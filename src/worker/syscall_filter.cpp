#include "worker/syscall_filter.h"

#include <sched.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace tntc::worker {
namespace {

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

constexpr int kForbidden[] = {
    // programs and processes
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(setsid),
    // other processes
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kcmp),
    SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal), SCMP_SYS(tkill),
    SCMP_SYS(process_madvise), SCMP_SYS(migrate_pages), SCMP_SYS(move_pages),
    // identity
    SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setreuid), SCMP_SYS(setregid), SCMP_SYS(setresuid),
    SCMP_SYS(setresgid), SCMP_SYS(setgroups), SCMP_SYS(setfsuid), SCMP_SYS(setfsgid),
    SCMP_SYS(capset), SCMP_SYS(personality),
    // the file tree
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig), SCMP_SYS(fsmount), SCMP_SYS(fspick), SCMP_SYS(move_mount),
    SCMP_SYS(open_tree), SCMP_SYS(mount_setattr), SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(quotactl), SCMP_SYS(mknod), SCMP_SYS(mknodat),
    SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat),
    // the kernel
    SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(reboot),
    SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(syslog), SCMP_SYS(keyctl),
    SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(settimeofday), SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime), SCMP_SYS(adjtimex), SCMP_SYS(sethostname), SCMP_SYS(setdomainname),
    SCMP_SYS(iopl), SCMP_SYS(ioperm), SCMP_SYS(vhangup), SCMP_SYS(nfsservctl), SCMP_SYS(uselib),
    SCMP_SYS(ustat), SCMP_SYS(lookup_dcookie), SCMP_SYS(fanotify_init), SCMP_SYS(modify_ldt)};

int forbid_listed(scmp_filter_ctx filter) {
  for (const int call : kForbidden) {
    // Calls that this architecture does not have are not there to be forbidden.
    const int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
    if (error != 0 && error != -EDOM && error != -EINVAL) return error;
  }
  return 0;
}

// Threads may be made, processes not. The flags of clone3 lie in memory where no filter sees them,
// so it is absent, and the C library falls back to clone.
int forbid_processes(scmp_filter_ctx filter) {
  const int error =
      seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                       SCMP_A0(SCMP_CMP_MASKED_EQ, static_cast<scmp_datum_t>(CLONE_THREAD), 0));
  if (error != 0) return error;
  return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

// Signals to itself only: the VM suspends its own threads for collections.
int forbid_signals(scmp_filter_ctx filter) {
  const auto self = static_cast<scmp_datum_t>(::getpid());
  const int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), 1,
                                     SCMP_A0(SCMP_CMP_NE, self));
  if (error != 0) return error;
  return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
                          SCMP_A0(SCMP_CMP_NE, self));
}

// TCP, UDP, the netlink that getaddrinfo asks for addresses, and Unix sockets, as resolvers use
// them (Landlock does not restrict connecting to those).
int forbid_sockets(scmp_filter_ctx filter) {
  constexpr int kAllowed[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
  const int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                                     SCMP_A0(SCMP_CMP_GT, static_cast<scmp_datum_t>(AF_NETLINK)));
  if (error != 0) return error;
  for (int family = 0; family < AF_NETLINK; ++family) {
    bool allowed = false;
    for (const int one : kAllowed) allowed = allowed || one == family;
    if (allowed) continue;
    const int refused = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                                         SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family)));
    if (refused != 0) return refused;
  }
  // SOCK_RAW, whatever flags it is combined with.
  return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 2,
                          SCMP_A0(SCMP_CMP_LT, static_cast<scmp_datum_t>(AF_NETLINK)),
                          SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_RAW));
}

}  // namespace

Result<void> install_syscall_filter() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW));
  if (!filter) return fail(ErrorKind::internal, "libseccomp made no filter");
  for (const auto forbid : {&forbid_listed, &forbid_processes, &forbid_signals, &forbid_sockets}) {
    if (const int error = forbid(filter.get()); error != 0) {
      return fail_errno("describing the filter", -error);
    }
  }
  const int error = seccomp_load(filter.get());
  if (error == -ENOSYS || error == -EINVAL) {
    return fail(ErrorKind::unavailable, "this kernel does not have it");
  }
  if (error != 0) return fail_errno("loading the filter", -error);
  return {};
}

}  // namespace tntc::worker
