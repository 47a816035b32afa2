"""All English templates, and those of questions that the figure cannot answer."""

from __future__ import annotations

from gbi_sft.synth.questions.phrases.english_computes import AGGREGATE, GROWTH, SHARE, STEPS
from gbi_sft.synth.questions.phrases.english_reads import COMPARE, LOOKUP, RANK

MISSING: dict[str, tuple[str, ...]] = {
    "missing_label": LOOKUP["value"],
    "missing_series": LOOKUP["value"],
    "missing_measure": LOOKUP["value"],
    "missing_in_change": GROWTH["percent_change"],
    "missing_in_compare": COMPARE["difference_of_labels"],
    "missing_reason": (
        "why did {line} {rise} [from {from} to {to}|between {from} and {to}]?",
        "what [caused|explains|is the reason for] the change in {bare} between {from} and {to}?",
        "[explain|tell me] why {line} did {rise} from {from} to {to}.",
    ),
    "missing_source": (
        "[which|what] [survey|database|organisation] do the [figures|numbers] for {name} come from?",
        "who [collected|measured] the {bare} of {name}?",
        "how many people were asked for the {bare} of {name}?",
    ),
}

TEMPLATES: dict[str, tuple[str, ...]] = {
    **LOOKUP,
    **COMPARE,
    **RANK,
    **AGGREGATE,
    **GROWTH,
    **SHARE,
    **STEPS,
    **MISSING,
}
"""Templates by the name of their operation."""
