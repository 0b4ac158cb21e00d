"""The requests that wait in a figure server, and which of them may share a process."""

from __future__ import annotations

from collections.abc import Iterator

from ..results.job import Request
from .child import Imports


class Waiting:
    """Requests in the order in which they came, each with what a zygote for it would import.

    ``alone`` says that each is computed in a process of its own.
    """

    def __init__(self, *, alone: bool) -> None:
        self._requests: dict[Request, Imports] = {}
        self._all_alone = alone
        self._alone: set[object] = set()
        """Functions and requests that are not to share one."""

    def __len__(self) -> int:
        return len(self._requests)

    def __iter__(self) -> Iterator[tuple[Request, Imports]]:
        yield from self._requests.items()

    def add(self, request: Request, beginning: Imports) -> None:
        """Have a request wait."""
        self._requests[request] = beginning

    def put_back(self, request: Request) -> None:
        """Have a request wait again, if it does not: without a zygote, then."""
        self._requests.setdefault(request, ())

    def take(self, request: Request) -> None:
        """A request waits no longer."""
        del self._requests[request]

    def leave_alone(self, function_or_request: object) -> None:
        """Have it share no process from now on."""
        self._alone.add(function_or_request)

    def can_have_company(self, request: Request) -> bool:
        """Whether it may be one of several in a process: no sweep, which makes others itself."""
        is_alone = {request, request.job.function} & self._alone
        return not (is_alone or request.job.swept or self._all_alone)

    def behind(self, request: Request) -> Iterator[Request]:
        """What waits that could come behind a request in its process."""
        function = request.job.function
        if function not in self._alone:
            for each in self._requests:
                if each.job.function == function and self.can_have_company(each):
                    yield each
