"""The server's end of the connection to a child: it never waits for the child.

A child may be killed or stopped while it sends, or stop reading: what has come so far is kept, and
what cannot be sent yet too, so that the server goes on and time limits hold. The messages are
those of ``multiprocessing.connection.Connection``, which the child uses.
"""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler, recv_handle, send_handle
from typing import Any

_LENGTH, _LONG = struct.Struct("!i"), struct.Struct("!Q")
_IS_LONG = -1  # a length of eight bytes follows
_PIECE = 1 << 20


class Channel:
    """What has come from a child, and what is still to go to it."""

    def __init__(self, link: Connection) -> None:
        self._link = link
        self._came, self._to_go = bytearray(), bytearray()
        os.set_blocking(link.fileno(), False)

    def fileno(self) -> int:
        return self._link.fileno()

    @property
    def has_more_to_send(self) -> bool:
        return bool(self._to_go)

    def take_descriptor(self) -> int:
        """The descriptor that the child has passed on. Raises EOFError and OSError."""
        descriptor: int = recv_handle(self._link)
        return descriptor

    def pass_on(self, descriptor: int) -> None:
        """Give the child a descriptor of ours. Raises OSError."""
        send_handle(self._link, descriptor, None)

    def receive(self) -> Iterator[Any]:
        """The messages that are whole by now.

        Raises EOFError when no more can come, ValueError for what is none.
        """
        try:
            piece = os.read(self.fileno(), _PIECE)
        except BlockingIOError:
            return
        except ConnectionResetError as error:
            raise EOFError from error
        if not piece:
            raise EOFError
        self._came += piece
        while (message := self._message()) is not None:
            try:
                yield pickle.loads(message)
            except Exception as error:  # figure code can have written there
                raise ValueError(f"sent what nobody understands: {error}") from error

    def send(self, message: object) -> None:
        """Send as much as goes now; ``flush`` sends the rest."""
        content = bytes(ForkingPickler.dumps(message))
        self._to_go += _LENGTH.pack(len(content)) + content
        self.flush()

    def flush(self) -> None:
        """Send what can go now. What a child that is gone would have got is dropped."""
        try:
            while self._to_go:
                del self._to_go[: os.write(self.fileno(), self._to_go)]
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            self._to_go.clear()

    def close(self) -> None:
        self._link.close()

    def _message(self) -> bytes | None:
        """The first message, taken out, if all of it has come."""
        begin = _LENGTH.size
        if len(self._came) < begin:
            return None
        (length,) = _LENGTH.unpack_from(self._came)
        if length == _IS_LONG:
            begin += _LONG.size
            if len(self._came) < begin:
                return None
            (length,) = _LONG.unpack_from(self._came, _LENGTH.size)
        if len(self._came) < begin + length:
            return None
        message = bytes(self._came[begin : begin + length])
        del self._came[: begin + length]
        return message
