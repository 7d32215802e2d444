"""Inside: take the rights of this process away, for good, before a stranger's code runs in it.

Limits bound what it may use; Landlock bounds which files it may open; a seccomp filter bounds what
it may ask of the kernel; empty capabilities make root nobody. Each layer alone would leave
something open. Source: man pages setrlimit(2), landlock(7), seccomp(2), capabilities(7).
"""

import ctypes
import os
import platform
import resource
import sys
from dataclasses import asdict, dataclass
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
CLONE_NEWUSER, CLONE_NEWPID = 0x10000000, 0x20000000
OLDEST_LANDLOCK = 3  # the first that keeps files from being cut short
CAPABILITIES_VERSION_3 = 0x20080522
CAPSET = {"x86_64": 126, "aarch64": 91}  # the number of the system call


@dataclass(frozen=True)
class Limits:
    """What one notebook may use.

    Attributes:
        seconds: of the clock, in all.
        cell_seconds: of the clock, in one cell; a call has its own limit.
        cpu_seconds: of a processor.
        memory: bytes beyond what the libraries take.
        file_size: bytes of one file.
        output: bytes that it may send.
        n_open_files, n_threads: how many at once.
        n_files: in its scratch folder.
    """

    seconds: float = 60
    cell_seconds: float = 30
    cpu_seconds: int = 60
    memory: int = 1 << 30
    file_size: int = 10 << 20
    output: int = 32 << 20
    n_open_files: int = 64
    n_threads: int = 64
    n_files: int = 200

    def as_dict(self) -> dict[str, Any]:
        """Return the limits as plain data."""
        return asdict(self)


class Instruction(ctypes.Structure):
    """One instruction of a filter, as the kernel has it."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("jt", ctypes.c_ubyte),
        ("jf", ctypes.c_ubyte),
        ("k", ctypes.c_uint32),
    )


class Program(ctypes.Structure):
    """A filter, as the kernel has it."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(Instruction)))


def checked(result: int, what: str) -> None:
    """Raise an OSError where a call into the C library has failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it is gone."""
    if sys.platform == "linux":  # elsewhere only the marker's own processes come here
        checked(LIBC.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "PR_SET_PDEATHSIG")


def leave_namespaces() -> None:
    """Give the next child a list of processes of its own, in which there is nobody else."""
    checked(LIBC.unshare(CLONE_NEWUSER | CLONE_NEWPID), "unshare")


def confine(rules: int, program: bytes) -> None:
    """Take all rights away that an answer does not need.

    Args:
        rules: which files it may open, from `file_rules`.
        program: the seccomp filter.
    """
    from py_landlock import restrict_self

    drop_capabilities()
    checked(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")
    restrict_self(rules, None)
    os.close(rules)
    load_filter(program)


def set_limits(limits: Limits) -> None:
    """Bound what this process may use."""
    with open("/proc/self/statm") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    soft_and_hard = {
        resource.RLIMIT_AS: (taken + limits.memory,) * 2,
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (limits.file_size,) * 2,
        resource.RLIMIT_NOFILE: (limits.n_open_files,) * 2,
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
    }
    for kind, bounds in soft_and_hard.items():
        resource.setrlimit(kind, bounds)


def drop_capabilities() -> None:
    """Make root a user like any other."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    number = CAPSET[platform.machine()]
    checked(LIBC.syscall(number, ctypes.byref(header), ctypes.byref(nothing)), "capset")


def file_rules(readable: list[str], listable: list[str], scratch: str) -> int:
    """Return Landlock's rules as an open file: made once, put in force in each process.

    In the scratch folder files can be made, and neither folders nor links: that is soon cleared.
    """
    from py_landlock import AccessFs, RulesetAttr, create_ruleset, get_abi_version
    from py_landlock.abi import get_supported_fs, get_supported_net, get_supported_scope

    version = get_abi_version()
    if version < OLDEST_LANDLOCK:
        raise OSError(f"Expected Landlock of version {OLDEST_LANDLOCK} (Linux 6.2); got {version}.")
    handled, everything = RulesetAttr(), get_supported_fs(version)
    handled.handled_access_fs = everything
    handled.handled_access_net = get_supported_net(version)
    handled.scoped = get_supported_scope(version)
    rules = create_ruleset(handled)
    reading = AccessFs.READ_FILE | AccessFs.READ_DIR
    writing = AccessFs.WRITE_FILE | AccessFs.TRUNCATE | AccessFs.MAKE_REG | AccessFs.REMOVE_FILE
    for path in filter(os.path.exists, readable):  # a link may lead out of the room
        allow(rules, path, reading if os.path.isdir(path) else AccessFs.READ_FILE)
    for path in listable:
        allow(rules, path, AccessFs.READ_DIR)
    allow(rules, "/dev/null", AccessFs.READ_FILE | AccessFs.WRITE_FILE)
    allow(rules, "/dev/urandom", AccessFs.READ_FILE)
    allow(rules, scratch, (reading | writing) & everything)
    return rules


def allow(rules: int, path: str, access: int) -> None:
    """Add to the rules what may be done with a file, or with all that is below a folder."""
    from py_landlock import PathBeneathAttr, add_rule

    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = PathBeneathAttr()
        rule.allowed_access, rule.parent_fd = access, place
        add_rule(rules, rule)
    finally:
        os.close(place)


def load_filter(program: bytes) -> None:
    """Let only those system calls through that the filter allows."""
    n_instructions = len(program) // ctypes.sizeof(Instruction)
    code = (Instruction * n_instructions).from_buffer_copy(program)
    whole = Program(n_instructions, code)
    result = LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(whole), 0, 0)
    checked(result, "PR_SET_SECCOMP")
