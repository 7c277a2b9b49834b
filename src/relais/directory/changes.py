"""The rules of changes, behind one door: who may ask, what waits, who decides, what was heard on the telephone.

Every function takes the caller's transaction and an actor, and writes the journal. Pages call these and nothing else.
"""

from relais.directory.batches import accept_batch, refuse_batch
from relais.directory.change_model import (
    Batch,
    CallBack,
    ChangeLine,
    Conflict,
    LineKey,
    Outcome,
    Proposal,
    QueueLine,
    ToConfirm,
    WaitingLine,
    parse_line_key,
)
from relais.directory.confirmations import confirm, confirm_by_call, count_never_confirmed, never_confirmed
from relais.directory.decisions import accept, refuse
from relais.directory.queue import batch_lines, count_queue, decided_for, get_line, list_batches, queue, waiting_for
from relais.directory.submission import submit, undo, withdraw_request
from relais.directory.withdrawals import withdraw_number

__all__ = [
    "Batch",
    "CallBack",
    "ChangeLine",
    "Conflict",
    "LineKey",
    "Outcome",
    "Proposal",
    "QueueLine",
    "ToConfirm",
    "WaitingLine",
    "accept",
    "accept_batch",
    "batch_lines",
    "confirm",
    "confirm_by_call",
    "count_never_confirmed",
    "count_queue",
    "decided_for",
    "get_line",
    "list_batches",
    "never_confirmed",
    "parse_line_key",
    "queue",
    "refuse",
    "refuse_batch",
    "submit",
    "undo",
    "waiting_for",
    "withdraw_number",
    "withdraw_request",
]
