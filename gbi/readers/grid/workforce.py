"""People on the payroll: counted, and never in the currency that holds for the rest of a table."""

from __future__ import annotations

import re

_WORKFORCE = re.compile(
    r"(?i)(?:(?:total|average|year[- ]end|permanent|full[- ]time|part[- ]time|number of|no\. of|our|of which)\s+)*"
    r"(?:employees|headcount|head count|workforce|personnel|staff|ftes?|full[- ]time equivalents?)"
    r"(?:\s+(?:number|numbers|count))?(?:[,\s]+(?:at |as of )?(?:the )?(?:end of )?(?:year|period)(?:[- ]end)?)?"
    r"(?:[,\s]*\(?(?:19|20)\d\d\)?)?|(?:在职|年末|期末|平均)*(?:员工|职工|雇员)(?:总)?(?:人数|数量|数)?|(?:在职|年末|期末|平均)*人数"
)


def is_workforce(name: str) -> bool:
    """Whether a row or column counts people employed ("Employees", "Average headcount 2023", 员工人数); what they cost
    ("Staff costs") is an amount like others."""
    return _WORKFORCE.fullmatch(name.strip()) is not None
