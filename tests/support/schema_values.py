"""Random values that fit a JSON Schema of the few words that the planner's form is made of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TEXT = st.characters(exclude_categories=("Cs",), exclude_characters="\0")


def values_of(schema: dict[str, Any], texts: dict[str, st.SearchStrategy[str]], name: str = "") -> Any:
    """Values that fit; `texts` gives a field's own texts by its name, others are any characters."""
    if "anyOf" in schema:
        return st.one_of([values_of(one, texts, name) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema["type"]
    if kind == "object":
        assert set(schema["required"]) == set(schema["properties"]) and schema["additionalProperties"] is False
        return st.fixed_dictionaries({key: values_of(one, texts, key) for key, one in schema["properties"].items()})
    if kind == "array":
        items = values_of(schema["items"], texts, name)
        return st.lists(items, min_size=schema["minItems"], max_size=schema["maxItems"])
    assert kind == "string"
    free = st.text(TEXT, min_size=schema["minLength"], max_size=min(schema["maxLength"], 40))
    return st.one_of(texts[name], free) if name in texts else free
