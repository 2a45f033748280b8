"""Opening a request or complaint for the customer on screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.processes import CaseKind, Process
from app.services.views import CaseView
from ui.dialogs.form import FormDialog
from ui.presenters.labels import CASE_KINDS
from ui.theme import Theme
from ui.viewmodels.casework import CaseworkViewModel
from ui.widgets.choice import Choice
from ui.widgets.segments import Segment, SegmentBar
from ui.words import _

_KINDS = tuple(CaseKind)


class OpenCaseDialog(FormDialog):
    """Typing in the list finds a process; its usual title and kind are filled in."""

    def __init__(
        self, model: CaseworkViewModel, customer_id: str, language: str, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(theme, parent, _("Open a case"), _("Open  Enter"))
        self.setObjectName("open_case_dialog")
        self._model = model
        self._customer_id = customer_id
        self._language = language
        self._processes: tuple[Process, ...] = ()
        self._kind = CaseKind.REQUEST
        self.process = Choice(theme, self)
        self.process.setObjectName("case_process")
        self.process.setMaxVisibleItems(14)
        self.field(_("Process"), self.process)
        self.title = QLineEdit(self)
        self.title.setObjectName("case_title")
        self.field(_("In the customer's words"), self.title)
        self.kinds = SegmentBar(theme, self)
        self.kinds.setObjectName("case_kinds")
        self.kinds.name(_("Kind"))
        self.kinds.chosen.connect(self._choose_kind)
        self.body.addWidget(self.kinds)
        self.process.currentIndexChanged.connect(self._choose_process)
        self.confirm.clicked.connect(self._confirm)
        self.confirm.setEnabled(False)
        model.processes_read.connect(self._show)
        model.case_opened.connect(self._opened)
        model.refused.connect(self.refused)
        model.read_processes()
        self.process.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, processes: tuple[Process, ...]) -> None:
        english = self._language == "en"
        self._processes = tuple(sorted(processes, key=lambda one: one.name_en if english else one.name))
        self.process.clear()
        for process in self._processes:
            self.process.addItem(process.name_en if english else process.name, process.key)
        self.confirm.setEnabled(bool(processes))

    def _choose_process(self, at: int) -> None:
        if 0 <= at < len(self._processes):
            process = self._processes[at]
            self.title.setText(process.customer_words)
            self._choose_kind(_KINDS.index(process.kind))

    def _choose_kind(self, at: int) -> None:
        self._kind = _KINDS[at]
        self.kinds.offer(tuple(Segment(_(CASE_KINDS[kind])) for kind in _KINDS), at)

    def _confirm(self) -> None:
        at = self.process.currentIndex()
        if 0 <= at < len(self._processes):
            self.tell(None)
            self.confirm.setEnabled(False)
            self._model.open_case(self._customer_id, self._processes[at].key, self.title.text(), self._kind)

    def _opened(self, _view: CaseView) -> None:
        self.accept()
