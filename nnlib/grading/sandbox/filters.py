"""Outside: the system calls that a notebook may use, as a program for the kernel.

Whatever is not named is answered as if the kernel had never heard of it (ENOSYS), so that the C
library takes another way where it has one. What a notebook may try in earnest (a network, another
process) is refused by name (EPERM), so that the error says so.
"""

import errno
import functools
import tempfile

NEEDED = """
    read pread64 readv preadv preadv2 write pwrite64 writev pwritev pwritev2 lseek _llseek
    open openat close close_range dup dup2 dup3 flock ftruncate ftruncate64 truncate
    fsync fdatasync fadvise64 readahead sendfile sendfile64 copy_file_range
    stat stat64 lstat lstat64 fstat fstat64 newfstatat fstatat64 statx statfs statfs64 fstatfs
    fstatfs64 access faccessat faccessat2 readlink readlinkat getcwd chdir fchdir getdents
    getdents64 unlink unlinkat rename renameat renameat2 umask
    pipe pipe2 shutdown poll ppoll select pselect6 _newselect epoll_create epoll_create1
    epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd2 recvfrom timerfd_create
    timerfd_settime timerfd_gettime
    brk mmap mmap2 munmap mremap mprotect madvise msync mincore membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
    sigreturn pause alarm setitimer getitimer timer_create timer_settime timer_gettime timer_delete
    nanosleep clock_nanosleep clock_nanosleep_time64 clock_gettime clock_gettime64 clock_getres
    gettimeofday time times getrandom
    futex futex_time64 futex_waitv set_robust_list get_robust_list set_tid_address rseq
    sched_yield sched_getaffinity sched_getparam sched_getscheduler getcpu arch_prctl
    set_thread_area getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid
    getgroups getpgrp getpgid getsid uname sysinfo getrusage getrlimit ugetrlimit getpriority
    exit exit_group restart_syscall
"""
REFUSED = """
    socket connect bind listen accept accept4 sendmsg sendmmsg recvmsg recvmmsg getsockopt
    setsockopt getsockname getpeername fork vfork execve execveat kill tkill tgkill rt_sigqueueinfo
    rt_tgsigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd ptrace process_vm_readv
    process_vm_writev mkdir mkdirat mknod mknodat symlink symlinkat link linkat chmod fchmod
    fchmodat chown fchown lchown fchownat
    utimensat fallocate prctl setrlimit prlimit64
"""
CLONE_THREAD = 0x00010000
# Calls of which one argument decides: its place, and the values that are fine. Of ioctl these are
# FIONBIO, FIONCLEX, FIOCLEX, FIONREAD; of fcntl all that sends no signal; a pair of sockets is what
# asyncio wakes itself with, and with an address to send to it would be a network.
BY_ARGUMENT = {
    "ioctl": (1, (0x5421, 0x5450, 0x5451, 0x541B)),
    "fcntl": (1, (0, 1, 2, 3, 4, 5, 6, 7, 1030, 1032)),
    "fcntl64": (1, (0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 1030, 1032)),
    "socketpair": (0, (1,)),  # AF_UNIX
    "sendto": (4, (0,)),  # no address
}


@functools.cache
def program() -> bytes:
    """Return the filter, compiled for this machine's kernel.

    Raises:
        RuntimeError: without libseccomp.
    """
    from pyseccomp import ALLOW, EQ, ERRNO, MASKED_EQ, NE, Arg, SyscallFilter

    rules = SyscallFilter(ERRNO(errno.ENOSYS))
    for name in names(NEEDED):
        rules.add_rule(ALLOW, name)
    for name in names(REFUSED):
        rules.add_rule(ERRNO(errno.EPERM), name)
    for name in names(" ".join(BY_ARGUMENT)):
        place, values = BY_ARGUMENT[name]
        for value in values:
            rules.add_rule(ALLOW, name, Arg(place, EQ, value))
        if len(values) == 1:  # libseccomp cannot say "none of these"
            rules.add_rule(ERRNO(errno.EPERM), name, Arg(place, NE, values[0]))
    # Threads are fine, processes are not; clone3 stays unknown, so that libc falls back on clone.
    rules.add_rule(ALLOW, "clone", Arg(0, MASKED_EQ, CLONE_THREAD, CLONE_THREAD))
    rules.add_rule(ERRNO(errno.EPERM), "clone", Arg(0, MASKED_EQ, CLONE_THREAD, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def names(text: str) -> list[str]:
    """Return those of the system calls that this kind of machine has."""
    from pyseccomp import resolve_syscall, system_arch

    return [name for name in text.split() if resolve_syscall(system_arch(), name) >= 0]
