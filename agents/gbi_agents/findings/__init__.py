"""What does not fit together in a report: totals, shares, witnesses, a chart and the table of the same figures.

A finding says what was expected and where; it never says who is wrong, the report or its reading.
To add a check: a file with the function, and a line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gbi_agents.findings import disagreements, repeats, shares, totals
from gbi_agents.findings.finding import Finding as Finding
from gbi_agents.findings.finding import Report
from gbi_agents.workspace import Workspace

CHECKS: tuple[Callable[[Report], list[Finding]], ...] = (
    totals.check,
    shares.check,
    disagreements.check,
    repeats.check,
)
"""Each looks at one document."""


def findings(ws: Workspace, documents: Sequence[str] | None = None) -> tuple[Finding, ...]:
    """What does not fit, of these documents (ids; None for all), in the order of documents and pages.

    Each document is looked at by itself: two reports may well differ.
    """
    ids = [d.id for d in ws.documents()] if documents is None else list(documents)
    found: list[Finding] = []
    for document in ids:
        report = Report.of(ws, document)
        mine = [finding for check in CHECKS for finding in check(report)]
        found += sorted(mine, key=lambda finding: (finding.page, finding.kind, finding.text))
    return tuple(found)
