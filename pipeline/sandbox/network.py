"""No network for this process and all it starts, whoever runs it: a filter of system calls (seccomp)."""

from __future__ import annotations

import ctypes
import platform
import struct

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
"""Deny is EPERM."""
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_UNIX = 1
_IO_URING_SETUP = 425
_MACHINES = {"x86_64": (0xC000003E, 41, 101), "aarch64": (0xC00000B7, 198, 117)}
"""The audit word of each machine, and its numbers of socket and ptrace."""
_OTHER_ABI = 0x40000000
_GREATER = 0x35


def forbid_network() -> bool:
    """Allow no socket but those within the machine's file system; False where this machine cannot."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    word, socket, ptrace = machine
    program = b"".join(
        struct.pack("<HBBI", *step)
        for step in (
            (_LOAD, 0, 0, _MACHINE),
            (_EQUAL, 1, 0, word),
            (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, _NUMBER),
            (_GREATER, 6, 0, _OTHER_ABI),
            (_EQUAL, 5, 0, _IO_URING_SETUP),
            (_EQUAL, 4, 0, ptrace),
            (_EQUAL, 0, 2, socket),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_EQUAL, 0, 1, _UNIX),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _DENY),
        )
    )
    code = ctypes.create_string_buffer(program, len(program))
    filter = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, filter, 0, 0) == 0)
