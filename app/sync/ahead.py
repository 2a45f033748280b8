"""A push that is out while the page before it is laid into the store: the network and the disk work at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from app.domain.replication import Operation, PushAnswer
from app.services.ports import Transport


class PushAhead:
    """Until `wait` has returned, the conversation belongs to its thread."""

    def __init__(self, transport: Transport, operations: tuple[Operation, ...]) -> None:
        self.operations = operations
        self._transport = transport
        self._thread = ThreadPoolExecutor(1, "loket-push")
        self._answer = self._thread.submit(transport.push, operations)

    def is_for(self, transport: Transport, first: int) -> bool:
        """Whether this is the push that is to be done now."""
        return transport is self._transport and self.operations[0].seq == first

    def wait(self) -> None:
        """Return once it was answered, or could not be."""
        self._thread.shutdown()

    def answer(self) -> PushAnswer:
        """The answer; raises what the push raised."""
        return self._answer.result()
