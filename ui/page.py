"""Pages of the shell: what each is given, and what the shell asks of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from app.domain.people import Session
from ui.actions import Actions
from ui.bridge import Bridge
from ui.core import ShellCore
from ui.notices import Notices
from ui.tasks import Background
from ui.theme import Theme
from ui.translator import Language
from ui.widgets.pane import Pane

CoreT_co = TypeVar("CoreT_co", bound=ShellCore, covariant=True)

OtherT = TypeVar("OtherT", bound=ShellCore)


@dataclass(frozen=True, slots=True)
class PageContext(Generic[CoreT_co]):
    """Everything a page may use; one value instead of ten parameters."""

    core: CoreT_co
    session: Session
    tasks: Background
    bridge: Bridge
    actions: Actions
    theme: Theme
    language: Language
    notices: Notices

    def with_core(self, core: OtherT) -> PageContext[OtherT]:
        """The same with the core as one page sees it."""
        return PageContext(
            core, self.session, self.tasks, self.bridge, self.actions, self.theme, self.language, self.notices
        )


class Page(Pane):
    """One page of the shell, built when first shown and thrown away at log-out."""

    @property
    def unsaved(self) -> bool:
        """Whether something was typed here that would be gone with the window."""
        return False

    def enter(self) -> None:
        """The page is shown: bind actions, put the focus where work begins."""

    def leave(self) -> None:
        """The page is hidden; its actions have already been released."""

    def forget(self) -> Mapping[str, str]:
        """The screen locks: drop everything personal from widgets and models; return the ids to come back to."""
        return {}

    def resume(self, bookmark: Mapping[str, str]) -> None:
        """The same member of staff is back: load again what `forget` returned."""


PageFactory = Callable[[PageContext[ShellCore], QWidget], Page]
