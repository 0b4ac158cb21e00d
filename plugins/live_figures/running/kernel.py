"""Hear of files from the kernel: whatever a process, its threads and its children touch.

Before it runs figure code, a process lays a filter on itself (seccomp, user notification; see
``man 2 seccomp``) that halts every call with a path until its supervisor has taken down which path
that is. Nothing is forbidden and nothing is changed; neither root nor a compiler is needed. Linux
since 5.5, where containers and the like allow it: ``is_available`` tries.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from .notes import Notes
from .processes import parent_of


class _Call(NamedTuple):
    """A system call: its numbers, and which of its arguments are what."""

    x86_64: int | None
    aarch64: int | None
    path: int
    folder: int | None = None
    """The descriptor of the folder that the path begins in; None: the working directory."""
    flags: int | None = None
    meaning: str = "looked_at"
    """A method of Notes, or ``moved`` for one file that becomes another."""
    other: tuple[int, int | None] = (0, None)
    """The place of a second path, and of its folder."""


_CALLS = (
    _Call(2, None, 0, flags=1, meaning="opened"),  # open
    _Call(257, 56, 1, folder=0, flags=2, meaning="opened"),  # openat
    _Call(437, 437, 1, folder=0, meaning="opened"),  # openat2: its flags lie elsewhere
    _Call(85, None, 0, meaning="written"),  # creat
    _Call(4, None, 0),  # stat
    _Call(6, None, 0, meaning="looked_at_link"),  # lstat
    _Call(262, 79, 1, folder=0, flags=3, meaning="looked_at_by"),  # newfstatat
    _Call(332, 291, 1, folder=0, flags=2, meaning="looked_at_by"),  # statx
    _Call(21, None, 0),  # access
    _Call(269, 48, 1, folder=0),  # faccessat
    _Call(439, 439, 1, folder=0),  # faccessat2
    _Call(89, None, 0, meaning="looked_at_link"),  # readlink
    _Call(267, 78, 1, folder=0, meaning="looked_at_link"),  # readlinkat
    _Call(191, 8, 0),  # getxattr
    _Call(80, 49, 0),  # chdir: what is opened from there tells no more of the links on the way
    _Call(59, 221, 0, meaning="run"),  # execve
    _Call(322, 281, 1, folder=0, meaning="run"),  # execveat
    _Call(82, None, 0, meaning="moved", other=(1, None)),  # rename
    _Call(264, 38, 1, folder=0, meaning="moved", other=(3, 2)),  # renameat
    _Call(316, 276, 1, folder=0, meaning="moved", other=(3, 2)),  # renameat2
    _Call(86, None, 0, meaning="moved", other=(1, None)),  # link
    _Call(265, 37, 1, folder=0, meaning="moved", other=(3, 2)),  # linkat
)
_IO_URING_SETUP = 425  # it would open files unheard
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_NEW_LISTENER, _WAIT_KILLABLE = 1 << 3, 1 << 5
_ALLOW, _NOTIFY, _REFUSE = 0x7FFF0000, 0x7FC00000, 0x00050000 | 38  # ENOSYS
_RECEIVE, _ANSWER, _SET_FLAGS = 0xC0502100, 0xC0182101, 0x40082104
_GO_ON = 1
_SYNCHRONOUS = 1  # since Linux 6.6: hand over on the same core
_AT_FDCWD, _AT_SYMLINK_NOFOLLOW, _AT_EMPTY_PATH = -100, 0x100, 0x1000

_NOTIFICATION = struct.Struct("=QIIiIQ6Q")  # id, pid, flags; number, machine, address, arguments
_RESPONSE = struct.Struct("=QqiI")  # id, value, error, flags
_PATH_MAX, _PIECE = 4096, 256


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


@cache
def is_available() -> bool:
    """Whether the kernel notifies here, and what a process is about to open can be read there.

    A fork tries: nothing else tells all that may forbid it.
    """
    if platform.system() != "Linux" or platform.machine() not in _AUDIT_ARCH:
        return False
    if os.environ.get("LIVE_FIGURES_RECORDER") == "hooks":  # as on other systems
        return False
    sample = ctypes.create_string_buffer(b"a path")
    looked, look = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(look)
            os.read(looked, 1)
            listen()
            os._exit(0)
        finally:
            os._exit(1)
    os.close(looked)
    try:
        is_readable = _string(pid, ctypes.addressof(sample)) == sample.value
    except OSError:
        is_readable = False
    os.close(look)
    return os.waitpid(pid, 0)[1] == 0 and is_readable


def listen() -> int:
    """Have this process heard from now on, and all that it starts; the listener's descriptor.

    Raises OSError.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    code = _filter()
    program = _Program(len(code) // 8, code)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):  # the first since 5.19
        number = _SECCOMP[platform.machine()]
        listener: int = libc.syscall(number, _SET_MODE_FILTER, flags, ctypes.byref(program))
        if listener >= 0:
            return listener
    raise OSError(ctypes.get_errno(), "seccomp")


def _filter() -> bytes:
    """The filter's program, for the kernel's packet filter machine."""
    load, equal, greater, has, give = 0x20, 0x15, 0x35, 0x45, 0x06
    machine = platform.machine()
    code = [(load, 0, 0, 4), (equal, 1, 0, _AUDIT_ARCH[machine]), (give, 0, 0, _REFUSE)]
    code.append((load, 0, 0, 0))
    if machine == "x86_64":  # the same calls have a second number there
        code += [(greater, 0, 1, 0x40000000), (give, 0, 0, _REFUSE)]
    code += [(equal, 0, 1, _IO_URING_SETUP), (give, 0, 0, _REFUSE)]
    for number, call in _calls().items():
        if call.meaning == "looked_at_by":  # without a path it asks about an open file
            flags = 16 + 8 * (call.flags or 0)
            code += [(equal, 0, 4, number), (load, 0, 0, flags), (has, 0, 1, _AT_EMPTY_PATH)]
            code += [(give, 0, 0, _ALLOW), (give, 0, 0, _NOTIFY)]
        else:
            code += [(equal, 0, 1, number), (give, 0, 0, _NOTIFY)]
    code.append((give, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *each) for each in code)


@cache
def _calls() -> Mapping[int, _Call]:
    """The calls by their numbers on this machine."""
    numbered = ((getattr(call, platform.machine()), call) for call in _CALLS)
    return {number: call for number, call in numbered if number is not None}


class _Everybody:
    """Whoever may have started a process that has left them all: too many inputs are never wrong.

    But what it writes may be an input of others.
    """

    def __init__(self, notes: Iterable[Notes]) -> None:
        self._notes = tuple(notes)

    def opened(self, path: str, flags: int) -> None:
        for each in self._notes:
            each.opened(path, os.O_RDONLY)

    def listed_elsewhere(self, path: str) -> None:
        for each in self._notes:
            each.listed_elsewhere(path)

    def run(self, path: str) -> None:
        self.opened(path, os.O_RDONLY)

    def looked_at(self, path: str, *, follow: bool = True) -> None:
        for each in self._notes:
            each.looked_at(path, follow=follow)

    def written(self, path: str) -> None:
        pass

    def hidden(self, process: str) -> None:
        """It is of those that have run a program, if any has."""
        for each in [each for each in self._notes if each.has_run] or self._notes:
            each.hidden(process)


class Listener:
    """Takes down in notes what one process, and all that it started, are about to do.

    The kernel allows one listener only, to a process and all its forks: those of a zygote are told
    apart by their groups.
    """

    def __init__(self, descriptor: int, notes: Notes) -> None:
        self.descriptor, self.notes = descriptor, notes
        self._groups: dict[int, Notes] = {}
        with suppress(OSError):
            fcntl.ioctl(descriptor, _SET_FLAGS, _SYNCHRONOUS)

    def fileno(self) -> int:
        return self.descriptor

    def hear(self) -> None:
        """Take down one call, and let it go on."""
        try:
            received = fcntl.ioctl(self.descriptor, _RECEIVE, bytes(_NOTIFICATION.size))
        except OSError:  # the caller is gone
            return
        id_, pid, _, number, _, _, *arguments = _NOTIFICATION.unpack(received)
        notes = self._notes_of(pid)
        try:
            _take_down(notes, _calls()[number], pid, arguments)
        except PermissionError:  # it has forbidden others to look into it
            notes.hidden(_name(pid))
        except (OSError, ValueError):  # it is gone, or has given no path
            pass
        with suppress(OSError):
            fcntl.ioctl(self.descriptor, _ANSWER, _RESPONSE.pack(id_, 0, 0, _GO_ON))

    def close(self) -> None:
        os.close(self.descriptor)

    def tell_apart(self, group: int, notes: Notes) -> None:
        """From now on, what a group of processes does has notes of its own."""
        self._groups[group] = notes

    def forget(self, group: int) -> None:
        """A group has ended."""
        self._groups.pop(group, None)

    def _notes_of(self, pid: int) -> Notes | _Everybody:
        """The notes of a process, or of the nearest above it that has some."""
        if not self._groups:
            return self.notes
        while pid > 1:
            with suppress(ProcessLookupError):
                if notes := self._groups.get(os.getpgid(pid)):
                    return notes
            pid = parent_of(pid)
        return _Everybody([self.notes, *self._groups.values()])


def _take_down(notes: Notes | _Everybody, call: _Call, pid: int, arguments: list[int]) -> None:
    path = _path(pid, arguments, call.path, call.folder)
    flags = 0 if call.flags is None else arguments[call.flags] & 0xFFFFFFFF
    match call.meaning:
        case "opened" if flags & os.O_DIRECTORY and _is_another_program(pid):
            notes.listed_elsewhere(path)
        case "opened":
            notes.opened(path, flags)
        case "run":
            notes.run(path)
        case "written":
            notes.written(path)
        case "looked_at":
            notes.looked_at(path)
        case "looked_at_link":
            notes.looked_at(path, follow=False)
        case "looked_at_by":
            notes.looked_at(path, follow=not flags & _AT_SYMLINK_NOFOLLOW)
        case "moved":
            notes.opened(path, os.O_RDONLY)
            notes.written(_path(pid, arguments, *call.other))


def _is_another_program(thread: int) -> bool:
    """Whether it is not the one that leads its group, nor a fork of that."""
    try:
        return _command(thread) != _command(os.getpgid(thread))
    except FileNotFoundError:
        return True


def _name(process: int) -> str:
    """What a process is called; everybody may know that."""
    with suppress(OSError), open(f"/proc/{process}/comm", errors="replace") as file:
        return file.read().strip()
    return "one"


def _command(process: int) -> bytes:
    with open(f"/proc/{process}/cmdline", "rb") as file:
        return file.read()


def _path(pid: int, arguments: list[int], place: int, folder: int | None) -> str:
    """The path that a call was given, absolute. Raises OSError when it cannot be read."""
    path = os.fsdecode(_string(pid, arguments[place]))
    if path.startswith("/"):
        return path
    number = _AT_FDCWD
    if folder is not None:
        number = ctypes.c_int(arguments[folder] & 0xFFFFFFFF).value
    base = os.readlink(f"/proc/{pid}/cwd" if number == _AT_FDCWD else f"/proc/{pid}/fd/{number}")
    return f"{base}/{path}"


def _string(pid: int, address: int) -> bytes:
    """The text at an address of another process, up to its zero byte. Raises OSError."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        return b"".join(_pieces(memory.fileno(), address))


def _pieces(memory: int, address: int) -> Iterator[bytes]:
    end = address + _PATH_MAX
    while address < end:  # never over the end of a page, behind which there may be nothing
        piece = os.pread(memory, min(_PIECE, _PATH_MAX - address % _PATH_MAX), address)
        text, zero, _ = piece.partition(b"\0")
        yield text
        if zero or not piece:
            return
        address += len(piece)
